package io.highwater.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.servlet.ServletContainerInitializer;

/** Who may import whom. */
@AnalyzeClasses(packages = "io.highwater", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule theServletNamesNoStore = noClasses()
            .that()
            .resideInAPackage("io.highwater.servlet..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.highwater.store.*..");

    @ArchTest
    static final ArchRule codecsKnowNoServletsAndNoStores = noClasses()
            .that()
            .resideInAPackage("io.highwater.servlet.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "io.highwater.store..", "io.highwater.servlet");

    @ArchTest
    static final ArchRule codecsOfTheEngineKnowItsInputsAlone = noClasses()
            .that()
            .resideInAPackage("io.highwater.servlet.protocol..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.highwater\\.engine\\.(UploadEngine|OpenAppend|Download).*");

    @ArchTest
    static final ArchRule codecsKnowNoOtherCodec =
            slices().matching("io.highwater.servlet.protocol.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule whatCodecsShareKnowsNoCodec = noClasses()
            .that()
            .resideInAPackage("io.highwater.servlet.protocol")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.highwater.servlet.protocol.*..");

    @ArchTest
    static final ArchRule endpointsKnowNoProtocol = noClasses()
            .that()
            .resideInAPackage("io.highwater.servlet.endpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.highwater.servlet", "io.highwater.servlet.protocol..", "io.highwater.engine..");

    @ArchTest
    static final ArchRule servletAndFilterAreAllThatApplicationsSee = classes()
            .that()
            .resideInAPackage("io.highwater.servlet")
            .and()
            .doNotHaveSimpleName("ResumableUploadServlet")
            .and()
            .doNotHaveSimpleName("ResumableUploadFilter")
            .and()
            .areNotAssignableTo(ServletContainerInitializer.class) // which containers make
            .and()
            .areNotNestedClasses()
            .should()
            .notBePublic();
}

package io.highwater;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom. A rule that applies to no class fails too. */
@AnalyzeClasses(packages = "io.highwater", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String SESSION = "io.highwater.session";
    private static final String OFFSET = "io.highwater.offset";
    private static final String STORE = "io.highwater.store";
    private static final String ENGINE = "io.highwater.engine";
    private static final String STORES = "io.highwater.store.*..";

    @ArchTest
    static final ArchRule theHouseHasTheseRoomsAndNoOther =
            classes().should().resideInAnyPackage(SESSION, OFFSET, STORE, STORES, ENGINE);

    @ArchTest
    static final ArchRule valuesKnowNothingElse = only(SESSION, SESSION);

    @ArchTest
    static final ArchRule offsetRulesKnowNothingElse = only(OFFSET, OFFSET);

    @ArchTest
    static final ArchRule theStoreSpiKnowsValues = only(STORE, STORE, SESSION);

    @ArchTest
    static final ArchRule theEngineKnowsNoStoreImplementation = only(ENGINE, ENGINE, SESSION, OFFSET, STORE);

    @ArchTest
    static final ArchRule storesKnowTheSpiAndValues = only(STORES, STORES, STORE, SESSION);

    @ArchTest
    static final ArchRule storesDoNotKnowOneAnother =
            slices().matching("io.highwater.store.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.highwater.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingHereKnowsHttp =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("jakarta..", "javax..", "java.net..");

    @ArchTest
    static final ArchRule outsideTheJdkThereIsLoggingOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.highwater..", "java..", "org.slf4j", "org.jspecify.annotations");

    @ArchTest
    static final ArchRule nobodyWritesToTheConsole =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    private static ArchRule only(String of, String... known) {
        DescribedPredicate<JavaClass> ours = resideInAPackage("io.highwater..");
        return noClasses()
                .that()
                .resideInAPackage(of)
                .should()
                .dependOnClassesThat(ours.and(not(resideInAnyPackage(known))))
                .as(of + " knows nothing of ours but " + String.join(", ", known));
    }
}

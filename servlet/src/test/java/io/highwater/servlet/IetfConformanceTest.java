package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every MUST (NOT) and SHOULD (NOT) of draft-ietf-httpbis-resumable-upload-12, and those of the drafts before it that it
 * does not have any more, in every version in which each holds, against real containers.
 */
@Tag("T25")
@ParameterizedClass
@EnumSource(HttpLine.class)
class IetfConformanceTest {

    /** The key words under each heading of draft -12, in their order; then those of older drafts, as we count them. */
    private static final String DRAFTS = """
            Upload Resource: SHOULD, SHOULD
            Offset: MUST_NOT, MUST, MUST
            Completeness: MUST, SHOULD_NOT
            Length: SHOULD, MUST, MUST, MUST
            Limits: MAY, MUST, MUST_NOT, MUST_NOT, SHOULD_NOT, SHOULD_NOT, SHOULD, SHOULD_NOT, SHOULD_NOT, SHOULD_NOT, \
            MUST, MUST, MUST, MUST, SHOULD, MUST, SHOULD_NOT, SHOULD, SHOULD
            Upload Creation, client: SHOULD, SHOULD, SHOULD, SHOULD_NOT, MAY
            Upload Creation, server: SHOULD, MUST, MUST, MUST, MUST, MUST, MAY, MUST, SHOULD, SHOULD, SHOULD, SHOULD, \
            MUST_NOT
            Offset Retrieval, client: MUST, MUST_NOT, SHOULD, MUST_NOT, MAY, SHOULD_NOT, MAY
            Offset Retrieval, server: MUST, MUST, MUST, MUST, SHOULD, SHOULD_NOT
            Upload Append, client: MUST, SHOULD, MUST, MAY, SHOULD_NOT, MAY, MAY
            Upload Append, server: SHOULD, MUST_NOT, MUST, MUST, SHOULD, MUST, MUST, MUST, SHOULD, MUST_NOT, SHOULD
            Upload Cancellation, server: SHOULD, SHOULD, SHOULD_NOT
            Concurrency: MUST_NOT, MUST, MUST_NOT, MUST, SHOULD, MAY
            Status Code 104: MAY, MUST_NOT
            Mismatching Offset: SHOULD
            Representation Digests: SHOULD, SHOULD, SHOULD
            Content Digests: SHOULD
            Upgrading To Resumable Uploads: SHOULD
            Security Considerations: SHOULD, MUST, MUST, SHOULD, SHOULD, SHOULD
            Draft Version Identification: MUST, MUST_NOT, MUST, MUST
            Upload Creation, -01 to -05: SHOULD, MUST, MUST, MUST, MUST_NOT, MUST, SHOULD
            Offset Retrieval, -01 to -05: MUST, MUST, MUST, MUST, MUST_NOT
            Upload Append, -01 to -11: MUST, MAY, MUST, MUST, MUST, SHOULD, MUST, MUST, MUST, MUST_NOT, MUST, MUST, \
            MUST_NOT, MUST, MUST, MUST
            Upload Cancellation, -01 to -08: MUST, MUST, MUST, MUST
            Upload-Limit, -04 to -11: MUST_NOT, MUST_NOT, MAY, MUST
            Upload Resource, -07 to -11: SHOULD
            """;

    /** How many of them bind others than this server. */
    private static final int OTHERS = 40;

    private static IetfSites sites;

    private final HttpLine line;

    IetfConformanceTest(HttpLine line) {
        this.line = line;
    }

    @BeforeParameterizedClassInvocation
    static void start(HttpLine line) throws Exception {
        sites = IetfSites.on(line.container());
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        sites.close();
    }

    private static Stream<IetfRequirement> all() {
        return Stream.of(
                        IetfStateRules.all(),
                        IetfLimitRules.all(),
                        IetfCreationRules.all(),
                        IetfRetrievalRules.all(),
                        IetfAppendRules.all(),
                        IetfIntegrityRules.all(),
                        IetfOlderRules.all())
                .flatMap(rules -> rules);
    }

    static Stream<Arguments> ofServers() {
        return all().flatMap(requirement -> {
            if (requirement instanceof IetfRequirement.OfServer rule) {
                return rule.versions().stream().sorted().map(version -> Arguments.of(version, rule, rule.check()));
            } else if (requirement instanceof IetfRequirement.Deviation other) {
                return other.demanded().versions().stream()
                        .sorted()
                        .map(version ->
                                Arguments.of(version, other, other.demanded().check()));
            }
            return Stream.of();
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("ofServers")
    void theServerDoesWhatTheDraftDemands(Interop version, IetfRequirement requirement, IetfRequirement.Check check)
            throws Exception {
        check.run(new IetfWire(sites, line, version));
    }

    @Test
    void noSentenceIsLeftOutOrCountedTwice() {
        List<String> demanded =
                DRAFTS.lines().flatMap(IetfConformanceTest::places).toList();
        List<String> covered =
                all().map(requirement -> requirement.place().toString()).toList();
        assertThat(covered).containsExactlyInAnyOrderElementsOf(demanded);
    }

    @Test
    void whatBindsOthersHasAReason() {
        List<IetfRequirement.OfOthers> others = all().filter(IetfRequirement.OfOthers.class::isInstance)
                .map(IetfRequirement.OfOthers.class::cast)
                .toList();
        assertThat(others)
                .hasSize(OTHERS)
                .allMatch(requirement -> !requirement.reason().isBlank());
    }

    @Test
    void whatIsCheckedElsewhereIsCheckedThere() throws IOException {
        List<String> tests = all().filter(IetfRequirement.Elsewhere.class::isInstance)
                .map(requirement -> ((IetfRequirement.Elsewhere) requirement).test())
                .distinct()
                .toList();
        for (String test : tests) {
            boolean exists = isTest("servlet", "servlet", test) || isTest("example-webapp", "example", test);
            assertThat(exists).as(test).isTrue();
        }
    }

    private static boolean isTest(String module, String name, String test) {
        return Files.exists(Path.of("..", module, "src/test/java/io/highwater", name, test + ".java"));
    }

    private static Stream<String> places(String line) {
        String section = line.substring(0, line.indexOf(':'));
        String[] levels = line.substring(line.indexOf(':') + 2).split(", ");
        return IntStream.rangeClosed(1, levels.length)
                .mapToObj(number -> new Place(section, number, Level.valueOf(levels[number - 1])).toString());
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.TusRequirement.Level;
import io.highwater.servlet.TusRequirement.Place;
import io.highwater.servlet.TusRequirement.Sites;
import io.highwater.session.UploadLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every MUST (NOT) and SHOULD (NOT) of tus 1.0.0, sentence by sentence, against real containers. */
@ParameterizedClass
@EnumSource(
        value = Container.class,
        names = {"JETTY", "TOMCAT"})
class TusConformanceTest {

    /** The key words under each heading of {@code protocol.md}, in their order; those above "Core Protocol" bind nobody. */
    private static final String PROTOCOL = """
            Core Protocol: MUST
            Upload-Offset: MUST
            Upload-Length: MUST
            Tus-Version: MUST, MUST
            Tus-Resumable: MUST, MUST, MUST, MUST, MUST_NOT
            Tus-Extension: MUST, MUST
            Tus-Max-Size: MUST, SHOULD
            X-HTTP-Method-Override: MUST, MUST, MUST, SHOULD
            HEAD: MUST, MUST, SHOULD, SHOULD, MUST
            PATCH: SHOULD, MUST, SHOULD, MUST, MUST, SHOULD, MUST, MUST, MUST, SHOULD, SHOULD, SHOULD, SHOULD
            OPTIONS: MUST, SHOULD_NOT, MUST
            Protocol Extensions: SHOULD
            Creation: SHOULD, MUST
            Upload-Defer-Length: MUST, MUST
            Upload-Metadata: MUST, MUST, MUST_NOT, MUST_NOT, SHOULD, MUST, MUST, SHOULD
            POST: MUST, MUST, MUST, MUST_NOT, MUST, MUST, MUST, MUST, MUST, MUST, MUST
            Creation With Upload: MUST, MUST_NOT, MUST, SHOULD, MUST, MUST, SHOULD, SHOULD
            Expiration: MUST
            Upload-Expires: SHOULD, MUST, MUST, SHOULD, SHOULD, SHOULD, MUST
            Checksum: MUST, MUST, MUST, MUST_NOT, MUST, MUST, MUST, MUST
            Tus-Checksum-Algorithm: MUST
            Upload-Checksum: MUST
            Termination: MUST
            DELETE: SHOULD, MUST, SHOULD
            Concatenation: MUST, SHOULD_NOT, MUST, MUST, MUST, MUST, SHOULD, MUST_NOT, MUST, SHALL_NOT, SHOULD, MUST, \
            MUST_NOT, SHOULD_NOT, MUST, MUST, MUST, MUST, MUST
            Upload-Concat: MUST, MUST, MUST, MUST_NOT
            """;

    /** How many of them bind clients only. */
    private static final int CLIENTS = 16;

    private static Site plain;
    private static Site limited;
    private static Site shortLived;

    TusConformanceTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        plain = Site.on(container)
                .servlet(servlet -> servlet.downloads(true).trailers(true))
                .start();
        limited = Site.on(container)
                .limits(new UploadLimits(100, 0, 100, 0, 10, null))
                .deployed(deployment -> deployment.silentFor(Duration.ofSeconds(2)))
                .start();
        long max = UploadLimits.MAX_SIZE;
        shortLived = Site.on(container)
                .limits(new UploadLimits(max, 0, max, 0, 10, Duration.ofSeconds(1)))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        plain.close();
        limited.close();
        shortLived.close();
    }

    private static Stream<TusRequirement> all() {
        return Stream.of(
                        TusCoreRules.all(),
                        TusCreationRules.all(),
                        TusExtensionRules.all(),
                        TusConcatenationRules.all())
                .flatMap(rules -> rules);
    }

    static Stream<TusRequirement> ofServers() {
        return all().filter(requirement -> !(requirement instanceof TusRequirement.OfClient));
    }

    @ParameterizedTest
    @MethodSource("ofServers")
    void theServerDoesWhatTheProtocolDemands(TusRequirement requirement) throws Exception {
        Sites sites = new Sites(new TusWire(plain), new TusWire(limited), new TusWire(shortLived));
        if (requirement instanceof TusRequirement.OfServer rule) {
            rule.check().run(sites);
        } else if (requirement instanceof TusRequirement.Deviation deviation) {
            deviation.check().run(sites);
        }
    }

    @Test
    void noSentenceIsLeftOutOrCountedTwice() {
        List<String> demanded =
                PROTOCOL.lines().flatMap(TusConformanceTest::places).toList();
        List<String> covered =
                all().map(requirement -> requirement.place().toString()).toList();
        assertThat(covered).containsExactlyInAnyOrderElementsOf(demanded);
    }

    @Test
    void whatBindsClientsAloneHasAReason() {
        List<TusRequirement.OfClient> ofClients = all().filter(TusRequirement.OfClient.class::isInstance)
                .map(TusRequirement.OfClient.class::cast)
                .toList();
        assertThat(ofClients)
                .hasSize(CLIENTS)
                .allMatch(requirement -> !requirement.reason().isBlank());
    }

    private static Stream<String> places(String line) {
        String section = line.substring(0, line.indexOf(':'));
        String[] levels = line.substring(line.indexOf(':') + 2).split(", ");
        return IntStream.rangeClosed(1, levels.length)
                .mapToObj(number -> new Place(section, number, Level.valueOf(levels[number - 1])).toString());
    }
}

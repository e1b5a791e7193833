package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests whose end two servers may see in two places, and heads without measure. Containers decide; we build on it. */
@ParameterizedClass
@EnumSource(Container.class)
class FramingTest {

    private static FilterSite site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = FilterSite.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    static Stream<Arguments> shapes() {
        List<String> framings = List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 5",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked\r\nContent-Length: 5",
                "Transfer-Encoding: xchunked\r\nContent-Length: 5",
                "Transfer-Encoding : chunked\r\nContent-Length: 5",
                "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "Content-Length: 0x5",
                "Content-Length: 5\r\n Transfer-Encoding: chunked",
                "Content-Length: 99999999999999999999");
        return framings.stream().flatMap(framing -> Stream.of(Wire.values()).map(wire -> Arguments.of(wire, framing)));
    }

    /** Behind a proxy that sees another end, what follows would be the request of somebody else. */
    @Tag("A1")
    @ParameterizedTest
    @MethodSource("shapes")
    void afterARequestOfDoubtfulLengthNoOtherOneIsServed(Wire wire, String framing) throws Exception {
        assumeFalse(
                container == Container.UNDERTOW && framing.endsWith("chunked, identity"),
                "Undertow takes this for chunked and goes on (RFC 9112 §6.3 wants 400)");
        String victim = wire.begin(site.port(), 100);
        String upload = wire.begin(site.port(), 100);
        Wire.Ask smuggled = wire.cancel(victim);
        try (RawClient client = site.client()) {
            wire.append(upload, 0, false).with(framing.split("\r\n(?! )")).begin(client);
            client.sendAsFarAsWanted("0\r\n\r\n".getBytes(ISO_8859_1));
            client.sendAsFarAsWanted(head(smuggled));
            client.statusIfAny();
        }
        assertThat(wire.state(upload).at(site.port()).status()).isBetween(200, 299);
        assertThat(wire.state(victim).at(site.port()).status()).isBetween(200, 299);
    }

    private static byte[] head(Wire.Ask ask) {
        return (ask.method() + " " + ask.target() + " HTTP/1.1\r\nHost: localhost\r\n"
                        + ask.fields().stream().map(field -> field + "\r\n").collect(Collectors.joining()) + "\r\n")
                .getBytes(ISO_8859_1);
    }

    static Stream<Arguments> chunks() {
        List<String> bad = List.of(
                "-1\r\nx\r\n",
                "G\r\nx\r\n",
                "ffffffffffffffff\r\nx\r\n",
                "0x1\r\nx\r\n",
                "1\r\nxy\r\n0\r\n\r\n",
                "1;" + "e".repeat(100_000) + "\r\nx\r\n0\r\n\r\n",
                "\r\n1\r\nx\r\n");
        return bad.stream().flatMap(chunk -> Stream.of(Wire.values()).map(wire -> Arguments.of(wire, chunk)));
    }

    @Tag("A1")
    @ParameterizedTest
    @MethodSource("chunks")
    void aBodyWithBrokenChunksIsNeverWhole(Wire wire, String chunk) throws Exception {
        String upload = wire.begin(site.port(), -1);
        int status;
        try (RawClient client = site.client()) {
            wire.append(upload, 0, true).with("Transfer-Encoding: chunked").begin(client);
            client.sendAsFarAsWanted(chunk.getBytes(ISO_8859_1));
            client.halfClose();
            status = client.statusIfAny();
        } catch (IOException e) {
            status = 0; // closed before all was sent
        }
        if (status < 200 || status > 299) {
            assertThat(site.request("GET", upload).field("Upload-Complete")).contains("?0");
        }
        assertThat(wire.offset(site.port(), upload)).isLessThanOrEqualTo(1);
    }

    @Tag("A9")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void headsWithoutMeasureAreRefusedAndTheNextRequestIsServed(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), 100);
        String[] many =
                IntStream.range(0, 20_000).mapToObj(i -> "X-" + i + ": x").toArray(String[]::new);
        for (String[] fields :
                new String[][] {many, {"X-Large: " + "x".repeat(2 << 20)}, {"x".repeat(1 << 20) + ": x"}}) {
            try (RawClient client = site.client()) {
                client.sendAsFarAsWanted(head(
                        wire.append(upload, 0, false).with("Content-Length: 1").with(fields)));
                assertThat(client.statusIfAny()).isIn(0, 400, 413, 414, 431);
            }
        }
        assertThat(wire.offset(site.port(), upload)).isZero();
    }
}

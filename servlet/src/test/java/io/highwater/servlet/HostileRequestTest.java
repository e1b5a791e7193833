package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.Wire.Ask;
import io.highwater.session.UploadLimits;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one hostile request gets, whichever protocol it speaks. The tags are the rows of the table in SECURITY.md. */
@ParameterizedClass
@EnumSource(Container.class)
class HostileRequestTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String ALICE = "Authorization: alice";
    private static final UploadLimits LIMITS = new UploadLimits(100_000, 0, 50_000, 0, 1000, null);
    private static final String UNKNOWN = "a".repeat(26);

    private static FilterSite site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = FilterSite.on(container).limits(LIMITS).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    private static long offset(Wire wire, String upload) throws IOException {
        return wire.offset(site.port(), upload);
    }

    /** An upload with ten bytes in it. */
    private static String begun(Wire wire, long length) throws IOException {
        String upload = wire.begin(site.port(), length);
        assertThat(wire.append(upload, 0, false).with(TEN).at(site.port()).status())
                .isBetween(200, 299);
        return upload;
    }

    /** Every request that there is to an upload which has ten bytes. */
    private static List<Ask> all(Wire wire, String upload) {
        List<Ask> all = new ArrayList<>(List.of(
                wire.state(upload),
                wire.append(upload, 10, false).with(TEN),
                wire.append(upload, 10, true).with(TEN),
                wire.append(upload, 0, false).with(TEN),
                wire.append(upload, 99, false).with(TEN),
                Ask.of("GET", upload),
                Ask.of("GET", upload, "Accept: application/json"),
                wire.cancel(upload)));
        wire.complete(upload, 10).ifPresent(all::add);
        if (wire != Wire.FILTER) {
            all.add(Ask.of("PUT", upload + "?offset=10").with(TEN));
            all.add(Ask.of("GET", upload + "/content"));
            all.add(Ask.of("HEAD", upload + "/content"));
            all.add(Ask.of("POST", upload + "/complete"));
        }
        return all;
    }

    static Stream<Arguments> wiresAndIds() {
        return Stream.of(
                        "..",
                        ".",
                        "a/b",
                        "C:x",
                        "CON",
                        "aux.txt",
                        "store.lock",
                        "%2e%2e%2f",
                        "..%2f..%2fetc%2fpasswd",
                        "%5c..%5c",
                        "%00",
                        "%c0%ae%c0%ae",
                        "ID%00",
                        "ID%20",
                        "ID.",
                        "ID;x",
                        "ID%3bx",
                        "%d0%b0ID", // a Cyrillic letter
                        "ID%e2%80%8b", // a space without width
                        "ID::$DATA",
                        "a".repeat(65),
                        "a".repeat(21))
                .flatMap(spelling -> Stream.of(Wire.values()).map(wire -> Arguments.of(wire, spelling)));
    }

    @Tag("T1")
    @ParameterizedTest
    @MethodSource("wiresAndIds")
    void ofWhatIsNoIdTheStoreHearsNothing(Wire wire, String spelling) throws Exception {
        String upload = begun(wire, 100);
        String id = Wire.id(upload);
        String other = wire.upload(spelling.replace("ID", id));
        boolean dots = spelling.equals(".") || spelling.equals(".."); // to some containers, the collection or the root
        long before = site.store().asked();
        for (Ask ask : List.of(
                wire.append(other, 10, false).with(TEN),
                wire.append(other, 10, true).with(TEN),
                wire.state(other),
                wire.cancel(other))) {
            boolean passed = wire == Wire.FILTER && !ask.method().equals("PATCH"); // a parameter of the endpoint's own
            int status = ask.at(site.port()).status();
            if (!dots) {
                assertThat(status).as(ask.toString()).isIn(passed ? List.of(202, 400, 404) : List.of(400, 404));
            }
        }
        assertThat(site.store().asked()).isEqualTo(before);
        assertThat(offset(wire, upload)).isEqualTo(10);
    }

    @Tag("T1")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void anIdInAnotherCaseIsUnknown(Wire wire) throws Exception {
        String upload = begun(wire, 100);
        String other = wire.upload(Wire.id(upload).toUpperCase(Locale.ROOT));
        assertThat(wire.append(other, 10, false).with(TEN).at(site.port()).status())
                .isEqualTo(404);
        assertThat(offset(wire, upload)).isEqualTo(10);
    }

    static Stream<Arguments> wiresAndOffsets() {
        return Stream.of(
                        "-1",
                        "+5",
                        "1e3",
                        "1.5",
                        "0x10",
                        "9223372036854775808",
                        "99999999999999999999999999",
                        "",
                        "5, 5",
                        "10;x=",
                        "\u00d9\u00a1\u00d9\u00a0", // ten in Arabic digits
                        "ten")
                .flatMap(offset -> Stream.of(Wire.values()).map(wire -> Arguments.of(wire, offset)));
    }

    @Tag("T2")
    @ParameterizedTest
    @MethodSource("wiresAndOffsets")
    void anOffsetThatIsNoNumberIsABadRequest(Wire wire, String offset) throws Exception {
        String upload = begun(wire, 100);
        String written = wire == Wire.CHUNK ? URLEncoder.encode(offset, StandardCharsets.ISO_8859_1) : offset;
        Ask append = wire.append(upload, written, false).with(TEN);
        assertThat(append.at(site.port()).status()).isEqualTo(400);
        assertThat(offset(wire, upload)).isEqualTo(10);
    }

    @Tag("T2")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void anOffsetThatIsGivenTwiceIsABadRequest(Wire wire) throws Exception {
        String upload = begun(wire, 100);
        for (String second : List.of("10", "0")) {
            Ask append = wire == Wire.CHUNK
                    ? wire.append(upload, "10&offset=" + second, false)
                    : wire.append(upload, 10, false).with("Upload-Offset: " + second);
            assertThat(append.with(TEN).at(site.port()).status()).isEqualTo(400);
        }
        assertThat(offset(wire, upload)).isEqualTo(10);
    }

    @Tag("T2")
    @ParameterizedTest
    @ValueSource(strings = {"-1", "+5", "05", "1e3", "", "5, 5", "5\r\nUpload-Length: 5", "9223372036854775808"})
    void aLengthOfTusThatIsNoNumberIsABadRequest(String length) throws Exception {
        Response response = site.request("POST", "/uploads", "Tus-Resumable: 1.0.0", "Upload-Length: " + length);
        assertThat(response.status()).isIn(400, 413);
        assertThat(response.field("Location")).isEmpty();
    }

    @Tag("T2")
    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e3", "\"5\"", "5, 5", "9223372036854775808", "1000000000000000"})
    void aLengthOfTheIetfThatIsNoneIsIgnored(String length) throws Exception {
        for (Wire wire : List.of(Wire.IETF, Wire.FILTER)) {
            String upload = wire.begin(site.port(), -1, "Upload-Length: " + length);
            Response state = wire.state(upload).at(site.port());
            assertThat(state.field("Upload-Length")).isEmpty();
            assertThat(state.field("Upload-Offset")).contains("0");
        }
    }

    @Tag("T2")
    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"CHUNK", "TUS"})
    void aLengthBeyondAllIsTooLarge(Wire wire) throws Exception {
        assertThat(wire.create(1_000_000_000_000_000L).at(site.port()).status()).isEqualTo(413);
    }

    @Tag("T3")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void bytesForAnotherOffsetChangeNothingAndTheRightOneIsTold(Wire wire) throws Exception {
        String upload = begun(wire, 100);
        for (long offset : new long[] {0, 9, 11, 99, 100, 101, 999_999_999_999_999L}) {
            Response response =
                    wire.append(upload, offset, false).with(new byte[1]).at(site.port());
            boolean repeated = wire == Wire.CHUNK && offset < 10;
            assertThat(response.status()).as("offset " + offset).isIn(repeated ? List.of(200) : List.of(409, 413));
            if (response.status() == 409) {
                assertThat(response.number("committed")).isEqualTo(10);
                assertThat(response.field("Upload-Offset")).contains("10");
            }
            assertThat(offset(wire, upload)).isEqualTo(10);
        }
        wire.append(upload, 10, true).with(new byte[90]).at(site.port());
    }

    @Tag("T4")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void aBodyBeyondTheLengthIsRefusedBeforeItIsRead(Wire wire) throws Exception {
        String upload = begun(wire, 100);
        long before = site.store().written();
        try (RawClient client = site.client()) {
            wire.append(upload, 10, false).with("Content-Length: 1000000000").begin(client);
            Response response = client.read("PATCH");
            assertThat(response.status()).isEqualTo(wire.isIetf() ? 400 : 413);
            assertThat(response.field("Connection")).contains("close");
            client.sendAsFarAsWanted(new byte[4 << 20]);
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(site.store().written()).isEqualTo(before);
        assertPassedOver(wire, upload);
    }

    /** The upload goes on, or is invalid, in the words of its protocol. */
    private static void assertPassedOver(Wire wire, String upload) throws IOException {
        if (wire.isIetf()) {
            assertThat(wire.state(upload).at(site.port()).status()).isEqualTo(410);
        } else {
            assertThat(offset(wire, upload)).isBetween(10L, 100L);
        }
    }

    @Tag("T5")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void ofAChunkedBodyNothingBeyondTheLengthIsStored(Wire wire) throws Exception {
        String upload = begun(wire, 100);
        long before = site.store().written();
        try (RawClient client = site.client()) {
            wire.append(upload, 10, false).with("Transfer-Encoding: chunked").begin(client);
            for (int i = 0; i < 50; i++) {
                client.chunkIfWanted(new byte[50], 0, 50);
            }
            client.lastChunkIfWanted();
            assertThat(client.read("PATCH").status()).isEqualTo(wire.isIetf() ? 400 : 413);
        }
        assertThat(site.store().written() - before).isLessThanOrEqualTo(90);
        assertPassedOver(wire, upload);
    }

    @Tag("T4")
    @Tag("T5")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void aBodyBeyondALimitIsTooLargeHoweverItIsFramed(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), -1);
        try (RawClient client = site.client()) {
            wire.append(upload, 0, false).with("Content-Length: 50001").begin(client);
            Response response = client.read("PATCH");
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.field("Upload-Limit").orElseThrow()).contains("max-append-size=50000");
            assertThat(response.field("Connection")).contains("close");
        }
        assertThat(offset(wire, upload)).isZero();
        try (RawClient client = site.client()) {
            wire.append(upload, 0, false).with("Transfer-Encoding: chunked").begin(client);
            for (int i = 0; i < 60; i++) {
                client.chunkIfWanted(new byte[1000], 0, 1000);
            }
            client.lastChunkIfWanted();
            assertThat(client.read("PATCH").status()).isEqualTo(413);
        }
        assertThat(offset(wire, upload)).isBetween(0L, 50_000L);
        wire.cancel(upload).at(site.port());
    }

    @Tag("T12")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void nobodyElseCanTellAnUploadFromNone(Wire wire) throws Exception {
        String mine = wire.begin(site.port(), 100, ALICE);
        wire.append(mine, 0, false).with(ALICE).with(TEN).at(site.port());
        String none = wire.upload(UNKNOWN);
        for (String who : List.of("Authorization: bob", "X-Nobody: at all")) {
            List<Ask> asked = all(wire, mine);
            List<Ask> askedOfNone = all(wire, none);
            for (int i = 0; i < asked.size(); i++) {
                Response foreign = asked.get(i).with(who).at(site.port());
                Response unknown = askedOfNone.get(i).with(who).at(site.port());
                assertThat(foreign.status()).as(asked.get(i).toString()).isEqualTo(404);
                assertThat(said(foreign, mine)).isEqualTo(said(unknown, none));
                assertThat(foreign.field("Cache-Control")).contains("no-store");
            }
        }
        assertThat(wire.offset(site.port(), mine, ALICE)).isEqualTo(10);
    }

    @Tag("A7")
    @Tag("T12")
    @ParameterizedTest
    @ValueSource(strings = {"Authorization: bob", "X-Nobody: at all"})
    void aPartOfSomebodyElseIsNone(String who) throws Exception {
        String[] partial = {"Tus-Resumable: 1.0.0", "Upload-Concat: partial", "Upload-Length: 0", ALICE};
        String mine =
                site.request("POST", "/uploads", partial).field("Location").orElseThrow();
        Response foreign = joined(mine, who);
        Response unknown = joined(Wire.TUS.upload(UNKNOWN), who);
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(said(foreign, mine)).isEqualTo(said(unknown, Wire.TUS.upload(UNKNOWN)));
        assertThat(joined(mine, ALICE).status()).isEqualTo(201);
    }

    private static Response joined(String part, String who) throws IOException {
        return site.request("POST", "/uploads", "Tus-Resumable: 1.0.0", "Upload-Concat: final;" + part, who);
    }

    /** All that a response says, but for the time and the upload's own name. */
    private static String said(Response response, String upload) {
        List<String> fields = new ArrayList<>(response.fields());
        fields.removeIf(field -> field.startsWith("Date:"));
        Collections.sort(fields);
        return (response.status() + " " + fields + response.text()).replace(Wire.id(upload), "ID");
    }

    @Tag("T17")
    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"})
    void aMethodIsOverriddenForTusAlone(String field) throws Exception {
        for (Wire wire : Wire.values()) {
            String upload = begun(wire, 100);
            for (String method : List.of("POST", "PUT", "GET")) {
                site.request(method, upload, field + ": DELETE");
            }
            if (!field.equals("X-HTTP-Method-Override")) {
                site.request("POST", upload, "Tus-Resumable: 1.0.0", field + ": DELETE");
            }
            site.request("GET", upload, "Tus-Resumable: 1.0.0", field + ": DELETE");
            site.request("POST", upload + (wire == Wire.FILTER ? "&" : "?") + "_method=DELETE");
            assertThat(offset(wire, upload)).isEqualTo(10);
        }
    }

    @Tag("T28")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void anOldProxyThatSpeaksHttp10GetsABodyThrough(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), 100);
        Ask append = wire.append(upload, 0, false).with("Content-Length: 10", "Via: 1.0 old", "Host: localhost");
        try (RawClient client = site.client()) {
            client.send((append.method() + " " + append.target() + " HTTP/1.0\r\n"
                            + String.join("\r\n", append.fields()) + "\r\n\r\n0123456789")
                    .getBytes(UTF_8));
            Response response = client.read(append.method());
            assertThat(response.status()).isBetween(200, 299);
            assertThat(response.interim()).isEmpty();
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(offset(wire, upload)).isEqualTo(10);
    }

    @Tag("A2")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void noFieldOfARequestMovesAnUploadToAnotherHost(Wire wire) throws Exception {
        String upload = wire.begin(
                site.port(),
                100,
                "X-Forwarded-Host: evil.example",
                "X-Forwarded-Proto: gopher",
                "X-Forwarded-Prefix: //evil.example",
                "Forwarded: host=evil.example;proto=https",
                "X-Original-URL: //evil.example/x",
                "Referer: https://evil.example/",
                "Origin: https://evil.example");
        assertThat(upload).startsWith(wire.collection()).doesNotContain("evil");
    }

    @Tag("A2")
    @Test
    void theHostOfARequestIsNotRepeated() throws Exception {
        try (RawClient client = site.client()) {
            client.send(
                    ("POST /uploads HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(UTF_8));
            Response response = client.read("POST");
            assertThat(response.status()).isEqualTo(201);
            assertThat(response.toString()).doesNotContain("evil");
        }
    }

    @Tag("A3")
    @ParameterizedTest
    @EnumSource(value = Wire.class, mode = EnumSource.Mode.EXCLUDE, names = "TUS") // which has one checksum only
    void hundredsOfDigestsAreReadOnceAndTheKnownOneDecides(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), 100);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            many.append("x").append(i).append("=:AAAA:, ");
        }
        String right = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(TEN)) + ":";
        String wrong = "sha-256=:" + Base64.getEncoder().encodeToString(sha256(new byte[1])) + ":";
        Ask append = wire.append(upload, 0, false).with(TEN);
        assertThat(append.with("Content-Digest: " + many + wrong)
                        .at(site.port())
                        .status())
                .isEqualTo(400);
        assertThat(offset(wire, upload)).isZero();
        assertThat(append.with("Content-Digest: " + many + right)
                        .at(site.port())
                        .status())
                .isBetween(200, 299);
        assertThat(offset(wire, upload)).isEqualTo(10);
    }

    private static byte[] sha256(byte[] bytes) {
        return HexFormat.of().parseHex(FilterSite.sha256(bytes));
    }

    @Tag("A4")
    @ParameterizedTest
    @CsvSource({"gzip", "br", "deflate", "zstd", "x-bomb"})
    void aCodedBodyIsNeverDecoded(String coding) throws Exception {
        byte[] coded = new byte[1000];
        for (Wire wire : List.of(Wire.CHUNK, Wire.TUS, Wire.IETF)) {
            String upload = wire.begin(site.port(), 1000);
            Ask append = wire.append(upload, 0, true).with(coded).with("Content-Encoding: " + coding);
            assertThat(append.at(site.port()).status()).isBetween(200, 299);
            assertThat(offset(wire, upload)).isEqualTo(1000);
            if (wire == Wire.CHUNK) {
                site.request("POST", upload + "/complete");
            }
            assertThat(site.stored(Wire.id(upload))).isEqualTo(coded);
        }
    }
}

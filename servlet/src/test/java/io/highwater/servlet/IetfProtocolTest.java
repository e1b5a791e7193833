package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Resumable Uploads for HTTP on every container: what the draft demands, in the versions that clients speak. */
@ParameterizedClass
@EnumSource(Container.class)
class IetfProtocolTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String PARTIAL = "Content-Type: application/partial-upload";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Site site;

    private final Container container;

    IetfProtocolTest(Container container) {
        this.container = container;
    }

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({
        "3, 201, 201, 204",
        "4, 201, 201, 204",
        "5, 201, 201, 200",
        "6, 201, 201, 200",
        "7, 204, 200, 200",
        "8, 204, 200, 200",
        "none, 204, 200, 200"
    })
    void anUploadGoesUpInPartsInEveryVersion(String version, int goesOn, int complete, int state) throws Exception {
        Response created = send(
                version,
                "POST",
                "/uploads",
                slice(0, 2),
                mark(version, false),
                "Content-Disposition: inline; filename=\"x\"; filename*=UTF-8''%C3%A4.txt",
                "Content-Type: text/plain");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.field(field(version))).contains(mark(version, false).split(" ")[1]);
        assertThat(created.field("Upload-Offset")).contains("2");
        String upload = created.field("Location").orElseThrow();
        Response head = send(version, "HEAD", upload, new byte[0], version.equals("none") ? PARTIAL : "X: y");
        assertThat(head.status()).isEqualTo(state);
        assertThat(head.field("Upload-Offset")).contains("2");
        assertThat(head.field(field(version))).contains(mark(version, false).split(" ")[1]);
        assertThat(head.field("Cache-Control")).contains("no-store");
        Response more = append(version, upload, 2, slice(2, 6), false);
        assertThat(more.status()).isEqualTo(goesOn);
        assertThat(more.field("Upload-Offset")).contains("6");
        assertThat(more.field(field(version))).contains(mark(version, false).split(" ")[1]);
        Response last = append(version, upload, 6, slice(6, 10), true);
        assertThat(last.status()).isEqualTo(complete);
        assertThat(last.field("Upload-Offset")).contains("10");
        assertThat(last.field(field(version))).contains(mark(version, true).split(" ")[1]);
        for (Response response : List.of(created, head, more, last)) {
            assertThat(response.field("Upload-Draft-Interop-Version"))
                    .isEqualTo(version.equals("none") ? java.util.Optional.empty() : java.util.Optional.of(version));
        }
        assertComplete(upload, TEN);
        assertThat(site.request("GET", upload + "/content")
                        .field("Content-Disposition")
                        .orElseThrow())
                .contains("filename*=UTF-8''%C3%A4.txt");
    }

    @ParameterizedTest
    @CsvSource({"3, POST, 201", "5, PUT, 201", "6, POST, 201", "8, PATCH, 200", "none, PUT, 200", "none, PROPPATCH, 200"
    })
    void aWholeUploadInOneRequestIsComplete(String version, String method, int status) throws Exception {
        Response response = send(
                version,
                method,
                "/uploads",
                TEN,
                mark(version, true),
                "Content-Length: 10",
                "Content-Type: application/x-www-form-urlencoded");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Upload-Offset")).contains("10");
        assertComplete(response.field("Location").orElseThrow(), TEN);
    }

    @Test
    void anEmptyRepresentationIsAnUpload() throws Exception {
        Response response = send("none", "POST", "/uploads", new byte[0], "Upload-Complete: ?1");
        assertThat(response.status()).isEqualTo(200);
        assertComplete(response.field("Location").orElseThrow(), new byte[0]);
    }

    @Test
    void aValidMarkMakesAnUploadOfWhateverIsInTheBody() throws Exception {
        byte[] json = "{\"length\": 3}".getBytes(UTF_8);
        Response response =
                send("6", "POST", "/uploads", json, "Upload-Complete: ?1", "Content-Type: application/json");
        assertComplete(response.field("Location").orElseThrow(), json);
    }

    @Test
    void theOffsetMayMeetTheLengthAndTheUploadStillGoesOn() throws Exception {
        String upload = create("8", TEN, "Upload-Length: 10");
        assertThat(state(upload).field("Upload-Complete")).contains("?0");
        assertThat(append("8", upload, 10, new byte[0], true).status()).isEqualTo(200);
        assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "6", "8"})
    void bytesOfUnknownCountAreTaken(String version) throws Exception {
        Response created = chunked(version, "POST", "/uploads", slice(0, 4), mark(version, false));
        assertThat(created.status()).isEqualTo(201);
        String upload = created.field("Location").orElseThrow();
        Response last =
                chunked(version, "PATCH", upload, slice(4, 10), mark(version, true), PARTIAL, "Upload-Offset: 4");
        assertThat(last.field(field(version))).contains(mark(version, true).split(" ")[1]);
        assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "6", "8", "none"})
    void aRequestCutShortIsKeptAndNeverCompletes(String version) throws Exception {
        String upload = create(version, slice(0, 2));
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    all(version, PARTIAL, mark(version, true), "Upload-Offset: 2", "Content-Length: 8"));
            client.send(slice(2, 7));
            await().atMost(SOON).until(() -> site.received(upload) == 7);
            client.reset();
        }
        await().atMost(SOON).until(() -> site.committed(upload) == 7);
        assertThat(state(upload).field("Upload-Complete")).contains("?0");
        append(version, upload, 7, slice(7, 10), true);
        assertComplete(upload, TEN);
    }

    @Test
    void aCreationCutShortIsKeptAndNeverCompletes() throws Exception {
        long before = site.unfinished();
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", all("6", "Upload-Complete: ?1", "Content-Length: 10"));
            client.send(slice(0, 7));
            await().atMost(SOON).until(() -> site.unfinished() == before + 1);
            client.reset();
        }
        assertThat(site.unfinished()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4", "5", "6", "7", "8", "none"})
    void anAppendElsewhereIsToldWhereToGoOn(String version) throws Exception {
        String upload = create(version, slice(0, 4));
        for (long offset : new long[] {0, 3, 5, 999_999_999_999_999L}) {
            Response refused = append(version, upload, offset, slice(4, 10), true);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.field("Upload-Offset")).contains("4");
            assertThat(refused.field(field(version)))
                    .contains(mark(version, false).split(" ")[1]);
            assertThat(refused.text()).contains("#mismatching-upload-offset");
            assertThat(refused.number("expected-offset")).isEqualTo(4);
            assertThat(refused.number("provided-offset")).isEqualTo(offset);
        }
        assertThat(site.committed(upload)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "6", "8", "none"})
    void lengthsThatDisagreeAreRefusedAndTheUploadGoesOn(String version) throws Exception {
        String upload = create(version, slice(0, 4), "Upload-Length: 10");
        Response refused = append(version, upload, 4, slice(4, 9), true);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("#inconsistent-upload-length");
        assertThat(refused.field(field(version))).contains("?0");
        append(version, upload, 4, slice(4, 10), true);
        assertComplete(upload, TEN);
    }

    @Test
    void aLengthFromAnAppendIsRecorded() throws Exception {
        String upload = create("8", slice(0, 2));
        append("8", upload, 2, slice(2, 4), false, "Upload-Length: 10");
        assertThat(state(upload).field("Upload-Length")).contains("10");
        assertThat(append("8", upload, 4, slice(4, 6), false, "Upload-Length: 11")
                        .status())
                .isEqualTo(400);
        append("8", upload, 4, slice(4, 10), true, "Upload-Length: 10");
        assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @CsvSource({"7, false", "8, false", "8, true", "none, false", "none, true"})
    void aBodyBeyondTheLengthMakesTheUploadInvalid(String version, boolean chunked) throws Exception {
        String upload = create(version, slice(0, 4), "Upload-Length: 8");
        String[] fields = {PARTIAL, mark(version, false), "Upload-Offset: 4"};
        Response refused = chunked
                ? chunked(version, "PATCH", upload, slice(4, 10), fields)
                : send(version, "PATCH", upload, slice(4, 10), fields);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("#inconsistent-upload-length");
        assertThat(refused.field("Upload-Complete")).contains("?0");
        assertThat(send(version, "HEAD", upload, new byte[0]).status()).isEqualTo(410);
        assertThat(append(version, upload, 4, slice(4, 8), true).status()).isEqualTo(410);
        assertThat(send("6", "HEAD", upload, new byte[0]).status()).isEqualTo(404);
        assertThat(send(version, "DELETE", upload, new byte[0]).status()).isEqualTo(204);
        assertThat(send(version, "HEAD", upload, new byte[0]).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"4, false", "6, false", "6, true"})
    void aBodyBeyondTheLengthIsRefusedByEarlierVersionsAndTheUploadGoesOn(String version, boolean chunked)
            throws Exception {
        String upload = create(version, slice(0, 4), "Upload-Length: 8");
        String[] fields = {PARTIAL, mark(version, false), "Upload-Offset: 4"};
        Response refused = chunked
                ? chunked(version, "PATCH", upload, slice(4, 10), fields)
                : send(version, "PATCH", upload, slice(4, 10), fields);
        assertThat(refused.status()).isEqualTo(400);
        long offset = site.committed(upload);
        append(version, upload, offset, slice((int) offset, 8), true);
        assertComplete(upload, slice(0, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4", "5", "6", "7", "8", "none"})
    void anAppendToACompleteUploadGetsTheFinalResponseAgainOrNothingChanges(String version) throws Exception {
        String upload = create(version, slice(0, 4));
        Response last = append(version, upload, 4, slice(4, 10), true);
        Response again = append(version, upload, 10, new byte[0], true);
        assertThat(again.status()).isEqualTo(last.status());
        assertThat(again.text()).isEqualTo(last.text());
        assertThat(again.field(field(version))).contains(mark(version, true).split(" ")[1]);
        assertThat(append(version, upload, 4, slice(4, 10), true).status()).isEqualTo(409);
        for (Response refused : List.of(
                append(version, upload, 10, TEN, true),
                append(version, upload, 10, TEN, false),
                append(version, upload, 10, new byte[0], false),
                chunked(version, "PATCH", upload, TEN, PARTIAL, mark(version, true), "Upload-Offset: 10"))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.field(field(version)))
                    .contains(mark(version, false).split(" ")[1]);
        }
        assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "6", "8"})
    void aCancelledUploadIsNotFound(String version) throws Exception {
        String upload = create(version, slice(0, 4));
        assertThat(send(version, "DELETE", upload, new byte[0], mark(version, true))
                        .status())
                .isEqualTo(400);
        assertThat(send(version, "DELETE", upload, new byte[0]).status()).isEqualTo(204);
        assertThat(send(version, "DELETE", upload, new byte[0]).status()).isEqualTo(404);
        assertThat(send(version, "HEAD", upload, new byte[0]).status()).isEqualTo(404);
        assertThat(append(version, upload, 4, slice(4, 10), true).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET", "PATCH", "DELETE"})
    void aLaterRequestTakesOverAndItsOffsetIsAccepted(String method) throws Exception {
        String upload = create("6", slice(0, 2));
        try (RawClient older = site.client()) {
            older.head(
                    "PATCH", upload, all("6", PARTIAL, "Upload-Complete: ?1", "Upload-Offset: 2", "Content-Length: 8"));
            older.send(slice(2, 5));
            await().atMost(SOON).until(() -> site.received(upload) == 5);
            Response later = method.equals("PATCH")
                    ? append("6", upload, 5, slice(5, 10), true)
                    : send("6", method, upload, new byte[0]);
            assertThat(later.status() / 100).isEqualTo(2);
            assertThat(older.statusIfAny() / 100).isNotEqualTo(2);
            if (method.equals("DELETE")) {
                return;
            } else if (!method.equals("PATCH")) {
                assertThat(later.field("Upload-Offset")).contains("5");
                append("6", upload, 5, slice(5, 10), true);
            }
            assertComplete(upload, TEN);
        }
    }

    @Test
    void aRefusedAppendIsNotAskedForItsBody() throws Exception {
        String upload = create("6", slice(0, 2));
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    all(
                            "6",
                            PARTIAL,
                            "Upload-Complete: ?1",
                            "Upload-Offset: 7",
                            "Content-Length: 8",
                            "Expect: 100-continue"));
            Response refused = client.read("PATCH");
            assertThat(refused.status()).isEqualTo(409);
            if (container != Container.TOMCAT) { // which sends 100 before any servlet is asked
                assertThat(refused.interim()).isEmpty();
            }
        }
    }

    @Test
    void anAcceptedRequestIsAskedForItsBody() throws Exception {
        try (RawClient client = site.client()) {
            client.head(
                    "POST", "/uploads", all("6", "Upload-Complete: ?1", "Content-Length: 10", "Expect: 100-continue"));
            if (container == Container.JETTY) {
                assertThat(client.readInterim().status()).isEqualTo(104);
            }
            client.awaitContinue();
            client.send(TEN);
            assertThat(client.read("POST").status()).isEqualTo(201);
        }
    }

    private static void assertComplete(String upload, byte[] bytes) throws Exception {
        assertThat(state(upload).field("Upload-Complete")).contains("?1");
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(bytes);
    }

    /** The state in no version, which the chunk protocol tells. */
    private static Response state(String upload) throws Exception {
        return site.request("HEAD", upload);
    }

    private static String create(String version, byte[] bytes, String... fields) throws Exception {
        List<String> more = new ArrayList<>(List.of(fields));
        more.add(mark(version, false));
        return send(version, "POST", "/uploads", bytes, more.toArray(String[]::new))
                .field("Location")
                .orElseThrow();
    }

    private static Response append(
            String version, String upload, long offset, byte[] bytes, boolean completes, String... fields)
            throws Exception {
        List<String> more = new ArrayList<>(List.of(fields));
        more.addAll(List.of(PARTIAL, mark(version, completes), "Upload-Offset: " + offset));
        return send(version, "PATCH", upload, bytes, more.toArray(String[]::new));
    }

    private static Response send(String version, String method, String target, byte[] bytes, String... fields)
            throws Exception {
        return site.request(method, target, bytes, all(version, fields));
    }

    private static Response chunked(String version, String method, String target, byte[] bytes, String... fields)
            throws Exception {
        try (RawClient client = site.client()) {
            List<String> more = new ArrayList<>(List.of(fields));
            more.add("Transfer-Encoding: chunked");
            client.head(method, target, all(version, more.toArray(String[]::new)));
            client.chunkIfWanted(bytes, 0, 1);
            client.chunkIfWanted(bytes, 1, bytes.length);
            client.lastChunkIfWanted();
            return client.read(method);
        }
    }

    private static String[] all(String version, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        if (!version.equals("none")) {
            all.add("Upload-Draft-Interop-Version: " + version);
        }
        return all.toArray(String[]::new);
    }

    private static String field(String version) {
        return version.equals("3") ? "Upload-Incomplete" : "Upload-Complete";
    }

    private static String mark(String version, boolean completes) {
        return field(version) + ": " + (completes != version.equals("3") ? "?1" : "?0");
    }

    private static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(TEN, from, to);
    }
}

package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tus 1.0.0 on every container. */
@ParameterizedClass
@EnumSource(Container.class)
class TusProtocolTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String BYTES = "Content-Type: application/offset+octet-stream";
    private static final String RIGHT = "Upload-Checksum: sha1 h6zsF82dzSCnFsws9nQXtxyKcBY="; // of TEN
    private static final String WRONG = "Upload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Site site;

    TusProtocolTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void anUploadIsCreatedSentInTwoPatchesAndComplete() throws Exception {
        Response created =
                tus("POST", "/uploads", new byte[0], "Upload-Length: 10", "Upload-Metadata: filename YS5iaW4=");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.field("Upload-Expires")).isPresent();
        String upload = created.field("Location").orElseThrow();
        Response first = patch(upload, 0, slice(0, 4));
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.field("Upload-Offset")).contains("4");
        assertThat(first.field("Upload-Expires")).isPresent();
        Response head = tus("HEAD", upload, new byte[0]);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Upload-Offset")).contains("4");
        assertThat(head.field("Upload-Length")).contains("10");
        assertThat(head.field("Upload-Metadata")).contains("filename YS5iaW4=");
        assertThat(head.field("Cache-Control")).contains("no-store");
        Response last = patch(upload, 4, slice(4, 10));
        assertThat(last.status()).isEqualTo(204);
        assertThat(last.field("Upload-Expires")).isEmpty();
        assertComplete(upload, TEN);
        assertThat(site.request("GET", upload + "/content").field("Content-Disposition"))
                .contains("attachment; filename=\"a.bin\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void theStateIsToldByHeadAndGetAlike(String method) throws Exception {
        String upload = create("Upload-Defer-Length: 1");
        Response state = tus(method, upload, new byte[0]);
        assertThat(state.status()).isEqualTo(200);
        assertThat(state.field("Upload-Offset")).contains("0");
        assertThat(state.field("Upload-Defer-Length")).contains("1");
        assertThat(state.field("Upload-Length")).isEmpty();
        assertThat(state.field("Content-Type")).contains("application/json");
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "3, 1", "11, 1", "0, 0", "999999999999999999, 1"})
    void bytesForAnotherOffsetAreRefusedAndNothingChanges(long offset, int count) throws Exception {
        String upload = create("Upload-Length: 10");
        patch(upload, 0, slice(0, 4));
        Response refused = patch(upload, offset, slice(0, count));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.number("expected-offset")).isEqualTo(4);
        assertThat(refused.number("provided-offset")).isEqualTo(offset);
        assertThat(site.committed(upload)).isEqualTo(4);
    }

    @Test
    void bytesBeyondTheLengthAreRefused() throws Exception {
        String upload = create("Upload-Length: 8");
        assertThat(patch(upload, 0, TEN).status()).isEqualTo(413);
        assertThat(site.committed(upload)).isZero();
        assertThat(chunked("PATCH", upload, TEN, BYTES, "Upload-Offset: 0").status())
                .isEqualTo(413);
        assertComplete(upload, slice(0, 8));
    }

    @Test
    void ofAHundredThousandBytesForAnUploadOfAThousandNoneIsStoredBeyondTheLength() throws Exception {
        byte[] many = new byte[100_000];
        String upload = create("Upload-Length: 1000");
        assertThat(chunked("PATCH", upload, many, BYTES, "Upload-Offset: 0").status())
                .isEqualTo(413);
        assertThat(site.received(upload)).isEqualTo(1000);
        assertComplete(upload, new byte[1000]);
        String checked = create("Upload-Length: 1000");
        assertThat(chunked("PATCH", checked, many, BYTES, "Upload-Offset: 0", WRONG)
                        .status())
                .isEqualTo(413);
        assertThat(site.committed(checked)).isZero();
        String chunks = site.create("{\"length\":1000}");
        assertThat(chunked("PUT", chunks + "?offset=0", many).status()).isEqualTo(413);
        assertThat(site.received(chunks)).isEqualTo(1000);
        assertThat(site.committed(chunks)).isEqualTo(1000);
    }

    @Test
    void anUploadChangesItsProtocolWithEveryRequest() throws Exception {
        String upload = create("Upload-Length: 10");
        assertThat(patch(upload, 0, slice(0, 3)).status()).isEqualTo(204);
        assertThat(site.put(upload, 3, slice(3, 5)).number("committed")).isEqualTo(5);
        assertThat(patch(upload, 5, slice(5, 7)).field("Upload-Offset")).contains("7");
        assertThat(site.put(upload, 0, TEN).number("committed")).isEqualTo(10);
        assertThat(tus("HEAD", upload, new byte[0]).field("Upload-Complete")).contains("?0");
        assertThat(patch(upload, 10, new byte[0]).status()).isEqualTo(204);
        assertThat(site.request("POST", upload + "/complete").number("size")).isEqualTo(10);
        assertComplete(upload, TEN);
    }

    @Test
    void aCompleteUploadTakesNoMoreBytes() throws Exception {
        String upload = create("Upload-Length: 10");
        patch(upload, 0, TEN);
        assertThat(patch(upload, 10, new byte[0]).status()).isEqualTo(204);
        assertThat(patch(upload, 10, new byte[0]).field("Upload-Offset")).contains("10");
        assertThat(patch(upload, 10, slice(0, 1)).status()).isEqualTo(413);
        assertThat(chunked("PATCH", upload, TEN, BYTES, "Upload-Offset: 10").status())
                .isEqualTo(413);
        assertThat(patch(upload, 0, TEN).status()).isEqualTo(409);
        assertThat(patch(upload, 9, new byte[0]).status()).isEqualTo(409);
        assertThat(patch(upload, 10, new byte[0], "Upload-Length: 11").status()).isEqualTo(400);
        assertComplete(upload, TEN);
    }

    @Test
    void anEmptyFileIsCompleteWithItsCreation() throws Exception {
        assertComplete(create("Upload-Length: 0"), new byte[0]);
        assertComplete(create("Upload-Length: 0", BYTES), new byte[0]);
    }

    @Test
    void aDeferredLengthIsDeclaredOnceWithAPatch() throws Exception {
        String upload = create("Upload-Defer-Length: 1");
        assertThat(patch(upload, 0, slice(0, 4)).status()).isEqualTo(204);
        assertThat(patch(upload, 4, slice(4, 6), "Upload-Length: 5").status()).isEqualTo(413);
        assertThat(patch(upload, 4, slice(4, 6), "Upload-Length: 3").status()).isEqualTo(400);
        assertThat(patch(upload, 4, slice(4, 6), "Upload-Length: 10").status()).isEqualTo(204);
        assertThat(patch(upload, 6, slice(6, 7), "Upload-Length: 11").status()).isEqualTo(400);
        assertThat(patch(upload, 6, slice(6, 10), "Upload-Length: 10").status()).isEqualTo(204);
        assertComplete(upload, TEN);
    }

    @Test
    void aDeferredLengthMayComeAfterTheLastByte() throws Exception {
        String upload = create("Upload-Defer-Length: 1");
        patch(upload, 0, TEN);
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?0");
        assertThat(patch(upload, 10, new byte[0], "Upload-Length: 10").status()).isEqualTo(204);
        assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCreationMayBringTheFirstBytes(boolean chunked) throws Exception {
        Response part = post(chunked, slice(0, 4), "Upload-Length: 10");
        assertThat(part.status()).isEqualTo(201);
        assertThat(part.field("Upload-Offset")).contains("4");
        String upload = part.field("Location").orElseThrow();
        patch(upload, 4, slice(4, 10));
        assertComplete(upload, TEN);
        Response whole = post(chunked, TEN, "Upload-Length: 10", RIGHT);
        assertThat(whole.field("Upload-Offset")).contains("10");
        assertComplete(whole.field("Location").orElseThrow(), TEN);
        Response deferred = post(chunked, TEN, "Upload-Defer-Length: 1");
        assertThat(deferred.field("Upload-Offset")).contains("10");
        assertThat(site.committed(deferred.field("Location").orElseThrow())).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "460 | Upload-Length: 10 | " + WRONG,
                "460 | Upload-Length: 12 | " + WRONG,
                "400 | Upload-Length: 10 | Upload-Checksum: sha3 AAAA",
                "400 | Upload-Length: 10 | Content-Digest: sha=:AAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
                "400 | Upload-Length: 10 | Upload-Metadata: k !",
                "413 | Upload-Length: 9  | " + RIGHT,
                "413 | Upload-Length: 0  | " + RIGHT,
            })
    void aCreationWhoseBodyIsRefusedCreatesNothing(int status, String length, String field) throws Exception {
        long before = site.unfinished();
        for (boolean chunked : new boolean[] {false, true}) {
            Response refused = post(chunked, TEN, length, field);
            assertThat(refused.status()).as("%s", refused).isEqualTo(status);
            assertThat(refused.field("Location")).isEmpty();
            assertThat(refused.field("Tus-Resumable")).contains("1.0.0");
        }
        assertThat(site.unfinished()).isEqualTo(before);
    }

    @Tag("T16")
    @Test
    void aCheckedCreationThatBreaksOffCreatesNothing() throws Exception {
        long before = site.unfinished();
        try (RawClient client = site.client()) {
            client.head(
                    "POST",
                    "/uploads",
                    "Tus-Resumable: 1.0.0",
                    "Upload-Length: 10",
                    BYTES,
                    RIGHT,
                    "Content-Length: 10");
            client.send(TEN, 0, 5);
            await().atMost(SOON).until(() -> site.unfinished() == before + 1);
            client.reset();
        }
        await().atMost(SOON).until(() -> site.unfinished() == before);
    }

    @Test
    void aPatchThatBreaksOffKeepsWhatArrivedUnlessItIsChecked() throws Exception {
        String plain = create("Upload-Length: 10");
        String checked = create("Upload-Length: 10");
        try (RawClient client = site.client()) {
            client.head("PATCH", plain, "Tus-Resumable: 1.0.0", "Upload-Offset: 0", BYTES, "Content-Length: 10");
            client.send(TEN, 0, 5);
            await().atMost(SOON).until(() -> site.received(plain) == 5);
        }
        await().atMost(SOON).until(() -> site.committed(plain) == 5);
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH", checked, "Tus-Resumable: 1.0.0", "Upload-Offset: 0", BYTES, RIGHT, "Content-Length: 10");
            client.send(TEN, 0, 5);
            await().atMost(SOON).until(() -> site.received(checked) == 5);
        }
        assertThat(tus("HEAD", checked, new byte[0]).field("Upload-Offset")).contains("0");
        assertThat(patch(checked, 0, TEN, RIGHT).status()).isEqualTo(204);
        assertComplete(checked, TEN);
    }

    @Tag("T16")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFailedChecksumDiscardsThatBodyAlone(boolean chunked) throws Exception {
        String upload = create("Upload-Length: 14");
        patch(upload, 0, slice(0, 4));
        String[] fields = {BYTES, "Upload-Offset: 4", WRONG};
        Response failed = chunked ? chunked("PATCH", upload, TEN, fields) : tus("PATCH", upload, TEN, fields);
        assertThat(failed.status()).isEqualTo(460);
        assertThat(site.committed(upload)).isEqualTo(4);
        fields[2] = RIGHT;
        assertThat((chunked ? chunked("PATCH", upload, TEN, fields) : tus("PATCH", upload, TEN, fields)).status())
                .isEqualTo(204);
        assertComplete(upload, "01230123456789".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha1 h6zsF82dzSCnFsws9nQXtxyKcBY=",
                "md5 eB5eJF1ptWaXm4bijSPyxw==",
                "crc32 poTHxg==",
                "crc32c KAwGng==",
                "sha256 hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=",
                "sha512 u5bC/EDS1UYX1vJ2/r5XH2I6ja3wtzSFUpmw4Qf9oyz2tp8toys2RF1zaQuTy9D3v8IOD38oVT0qRCjyO3FukA=="
            })
    void allAlgorithmsThatAreToldAreChecked(String checksum) throws Exception {
        assertThat(site.request("OPTIONS", "/uploads")
                        .field("Tus-Checksum-Algorithm")
                        .orElseThrow()
                        .split(","))
                .contains(checksum.split(" ")[0]);
        String upload = create("Upload-Length: 20");
        assertThat(patch(upload, 0, TEN, "Upload-Checksum: " + checksum).status())
                .isEqualTo(204);
        byte[] other = TEN.clone();
        other[9]++;
        assertThat(patch(upload, 10, other, "Upload-Checksum: " + checksum).status())
                .isEqualTo(460);
        assertThat(site.committed(upload)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTerminatedUploadIsNotFound(boolean complete) throws Exception {
        String upload = create("Upload-Length: 10");
        patch(upload, 0, complete ? TEN : slice(0, 4));
        assertThat(tus("DELETE", upload, new byte[0]).status()).isEqualTo(204);
        for (String method : new String[] {"HEAD", "GET", "DELETE"}) {
            Response gone = tus(method, upload, new byte[0]);
            assertThat(gone.status()).isEqualTo(404);
            assertThat(gone.field("Upload-Offset")).isEmpty();
            assertThat(gone.field("Tus-Resumable")).contains("1.0.0");
        }
        assertThat(patch(upload, 4, TEN).status()).isEqualTo(404);
    }

    @Tag("T17")
    @Test
    void methodsMayBeOverriddenWithAPost() throws Exception {
        String upload = create("Upload-Length: 10");
        Response patched = tus("POST", upload, TEN, "X-HTTP-Method-Override: PATCH", "Upload-Offset: 0", BYTES);
        assertThat(patched.status()).isEqualTo(204);
        assertComplete(upload, TEN);
        assertThat(site.request("POST", upload, "X-HTTP-Method-Override: DELETE")
                        .status())
                .isEqualTo(405);
        assertThat(tus("POST", upload, new byte[0], "X-HTTP-Method-Override: DELETE")
                        .status())
                .isEqualTo(204);
        assertThat(site.request("HEAD", upload).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /uploads    | Upload-Length: x",
                "POST   | /uploads    | Upload-Concat: partial",
                "POST   | ID          | Upload-Length: 10",
                "POST   | /uploads/x  | Upload-Length: 10",
                "HEAD   | /uploads    | X: y",
                "PATCH  | ID          | Upload-Offset: 0",
                "DELETE | /uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa | X: y",
            })
    void everyErrorSaysThatItIsTus(String method, String target, String field) throws Exception {
        Response response = tus(method, target.replace("ID", create("Upload-Length: 10")), TEN, field);
        assertThat(response.status()).isBetween(400, 499);
        assertThat(response.field("Tus-Resumable")).contains("1.0.0");
        assertThat(response.field("Cache-Control")).contains("no-store");
    }

    @Test
    void aBodyThatEndsTooSoonSaysSoInTus() throws Exception {
        String upload = create("Upload-Length: 10");
        try (RawClient client = site.client()) {
            client.head("PATCH", upload, "Tus-Resumable: 1.0.0", "Upload-Offset: 0", BYTES, "Content-Length: 10");
            client.send(TEN, 0, 5);
            await().atMost(SOON).until(() -> site.received(upload) == 5);
            client.halfClose();
            int status = client.statusIfAny();
            assertThat(status).matches(answer -> answer / 100 != 2);
        }
        await().atMost(SOON).until(() -> site.committed(upload) == 5);
    }

    @Tag("T24")
    @Test
    void marksOfTheIetfOnARequestOfTusChangeNothing() throws Exception {
        String[] ios = {"Upload-Draft-Interop-Version: 6", "Upload-Complete: ?1", "Upload-Incomplete: ?0"};
        Response created = tus("POST", "/uploads", new byte[0], ios[0], ios[1], ios[2], "Upload-Length: 12");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.interim()).doesNotContain(104);
        assertThat(created.field("Upload-Draft-Interop-Version")).isEmpty();
        String upload = created.field("Location").orElseThrow();
        Response patched = patch(upload, 0, TEN, ios);
        assertThat(patched.status()).isEqualTo(204);
        assertThat(patched.interim()).doesNotContain(104);
        assertThat(tus("HEAD", upload, new byte[0], ios).field("Upload-Complete"))
                .contains("?0");
        assertThat(tus("DELETE", upload, new byte[0], ios).status()).isEqualTo(204);
    }

    @Test
    void aHeadTakesOverFromARunningPatch() throws Exception {
        String upload = create("Upload-Length: 10");
        try (RawClient client = site.client()) {
            client.head("PATCH", upload, "Tus-Resumable: 1.0.0", "Upload-Offset: 0", BYTES, "Content-Length: 10");
            client.send(TEN, 0, 5);
            await().atMost(SOON).until(() -> site.received(upload) == 5);
            assertThat(tus("HEAD", upload, new byte[0]).field("Upload-Offset")).contains("5");
            assertThat(patch(upload, 5, slice(5, 10)).status()).isEqualTo(204);
            assertThat(client.statusIfAny()).matches(answer -> answer / 100 != 2);
        }
        assertComplete(upload, TEN);
    }

    @Test
    void whatTusBeganTheChunkProtocolFinishes() throws Exception {
        String upload = create("Upload-Length: 10", "Upload-Metadata: filename YS5iaW4=,filetype aW1hZ2UvcG5n");
        patch(upload, 0, slice(0, 4));
        assertThat(site.request("GET", upload).text())
                .contains("\"committed\":4", "\"filename\":\"a.bin\"", "\"content_type\":\"image/png\"");
        assertThat(site.put(upload, 2, slice(2, 10)).number("committed")).isEqualTo(10);
        assertThat(site.request("POST", upload + "/complete").status()).isEqualTo(200);
        assertComplete(upload, TEN);
    }

    @Test
    void whatTheChunkProtocolBeganTusFinishes() throws Exception {
        for (String json : new String[] {"{\"length\":10}", "{}"}) {
            String upload = site.create(json);
            site.put(upload, 0, slice(0, 4));
            assertThat(tus("HEAD", upload, new byte[0]).field("Upload-Offset")).contains("4");
            assertThat(patch(upload, 4, slice(4, 10), "Upload-Length: 10").status())
                    .isEqualTo(204);
            assertComplete(upload, TEN);
            assertThat(site.request("POST", upload + "/complete").number("size"))
                    .isEqualTo(10);
        }
    }

    private static void assertComplete(String upload, byte[] bytes) throws Exception {
        Response head = tus("HEAD", upload, new byte[0]);
        assertThat(head.field("Upload-Offset")).contains(Integer.toString(bytes.length));
        assertThat(head.field("Upload-Length")).contains(Integer.toString(bytes.length));
        assertThat(head.field("Upload-Complete")).contains("?1");
        assertThat(head.field("ETag")).isPresent();
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(bytes);
    }

    private static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(TEN, from, to);
    }

    private static String create(String... fields) throws Exception {
        Response response = tus("POST", "/uploads", new byte[0], fields);
        assertThat(response.status()).as("%s", response).isEqualTo(201);
        return response.field("Location").orElseThrow();
    }

    private static Response patch(String upload, long offset, byte[] bytes, String... fields) throws Exception {
        String[] own = {BYTES, "Upload-Offset: " + offset};
        return tus("PATCH", upload, bytes, concat(own, fields));
    }

    private static Response post(boolean chunked, byte[] bytes, String... fields) throws Exception {
        String[] all = concat(fields, BYTES);
        return chunked ? chunked("POST", "/uploads", bytes, all) : tus("POST", "/uploads", bytes, all);
    }

    private static Response tus(String method, String target, byte[] body, String... fields) throws Exception {
        return site.request(method, target, body, concat(fields, "Tus-Resumable: 1.0.0"));
    }

    private static Response chunked(String method, String target, byte[] body, String... fields) throws Exception {
        try (RawClient client = site.client()) {
            client.head(method, target, concat(fields, "Tus-Resumable: 1.0.0", "Transfer-Encoding: chunked"));
            client.chunkIfWanted(body, 0, body.length);
            client.lastChunkIfWanted();
            return client.read(method);
        }
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}

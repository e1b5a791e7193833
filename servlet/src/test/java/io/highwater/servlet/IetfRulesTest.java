package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.session.UploadLimits;
import java.nio.ByteBuffer;
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

/** Resumable Uploads for HTTP under limits, with digests, and together with the other protocols. */
@ParameterizedClass
@EnumSource(Container.class)
class IetfRulesTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final UploadLimits LIMITS = new UploadLimits(20, 3, 12, 4, 5, Duration.ofHours(1));
    private static final String TOLD = "max-size=20, min-size=3, max-append-size=12, min-append-size=4";

    private static Site site;

    IetfRulesTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).limits(LIMITS).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"21, 4, ?0", "2, 0, ?0", "20, 13, ?0", "20, 3, ?0", "2, 2, ?1"})
    void aCreationBeyondTheLimitsCreatesNothing(int length, int count, String complete) throws Exception {
        long before = site.unfinished();
        Response refused = post(new byte[count], "Upload-Complete: " + complete, "Upload-Length: " + length);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.field("Upload-Limit").orElseThrow()).startsWith(TOLD + ", max-age=3");
        assertThat(refused.field("Upload-Complete")).contains("?0");
        assertThat(site.unfinished()).isEqualTo(before);
    }

    @Test
    void aCreationWithoutContentHasNoSmallestSize() throws Exception {
        Response created = post(new byte[0], "Upload-Complete: ?0");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.field("Upload-Limit").orElseThrow()).startsWith(TOLD + ", max-age=3");
    }

    @Test
    void anAppendBeyondTheLimitsChangesNothing() throws Exception {
        String upload = create(slice(0, 4));
        for (int count : new int[] {1, 3, 13}) {
            Response refused = append(upload, 4, new byte[count], "Upload-Complete: ?0");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.field("Upload-Limit").orElseThrow()).startsWith(TOLD);
            assertThat(refused.field("Upload-Offset")).contains("4");
        }
        append(upload, 4, new byte[12], "Upload-Complete: ?0");
        assertThat(append(upload, 16, new byte[5], "Upload-Complete: ?0").status())
                .isEqualTo(413);
        assertThat(site.committed(upload)).isEqualTo(16);
    }

    @Test
    void theLastAppendMayBeSmall() throws Exception {
        String upload = create(slice(0, 9));
        assertThat(append(upload, 9, slice(9, 10), "Upload-Complete: ?1").status())
                .isEqualTo(200);
        assertComplete(upload);
    }

    @ParameterizedTest
    @CsvSource({"3, none", "4, none", "5, none", "6, expires", "7, max-age", "8, max-age"})
    void limitsAreToldInTheWordsOfTheVersion(String version, String age) throws Exception {
        String mark = version.equals("3") ? "Upload-Incomplete: ?1" : "Upload-Complete: ?0";
        Response created = site.request("POST", "/uploads", TEN, mark, "Upload-Draft-Interop-Version: " + version);
        assertThat(created.status()).isEqualTo(201);
        if (age.equals("none")) {
            assertThat(created.field("Upload-Limit")).isEmpty();
        } else {
            assertThat(created.field("Upload-Limit").orElseThrow()).startsWith(TOLD + ", " + age + "=3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6"})
    void optionsTellLimitsAndTheTypeOfAppends(String mark) throws Exception {
        Response options = site.request("OPTIONS", "/uploads", mark);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.field("Upload-Limit")).contains(TOLD + ", max-age=3600");
        assertThat(options.field("Accept-Patch").orElseThrow()).startsWith("application/partial-upload,");
    }

    @Test
    void aWrongDigestOfTheContentChangesNothing() throws Exception {
        String upload = create(slice(0, 4));
        Response wrong = append(upload, 4, slice(4, 10), "Upload-Complete: ?1", digest("Content-Digest", TEN));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("Want-Content-Digest")).isPresent();
        assertThat(wrong.field("Upload-Offset")).contains("4");
        assertThat(wrong.field("Upload-Complete")).contains("?0");
        assertThat(site.committed(upload)).isEqualTo(4);
        append(upload, 4, slice(4, 10), "Upload-Complete: ?1", digest("Content-Digest", slice(4, 10)));
        assertComplete(upload);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Digest", "Repr-Digest"})
    void aWrongDigestOfAWholeUploadCreatesNothing(String field) throws Exception {
        long before = site.unfinished();
        Response wrong = post(TEN, "Upload-Complete: ?1", digest(field, slice(0, 1)));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("Location")).isEmpty();
        assertThat(wrong.field("Upload-Complete")).contains("?0");
        assertThat(site.unfinished()).isEqualTo(before);
        assertThat(post(TEN, "Upload-Complete: ?1", digest(field, TEN)).status())
                .isEqualTo(200);
    }

    @Test
    void aDigestFromTheCreationThatFailsInTheEndMakesTheUploadInvalid() throws Exception {
        String upload = create(slice(0, 4), digest("Repr-Digest", slice(0, 9)));
        Response wrong = append(upload, 4, slice(4, 10), "Upload-Complete: ?1");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("Upload-Complete")).contains("?0");
        assertThat(site.request("HEAD", upload).status()).isEqualTo(410);
    }

    @Test
    void aWrongDigestOfTheWholeOnTheLastAppendChangesNothing() throws Exception {
        String upload = create(slice(0, 4));
        for (byte[] other : List.of(slice(4, 10), slice(0, 4))) {
            Response wrong = append(upload, 4, slice(4, 10), "Upload-Complete: ?1", digest("Repr-Digest", other));
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.field("Want-Repr-Digest")).isPresent();
            assertThat(wrong.field("Upload-Offset")).contains("4");
            assertThat(wrong.field("Upload-Complete")).contains("?0");
            assertThat(site.committed(upload)).isEqualTo(4);
        }
        assertThat(append(upload, 4, slice(4, 10), "Upload-Complete: ?1", "Repr-Digest: x")
                        .status())
                .isEqualTo(400);
        append(upload, 4, slice(4, 10), "Upload-Complete: ?1", digest("Repr-Digest", TEN));
        assertComplete(upload);
        assertThat(append(upload, 10, new byte[0], "Upload-Complete: ?1", digest("Repr-Digest", TEN))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDigestOfTheWholeIsOfNoInterestWhileMoreIsToCome() throws Exception {
        String upload = create(slice(0, 4));
        append(upload, 4, slice(4, 10), "Upload-Complete: ?0", digest("Repr-Digest", slice(0, 1)));
        append(upload, 10, new byte[0], "Upload-Complete: ?1", digest("Repr-Digest", TEN));
        assertComplete(upload);
    }

    @Test
    void aDigestThatWasWantedIsToldOnCompletionAndAgain() throws Exception {
        String upload = create(slice(0, 4), "Want-Repr-Digest: sha-256=5");
        String told = digest("Repr-Digest", TEN).substring("Repr-Digest: ".length());
        Response last = append(upload, 4, slice(4, 10), "Upload-Complete: ?1");
        assertThat(last.field("Repr-Digest")).contains(told);
        assertThat(append(upload, 10, new byte[0], "Upload-Complete: ?1").field("Repr-Digest"))
                .contains(told);
        assertThat(post(TEN, "Upload-Complete: ?1", "Want-Repr-Digest: sha-256=5")
                        .field("Repr-Digest"))
                .contains(told);
        assertThat(post(TEN, "Upload-Complete: ?1").field("Repr-Digest")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Concat: partial", "Upload-Defer-Length: 1"})
    void aFieldOfTusIsOfNoInterestHere(String field) throws Exception {
        String upload = create(slice(0, 4), field);
        append(upload, 4, slice(4, 10), "Upload-Complete: ?1", field);
        assertComplete(upload);
        assertThat(site.request("HEAD", upload, "Tus-Resumable: 1.0.0").field("Upload-Concat"))
                .isEmpty();
    }

    @Test
    void whatWasBegunHereIsFinishedByTus() throws Exception {
        String upload = create(slice(0, 4), "Upload-Length: 10", "Upload-Metadata: filename YQ==");
        Response head = site.request("HEAD", upload, "Tus-Resumable: 1.0.0");
        assertThat(head.field("Upload-Offset")).contains("4");
        assertThat(head.field("Upload-Metadata")).contains("filename YQ==");
        tus(upload, 4, slice(4, 10));
        assertComplete(upload);
    }

    @Test
    void whatWasBegunHereIsFinishedInChunks() throws Exception {
        String upload = create(slice(0, 4));
        assertThat(site.put(upload, 0, TEN).number("committed")).isEqualTo(10);
        assertThat(site.request("POST", upload + "/complete").status()).isEqualTo(200);
        assertThat(append(upload, 10, new byte[0], "Upload-Complete: ?1").status())
                .isEqualTo(200);
        assertComplete(upload);
    }

    @Test
    void whatTusBeganIsFinishedHere() throws Exception {
        String upload = site.request("POST", "/uploads", "Tus-Resumable: 1.0.0", "Upload-Defer-Length: 1")
                .field("Location")
                .orElseThrow();
        tus(upload, 0, slice(0, 5));
        append(upload, 5, slice(5, 10), "Upload-Complete: ?1");
        assertComplete(upload);
    }

    @Test
    void whatChunksBeganIsFinishedHere() throws Exception {
        String upload = site.create("{\"length\": 10}");
        site.put(upload, 0, slice(0, 5));
        append(upload, 5, slice(5, 10), "Upload-Complete: ?1");
        assertComplete(upload);
    }

    private static void assertComplete(String upload) throws Exception {
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?1");
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
    }

    private static String create(byte[] bytes, String... fields) throws Exception {
        List<String> more = new ArrayList<>(List.of(fields));
        more.add("Upload-Complete: ?0");
        return post(bytes, more.toArray(String[]::new)).field("Location").orElseThrow();
    }

    private static Response post(byte[] bytes, String... fields) throws Exception {
        return site.request("POST", "/uploads", bytes, fields);
    }

    private static Response append(String upload, long offset, byte[] bytes, String... fields) throws Exception {
        List<String> more = new ArrayList<>(List.of(fields));
        more.addAll(List.of("Content-Type: application/partial-upload", "Upload-Offset: " + offset));
        return site.request("PATCH", upload, bytes, more.toArray(String[]::new));
    }

    private static void tus(String upload, long offset, byte[] bytes) throws Exception {
        Response response = site.request(
                "PATCH",
                upload,
                bytes,
                "Tus-Resumable: 1.0.0",
                "Content-Type: application/offset+octet-stream",
                "Upload-Offset: " + offset);
        assertThat(response.status()).isEqualTo(204);
    }

    private static String digest(String field, byte[] bytes) {
        Digester digester = DigestAlgorithm.SHA_256.newDigester();
        digester.update(ByteBuffer.wrap(bytes));
        ContentDigest digest = new ContentDigest(DigestAlgorithm.SHA_256, digester.digest());
        return field + ": " + DigestFields.serialize(List.of(digest));
    }

    private static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(TEN, from, to);
    }
}

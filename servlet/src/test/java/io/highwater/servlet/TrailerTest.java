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

/** Digests that come behind the body (RFC 9530; tus: Checksum, {@code checksum-trailer}). */
@Tag("T16")
@ParameterizedClass
@EnumSource(Container.class)
class TrailerTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String BYTES = "Content-Type: application/offset+octet-stream";
    private static final String ANNOUNCED = "Trailer: Upload-Checksum";
    private static final String RIGHT = "Upload-Checksum: sha1 h6zsF82dzSCnFsws9nQXtxyKcBY="; // of TEN
    private static final String WRONG = "Upload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String RIGHT_DIGEST = "Content-Digest: sha=:h6zsF82dzSCnFsws9nQXtxyKcBY=:";
    private static final String WRONG_DIGEST = "Content-Digest: sha=:AAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Site site;

    TrailerTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container)
                .servlet(servlet -> servlet.downloads(true).trailers(true))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
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
    void aChecksumOfAnyAlgorithmMayFollowAPatch(String checksum) throws Exception {
        String upload = create("Upload-Length: 20");
        assertThat(patch(upload, 0, "Upload-Checksum: " + checksum, ANNOUNCED).status())
                .isEqualTo(204);
        byte[] other = TEN.clone();
        other[9]++;
        Response failed = send("PATCH", upload, other, "Upload-Checksum: " + checksum, tus("Upload-Offset: 10"));
        assertThat(failed.status()).isEqualTo(204); // nothing was announced
        assertThat(site.committed(upload)).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "460 | " + WRONG,
                "400 | Upload-Checksum: sha3 AAAA",
                "400 | Upload-Checksum: sha1",
                "400 | Upload-Checksum: sha1 AAAA",
                "400 | X: y",
            })
    void ofAPatchThatFailsItsTrailerNothingIsKept(int status, String trailer) throws Exception {
        String upload = create("Upload-Length: 20");
        patch(upload, 0, RIGHT, ANNOUNCED);
        Response failed = patch(upload, 10, trailer, ANNOUNCED);
        assertThat(failed.status()).as("%s", failed).isEqualTo(status);
        assertThat(failed.field("Tus-Resumable")).contains("1.0.0");
        assertThat(failed.field("Upload-Offset")).contains("10");
        assertThat(site.committed(upload)).isEqualTo(10);
        assertThat(patch(upload, 10, RIGHT, ANNOUNCED).status()).isEqualTo(204);
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?1");
    }

    @Test
    void whatIsNotAnnouncedIsIgnored() throws Exception {
        String upload = create("Upload-Length: 20");
        assertThat(patch(upload, 0, WRONG, "X: y").status()).isEqualTo(204);
        assertThat(patch(upload, 10, WRONG, "Trailer: X").status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "204 | " + RIGHT + " | " + RIGHT,
                "460 | " + WRONG + " | " + RIGHT,
                "460 | " + RIGHT + " | " + WRONG,
                "400 | " + RIGHT + " | X: y",
                "204 | " + RIGHT_DIGEST + " | " + RIGHT,
                "460 | " + WRONG_DIGEST + " | " + RIGHT,
            })
    void aChecksumBeforeTheBodyCountsBesideTheOneBehind(int status, String before, String behind) throws Exception {
        String upload = create("Upload-Length: 10");
        assertThat(patch(upload, 0, behind, ANNOUNCED, before).status()).isEqualTo(status);
        assertThat(site.committed(upload)).isEqualTo(status == 204 ? 10 : 0);
    }

    @Test
    void whatCannotComeIsRefusedBeforeTheBody() throws Exception {
        String upload = create("Upload-Length: 10");
        Response refused = site.request("PATCH", upload, TEN, tus("Upload-Offset: 0", ANNOUNCED));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("chunked coding");
        assertThat(site.received(upload)).isZero();
    }

    @Test
    void aBodyThatBreaksOffBeforeItsTrailerKeepsNothing() throws Exception {
        String upload = create("Upload-Length: 10");
        try (RawClient client = site.client()) {
            client.head("PATCH", upload, chunked(tus("Upload-Offset: 0", ANNOUNCED)));
            client.chunkIfWanted(TEN, 0, 10);
            await().atMost(SOON).until(() -> site.received(upload) == 10);
            client.reset();
        }
        assertThat(site.request("HEAD", upload).field("Upload-Offset")).contains("0");
        assertThat(patch(upload, 0, RIGHT, ANNOUNCED).status()).isEqualTo(204);
    }

    @Test
    void aRunningAppendWhoseChecksumIsStillToComeIsTakenOverWithoutATrace() throws Exception {
        String upload = create("Upload-Length: 10");
        try (RawClient client = site.client()) {
            client.head("PATCH", upload, chunked(tus("Upload-Offset: 0", ANNOUNCED)));
            client.chunkIfWanted(TEN, 0, 10);
            await().atMost(SOON).until(() -> site.received(upload) == 10);
            assertThat(site.request("HEAD", upload).field("Upload-Offset")).contains("0");
            assertThat(patch(upload, 0, RIGHT, ANNOUNCED).status()).isEqualTo(204);
            client.lastChunkIfWanted(RIGHT);
            assertThat(client.statusIfAny()).matches(answer -> answer / 100 != 2);
        }
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
    }

    @ParameterizedTest
    @CsvSource({"201, " + RIGHT, "460, " + WRONG, "400, Upload-Checksum: sha3 AA==", "400, X: y"})
    void aCreationIsCheckedByItsTrailerAndCreatesNothingIfThatFails(int status, String trailer) throws Exception {
        long before = site.unfinished();
        Response response = send("POST", "/uploads", TEN, trailer, tus("Upload-Length: 12", ANNOUNCED));
        assertThat(response.status()).as("%s", response).isEqualTo(status);
        assertThat(site.unfinished()).isEqualTo(status == 201 ? before + 1 : before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | " + RIGHT_DIGEST,
                "200 | Content-Digest: unknown=:AA==:, sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:",
                "400 | " + WRONG_DIGEST,
                "400 | Content-Digest: unknown=:AA==:",
                "400 | Content-Digest: ???",
                "400 | X: y",
            })
    void aChunkIsCheckedByItsTrailer(int status, String trailer) throws Exception {
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        Response response =
                send("PUT", upload + "?offset=10", TEN, trailer, new String[] {"Trailer: x, content-digest"});
        assertThat(response.status()).as("%s", response).isEqualTo(status);
        assertThat(response.number("committed")).isEqualTo(status == 200 ? 20 : 10);
        assertThat(site.committed(upload)).isEqualTo(status == 200 ? 20 : 10);
        Response again = send("PUT", upload + "?offset=0", TEN, trailer, new String[] {"Trailer: Content-Digest"});
        assertThat(again.status()).isEqualTo(status);
    }

    @Test
    void optionsTellThatTrailersAreHeard() throws Exception {
        assertThat(site.request("OPTIONS", "/uploads").field("Tus-Extension").orElseThrow())
                .contains("checksum-trailer");
    }

    @Test
    void aDigestOfTheWholeCannotComeLater() throws Exception {
        String upload = site.createComplete("{}", TEN);
        assertThat(site.request("POST", upload + "/complete", "Trailer: Repr-Digest")
                        .status())
                .isEqualTo(400);
        assertThat(site.post("{}", "Trailer: Repr-Digest").status()).isEqualTo(400);
        assertThat(site.post("{}", "Trailer: Content-Digest").status()).isEqualTo(400);
    }

    private static String create(String... fields) throws Exception {
        Response response = site.request("POST", "/uploads", concat(fields, "Tus-Resumable: 1.0.0"));
        assertThat(response.status()).isEqualTo(201);
        return response.field("Location").orElseThrow();
    }

    private static Response patch(String upload, long offset, String trailer, String... fields) throws Exception {
        return send("PATCH", upload, TEN, trailer, tus(concat(fields, "Upload-Offset: " + offset)));
    }

    /** A request in the chunked coding with one trailer. */
    private static Response send(String method, String target, byte[] body, String trailer, String[] fields)
            throws Exception {
        try (RawClient client = site.client()) {
            client.head(method, target, chunked(fields));
            client.chunkIfWanted(body, 0, body.length);
            client.lastChunkIfWanted(trailer);
            return client.read(method);
        }
    }

    private static String[] tus(String... fields) {
        return concat(fields, "Tus-Resumable: 1.0.0", BYTES);
    }

    private static String[] chunked(String... fields) {
        return concat(fields, "Transfer-Encoding: chunked");
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}

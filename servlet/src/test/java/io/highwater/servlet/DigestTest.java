package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.Intent;
import io.highwater.engine.UploadAuthorizer;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.store.file.FileUploadStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests of bodies and of the whole (RFC 9530): threat T16. */
@Tag("T16")
@ParameterizedClass
@EnumSource(Container.class)
class DigestTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private static Site site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(value = DigestAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "CRC32")
    void aBodyWithTheRightDigestIsAppended(DigestAlgorithm algorithm) throws Exception {
        String upload = site.create("{}");
        Response response = site.put(upload, 0, TEN, "Content-Digest: " + field(algorithm, TEN) + ", unknown=:AA==:");
        assertThat(response.number("committed")).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(value = DigestAlgorithm.class, mode = EnumSource.Mode.EXCLUDE, names = "CRC32")
    void aBodyWithAWrongDigestIsThrownAwayAlone(DigestAlgorithm algorithm) throws Exception {
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        Response response = site.put(upload, 10, "other".getBytes(UTF_8), "Content-Digest: " + field(algorithm, TEN));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.field("Want-Content-Digest").orElseThrow()).contains("sha-256=10");
        assertThat(response.number("committed")).isEqualTo(10);
        assertThat(site.put(upload, 10, TEN).number("committed")).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Digest: unknown=:AA==:", "Content-Digest: sha-256=:AA==:", "Content-Digest: sha-256=abc",
                "Content-Digest: sha-256", "Content-Digest: ???", "Content-Digest: sha-256=(:AA==:)",
                "Trailer: content-digest, x"
            })
    void aDigestThatCannotBeCheckedIsABadRequest(String field) throws Exception {
        String upload = site.create("{}");
        Response response = site.put(upload, 0, TEN, field);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.field("Want-Content-Digest").orElseThrow()).contains("sha-256=10");
        assertThat(site.committed(upload)).isZero();
    }

    @Test
    void aCheckedBodyThatBreaksOffLeavesNothing() throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head(
                    "PUT",
                    upload + "?offset=0",
                    "Content-Length: 10",
                    "Content-Digest: " + field(DigestAlgorithm.SHA_256, TEN));
            client.send(TEN, 0, 5);
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) == 5);
        }
        assertThat(site.request("HEAD", upload).field("Upload-Offset")).contains("0");
        assertThat(site.put(upload, 0, TEN).number("committed")).isEqualTo(10);
    }

    @Test
    void theWholeIsCheckedOnCompletion() throws Exception {
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        Response wrong = site.request(
                "POST", upload + "/complete", "Repr-Digest: " + field(DigestAlgorithm.SHA_256, new byte[1]));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("Upload-Complete")).contains("?0");
        assertThat(wrong.field("Want-Repr-Digest").orElseThrow()).contains("sha-256=10");
        Response right =
                site.request("POST", upload + "/complete", "Repr-Digest: " + field(DigestAlgorithm.SHA_512, TEN));
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.field("Repr-Digest")).isEmpty();
    }

    @Test
    void aDigestOfTheWholeGivenAtTheCreationDecidesTheUpload() throws Exception {
        String wrong = site.create("{}", "Repr-Digest: " + field(DigestAlgorithm.SHA_256, new byte[1]));
        site.put(wrong, 0, TEN);
        assertThat(site.request("POST", wrong + "/complete").status()).isEqualTo(400);
        assertThat(site.request("HEAD", wrong).status()).isEqualTo(410);
        assertThat(site.put(wrong, 10, TEN).status()).isEqualTo(410);
        assertThat(site.request("DELETE", wrong).status()).isEqualTo(204);
    }

    @Test
    void aDigestThatWasWantedAtTheCreationIsAnsweredOnCompletion() throws Exception {
        String upload = site.create("{}", "Want-Repr-Digest: sha-512=3, sha-256=10, unknown=9");
        site.put(upload, 0, TEN);
        assertThat(site.request("POST", upload + "/complete").field("Repr-Digest"))
                .contains(field(DigestAlgorithm.SHA_256, TEN));
        assertThat(site.request("POST", upload + "/complete", "Want-Repr-Digest: md5=1")
                        .field("Repr-Digest"))
                .contains(field(DigestAlgorithm.MD5, TEN));
    }

    @Test
    void aCompletionIsAnsweredEvenIfTheApplicationHasTakenTheBytesAway(@TempDir Path directory) throws Exception {
        try (Site taking =
                Site.on(container).store(FileUploadStore.open(directory)).start()) {
            String upload = taking.create("{}", "Want-Repr-Digest: sha-256=10");
            taking.put(upload, 0, TEN);
            Response first = taking.request("POST", upload + "/complete");
            taking.take(upload, directory.resolve("taken"));
            Response again = taking.request("POST", upload + "/complete");
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.field("ETag")).isEqualTo(first.field("ETag"));
            assertThat(again.field("Repr-Digest")).isEmpty();
        }
    }

    @Test
    void whoMayCompleteButNotLookIsToldOfTheCompletionAlone() throws Exception {
        UploadAuthorizer blind = (intent, who, upload) ->
                intent == Intent.INSPECT ? UploadAuthorizer.Decision.DENY : UploadAuthorizer.Decision.ALLOW;
        try (Site secretive = Site.on(container).authorizer(blind).start()) {
            String upload = secretive.create("{}", "Want-Repr-Digest: sha-256=10");
            secretive.put(upload, 0, TEN);
            Response response = secretive.request("POST", upload + "/complete");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Repr-Digest")).isEmpty();
        }
    }

    @Test
    void aFailedDigestOfACreationCreatesNothing() throws Exception {
        assertThat(site.post("{}", "Content-Digest: " + field(DigestAlgorithm.SHA_256, TEN))
                        .status())
                .isEqualTo(400);
        assertThat(site.post("{}", "Content-Digest: " + field(DigestAlgorithm.SHA_256, "{}".getBytes(UTF_8)))
                        .status())
                .isEqualTo(201);
        assertThat(site.post("{}", "Repr-Digest: unknown=:AA==:").status()).isEqualTo(400);
    }

    private static String field(DigestAlgorithm algorithm, byte[] bytes) {
        Digester digester = algorithm.newDigester();
        digester.update(ByteBuffer.wrap(bytes));
        return algorithm.key() + "=:" + Base64.getEncoder().encodeToString(digester.digest()) + ":";
    }
}

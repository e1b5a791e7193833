package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a large file over a connection that breaks. */
class WalkTest extends ContainerTest {

    private static final int CHUNK = 5 << 20;
    private static final int SIZE = 8 * CHUNK;

    @ParameterizedTest
    @CsvSource({"JETTY,FIN", "JETTY,RST", "TOMCAT,FIN", "TOMCAT,RST", "UNDERTOW,FIN", "UNDERTOW,RST"})
    void aFileOf40MegabytesSurvivesACutInItsFifthChunk(Container container, String cut) throws Exception {
        byte[] file = new byte[SIZE];
        new Random(40).nextBytes(file);
        start(container);
        String upload = create("{\"length\":" + SIZE + ",\"filename\":\"a.bin\"}");
        for (int offset = 0; offset < 4 * CHUNK; offset += CHUNK) {
            assertThat(put(upload, file, offset, offset + CHUNK).number("committed"))
                    .isEqualTo(offset + CHUNK);
        }
        int arrived = 4 * CHUNK + CHUNK / 2;
        try (RawClient client = client()) {
            client.head("PUT", upload + "?offset=" + 4 * CHUNK, "Content-Length: " + CHUNK);
            client.send(file, 4 * CHUNK, arrived);
            if (cut.equals("RST")) {
                awaitReceived(upload, arrived);
                client.reset();
            } else {
                client.finish();
            }
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        look(upload).number("committed") >= arrived - (container == Container.UNDERTOW ? 16384 : 0));
        long committed =
                Long.parseLong(request("HEAD", upload).field("Upload-Offset").orElseThrow());
        assertThat(committed).isBetween((long) 4 * CHUNK, (long) arrived);
        for (int offset = (int) committed; offset < SIZE; offset += CHUNK) {
            assertThat(put(upload, file, offset, Math.min(SIZE, offset + CHUNK)).status())
                    .isEqualTo(200);
        }
        Response complete = request("POST", upload + "/complete", "Want-Repr-Digest: sha-256=5");
        assertThat(complete.status()).isEqualTo(200);
        assertThat(complete.number("size")).isEqualTo(SIZE);
        String sha = java.util.Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(file));
        assertThat(complete.field("Repr-Digest")).contains("sha-256=:" + sha + ":");
        assertThat(request("GET", upload + "/content").body()).isEqualTo(file);
    }

    /** A reset throws away what the other side has not read yet, so the server has to have read it. */
    private void awaitReceived(String upload, int arrived) {
        await().atMost(Duration.ofSeconds(10)).until(() -> received(upload) >= arrived);
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way of a large file over a connection that breaks. */
class WalkTest {

    private static final int CHUNK = 5 << 20;
    private static final int SIZE = 8 * CHUNK;
    private static final int SENT = 4 * CHUNK + CHUNK / 2;

    @ParameterizedTest
    @CsvSource({
        "JETTY,FIN,true",
        "JETTY,RST,true",
        "TOMCAT,FIN,true",
        "TOMCAT,RST,true",
        "UNDERTOW,FIN,true",
        "UNDERTOW,RST,true",
        "JETTY,FIN,false",
        "TOMCAT,RST,false",
        "UNDERTOW,FIN,false"
    })
    void aFileOf40MegabytesSurvivesACutInItsFifthChunk(Container container, String cut, boolean async)
            throws Exception {
        byte[] file = new byte[SIZE];
        new Random(40).nextBytes(file);
        try (Site site =
                Site.on(container).deployed(d -> async ? d : d.blocking()).start()) {
            String upload = site.create("{\"length\":" + SIZE + ",\"filename\":\"a.bin\"}");
            for (int offset = 0; offset < 4 * CHUNK; offset += CHUNK) {
                assertThat(send(site, upload, file, offset).number("committed")).isEqualTo(offset + CHUNK);
            }
            cutInTheMiddle(site, upload, file, cut);
            int mayBeLost = container == Container.UNDERTOW ? 16 << 10 : 0; // never announced
            await().atMost(Duration.ofSeconds(10)).until(() -> site.committed(upload) >= SENT - mayBeLost);
            int committed = Integer.parseInt(
                    site.request("HEAD", upload).field("Upload-Offset").orElseThrow());
            assertThat(committed).isBetween(SENT - mayBeLost, SENT);
            for (int offset = committed; offset < SIZE; offset += CHUNK) {
                assertThat(send(site, upload, file, offset).status()).isEqualTo(200);
            }
            Response complete = site.request("POST", upload + "/complete", "Want-Repr-Digest: sha-256=5");
            assertThat(complete.number("size")).isEqualTo(SIZE);
            assertThat(complete.field("Repr-Digest")).contains("sha-256=:" + sha256(file) + ":");
            assertThat(site.request("GET", upload + "/content").body()).isEqualTo(file);
        }
    }

    private static void cutInTheMiddle(Site site, String upload, byte[] file, String cut) throws Exception {
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=" + 4 * CHUNK, "Content-Length: " + CHUNK);
            client.send(file, 4 * CHUNK, SENT);
            if (cut.equals("FIN")) {
                client.finish();
                return;
            }
            // a reset throws away what the other side has not read yet
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) >= SENT);
            client.reset();
        }
    }

    private static Response send(Site site, String upload, byte[] file, int offset) throws Exception {
        return site.put(upload, offset, Arrays.copyOfRange(file, offset, Math.min(SIZE, offset + CHUNK)));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}

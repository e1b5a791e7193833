package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.example.Interruption.Cut;
import io.highwater.example.Interruption.Framing;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the system is asked before the client is told: every offset, creation, completion and deletion is synced first. */
class DurabilityIT {

    private static final int CHUNK = 1 << 20;
    private static final int UPLOADS = 3;
    private static final Payload PAYLOAD = new Payload(7, 4 * CHUNK + 12_345);

    @RegisterExtension
    final Servers servers = new Servers();

    @BeforeEach
    void requireStrace() throws InterruptedException {
        Optional<String> unusable = Strace.unusable();
        assumeTrue(unusable.isEmpty(), unusable::get);
    }

    @Test
    void nothingIsAcknowledgedBeforeItIsSynced() throws IOException {
        Strace strace = new Strace(servers.directory().resolve("calls.txt"));
        ExampleJar server = servers.startTraced(strace);
        ChunkClient client = server.client();
        for (int i = 0; i < UPLOADS; i++) {
            upload(server, client);
        }
        client.cancel(client.create(PAYLOAD.size()));
        server.terminate();

        DurabilityRules.Findings found = DurabilityRules.check(strace.calls());
        System.out.println("durable before the answer: " + found.creations() + " creations, " + found.appends()
                + " appends, " + found.offsets() + " offsets, " + found.completions() + " completions, "
                + found.deletions() + " deletions");
        assertThat(found.violations()).isEmpty();
        assertThat(found.creations()).isEqualTo(UPLOADS + 1);
        assertThat(found.appends()).isEqualTo(UPLOADS * 4);
        assertThat(found.offsets()).isEqualTo(UPLOADS * 5);
        assertThat(found.completions()).isEqualTo(UPLOADS);
        assertThat(found.deletions()).isEqualTo(1);
    }

    /** Four appends and, after one that was cut, an offset told by HEAD. */
    private void upload(ExampleJar server, ChunkClient client) throws IOException {
        String upload = client.create(PAYLOAD.size());
        assertThat(client.put(upload, 0, PAYLOAD.slice(0, CHUNK))).isEqualTo(CHUNK);
        int half = CHUNK / 2;
        new Interruption(Framing.CONTENT_LENGTH, Cut.RST)
                .append(
                        server.base(),
                        upload + "?offset=" + CHUNK,
                        PAYLOAD.slice(CHUNK, 2 * CHUNK),
                        half,
                        () -> await().until(() -> servers.bytesOnDisk(upload) >= CHUNK + half));
        long offset = client.offset(upload);
        assertThat(offset).isEqualTo(CHUNK + half);
        assertThat(client.putRest(upload, PAYLOAD, offset, CHUNK)).isEqualTo(PAYLOAD.size());
        client.complete(upload);
    }
}

package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * The way of an upload whose connection dies in the middle of its fifth chunk.
 *
 * @param onDisk how many bytes of an upload, committed or not, the server has written
 */
record Walk(URI server, ChunkClient client, ToLongFunction<String> onDisk) {

    static final int CHUNK = 5 << 20;

    private static final int SENT_OF_FIFTH = 3_000_000;
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** Where a client goes on. */
    enum Resumption {
        /** At the offset that HEAD tells. */
        AT_OFFSET,
        /** With the whole chunk again that it has no answer for. */
        AT_CHUNK
    }

    void go(Payload payload, Interruption interruption, Resumption resumption) throws IOException {
        String upload = client.create(payload.size());
        long whole = 4 * CHUNK;
        assertThat(client.putRest(upload, new Payload(payload.seed(), whole), 0, CHUNK))
                .isEqualTo(whole);
        long arrived = whole + SENT_OF_FIFTH;
        interruption.append(
                server,
                upload + "?offset=" + whole,
                payload.slice(whole, whole + CHUNK),
                SENT_OF_FIFTH,
                () -> await().until(() -> onDisk.applyAsLong(upload) >= arrived));
        awaitShown(upload, arrived);
        long from = resumption == Resumption.AT_OFFSET ? arrived : whole;
        assertThat(client.putRest(upload, payload, from, CHUNK)).isEqualTo(payload.size());
        assertThat(arrived - from).as("bytes sent twice").isLessThanOrEqualTo(CHUNK);
        requireComplete(upload, payload);
    }

    /** Watches without taking over, so that it shows what the server does by itself. */
    private void awaitShown(String upload, long arrived) throws IOException {
        AtomicLong last = new AtomicLong();
        await().atMost(A_SECOND)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> last.updateAndGet(before -> peek(upload)) == arrived);
        Answer head = client.head(upload).require(200);
        assertThat(head.field("Upload-Offset")).isEqualTo(Long.toString(arrived));
        assertThat(head.field("Upload-Complete")).isEqualTo("?0");
        assertThat(head.field("Cache-Control")).isEqualTo("no-store");
    }

    private long peek(String upload) {
        try {
            return client.peek(upload);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void requireComplete(String upload, Payload payload) throws IOException {
        Answer complete = client.complete(upload);
        assertThat(complete.number("size")).isEqualTo(payload.size());
        assertThat(client.complete(upload).body()).isEqualTo(complete.body());
        Answer head = client.head(upload).require(200);
        assertThat(head.field("Upload-Complete")).isEqualTo("?1");
        assertThat(head.field("ETag")).isEqualTo(complete.field("ETag"));
        assertThat(client.sha256(upload)).isEqualTo(payload.sha256());
    }
}

package io.highwater.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.campaign.Column;
import io.highwater.campaign.Ledger;
import io.highwater.campaign.Size;
import io.highwater.campaign.Tally;
import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import io.highwater.example.FreshUploads;
import io.highwater.example.ManyUploads;
import io.highwater.example.Payload;
import io.highwater.example.Servers;
import io.highwater.example.Trickle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that send a little of a body and then nothing take neither the memory nor the place of others. */
class StalledIT {

    private static final int STALLED = Size.of("stalled", 200, 2_000);
    private static final int ACTIVE = Size.of("stalled.active", 8, 64);
    private static final long SIZE = 8L << 20;
    private static final int CHUNK = 1 << 20;
    private static final Trickle.Pace A_LITTLE = new Trickle.Pace(100, 1);

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Test
    void writersFinishBesideStalledConnectionsInASmallHeap() throws Exception {
        Tally tally = ledger.row(ACTIVE + " writers beside " + STALLED + " stalled connections");
        ManyUploads.requireDescriptors(STALLED + ACTIVE);
        ExampleJar server = servers.startWithHeap("-Xmx128m");
        Trickle trickle = new Trickle(server.base(), A_LITTLE);
        try (trickle) {
            trickle.add(ManyUploads.create(server, STALLED).stream()
                    .map(Trickle.Request::put)
                    .toList());
            ManyUploads.awaitDripping(trickle, STALLED);
            long start = System.nanoTime();
            FreshUploads newcomers = writeBeside(server, tally);
            tally.note("writers took", (System.nanoTime() - start) / 1_000_000 + " ms")
                    .note("newcomers with 1 KiB", newcomers.toString())
                    .note("still stalled at the end", STALLED - trickle.ended().size() + "");
        }
        assertThat(server.java().isAlive()).isTrue();
        assertThat(server.output()).doesNotContain("OutOfMemoryError");
        assertThat(tally.of(Column.WRONG)).as("wrong uploads").isZero();
        ManyUploads.requireKept(server, trickle.drips());
        tally.count(Column.ROUNDS);
    }

    /** Has all writers write, and newcomers come meanwhile. */
    private static FreshUploads writeBeside(ExampleJar server, Tally tally) throws Exception {
        ChunkClient client = server.client();
        ExecutorService threads = Executors.newFixedThreadPool(ACTIVE);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < ACTIVE; i++) {
                Payload payload = new Payload(i, SIZE);
                writers.add(threads.submit(() -> write(client, payload, tally)));
            }
            FreshUploads newcomers =
                    FreshUploads.measureWhile(server, () -> writers.stream().anyMatch(writer -> !writer.isDone()));
            for (Future<?> writer : writers) {
                writer.get();
            }
            return newcomers;
        } finally {
            threads.shutdown();
        }
    }

    private static Void write(ChunkClient client, Payload payload, Tally tally) throws IOException {
        String upload = client.create(SIZE);
        long acknowledged = client.putRest(upload, payload, 0, CHUNK);
        client.complete(upload);
        String got = client.sha256(upload);
        boolean right = got.equals(payload.sha256());
        if (!right) {
            tally.note(upload, got);
        }
        tally.add(Column.ACKNOWLEDGED, acknowledged).add(Column.WRONG, right ? 0 : SIZE);
        return null;
    }
}

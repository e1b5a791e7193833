package io.highwater.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.campaign.Column;
import io.highwater.campaign.Ledger;
import io.highwater.campaign.Size;
import io.highwater.campaign.Tally;
import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import io.highwater.example.Servers;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server starts as quickly over many unfinished uploads as over none, and serves each at once, also after a kill. */
class ManyUploadsIT {

    private static final int UPLOADS = Size.of("many.uploads", 500, 100_000);
    private static final int STARTS = Size.of("many.starts", 1, 3);
    private static final int TOUCHES = 50;

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Test
    void aStartTakesAsLongAsOverAnEmptyStore() throws Exception {
        Tally tally = ledger.row("start with " + UPLOADS + " unfinished uploads");
        Path many = servers.directory().resolve("many");
        List<UploadId> ids = fill(many);
        double empty = 0;
        double full = 0;
        Latencies touches = new Latencies();
        for (int i = 0; i < STARTS; i++) {
            empty += start(servers.directory().resolve("empty"), List.of(), new Latencies());
            full += start(many, ids, touches); // after a clean end, then after kills
            tally.count(Column.ROUNDS).count(Column.KILLS);
        }
        double longer = (full - empty) / STARTS;
        tally.note("start", millis(full / STARTS))
                .note("of an empty store", millis(empty / STARTS))
                .note("first touch", touches.toString());
        assertThat(touches.count()).isEqualTo(STARTS * TOUCHES);
        if (Size.isFull()) {
            assertThat(longer).as("how much longer, in ms").isLessThanOrEqualTo(1000);
            assertThat(touches.millis(99)).as("first touch, p99 in ms").isLessThanOrEqualTo(50);
        }
    }

    /** Made by the store itself, as if clients had come and gone. */
    private static List<UploadId> fill(Path directory) throws IOException {
        List<UploadId> ids =
                IntStream.range(0, UPLOADS).mapToObj(i -> UploadId.random()).toList();
        try (FileUploadStore store = FileUploadStore.open(directory)) {
            ids.parallelStream().forEach(id -> create(store, id));
        }
        return ids;
    }

    private static void create(FileUploadStore store, UploadId id) {
        try {
            store.create(new Creation(id, "/uploads", null, Instant.now(), NewUpload.ofLength(1000)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many milliseconds a start took; then some uploads are asked for, each for the first time, and it is killed. */
    private static double start(Path directory, List<UploadId> ids, Latencies touches) throws IOException {
        long begun = System.nanoTime();
        try (ExampleJar server = ExampleJar.start(directory)) {
            double millis = (System.nanoTime() - begun) / 1e6;
            ChunkClient client = server.client();
            client.head("/uploads/" + UploadId.random()).require(404); // the server's own first request
            List<UploadId> some = new ArrayList<>(ids);
            Collections.shuffle(some);
            for (UploadId id : some.subList(0, Math.min(TOUCHES, some.size()))) {
                long start = System.nanoTime();
                assertThat(client.offset("/uploads/" + id)).isZero();
                touches.since(start);
            }
            server.kill();
            return millis;
        }
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.0f ms", value);
    }
}

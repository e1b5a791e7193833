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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server starts within a second over many unfinished uploads, and serves each at once, also after a kill. */
class ManyUploadsIT {

    private static final int UPLOADS = Size.of("many.uploads", 500, 100_000);
    private static final int STARTS = Size.of("many.starts", 1, 5);
    private static final int TOUCHES = 50;

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Test
    void aStartDoesNotWaitForWhatIsStored() throws Exception {
        Tally tally = ledger.row("start with " + UPLOADS + " unfinished uploads");
        Path many = servers.directory().resolve("many");
        List<UploadId> ids = fill(many);
        Latencies empty = new Latencies();
        Latencies full = new Latencies();
        Latencies touches = new Latencies();
        for (int i = 0; i < STARTS; i++) {
            start(servers.directory().resolve("empty"), List.of(), empty, new Latencies());
            start(many, ids, full, touches); // after a clean end, then after kills
            tally.count(Column.ROUNDS).count(Column.KILLS);
        }
        tally.note("start", full.toString())
                .note("of an empty store", empty.toString())
                .note("first touch", touches.toString());
        assertThat(touches.count()).isEqualTo(STARTS * TOUCHES);
        if (Size.isFull()) {
            assertThat(full.millis(50)).as("start, median in ms").isLessThanOrEqualTo(1000);
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

    /** From the start of its process to its word that it is ready; then some uploads are asked for, each for the first time. */
    private static void start(Path directory, List<UploadId> ids, Latencies starts, Latencies touches)
            throws IOException {
        long begun = System.nanoTime();
        try (ExampleJar server = ExampleJar.start(directory)) {
            starts.since(begun);
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
        }
    }
}

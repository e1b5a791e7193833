package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.example.ChunkClient;
import io.highwater.example.ExampleJar;
import io.highwater.example.Payload;
import io.highwater.example.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** T22: SIGTERM under writers. {@code -Dhighwater.campaign.stops=N} times. */
class StopIT {

    private static final int WRITERS = 64;
    private static final long SIZE = 64L << 20; // more than anybody sends before the end
    private static final long MOST_BEFORE = 64L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    private final long seed = Long.getLong("highwater.campaign.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Tally tally = ledger.row("SIGTERM under " + WRITERS + " writers");
    private final List<Long> exitMillis = new ArrayList<>();
    private long answered;
    private long unanswered;

    @Tag("T22")
    @Test
    void a_server_that_is_told_to_stop_answers_its_clients_and_loses_nothing() throws Exception {
        System.out.println("highwater.campaign.seed=" + seed);
        tally.note("seed", Long.toString(seed));
        int rounds = Size.of("stops", 1, 200);
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            for (int round = 0; round < rounds; round++) {
                check(stopped(threads));
            }
        } finally {
            threads.shutdownNow();
        }
        exitMillis.sort(null);
        long p99 = exitMillis.get((exitMillis.size() * 99 + 99) / 100 - 1);
        tally.note("exit p50", exitMillis.get(exitMillis.size() / 2) + " ms")
                .note("exit p99", p99 + " ms")
                .note("connections without an answer", unanswered + " of " + (answered + unanswered));
        assertThat(tally.of(Column.LOST)).as("acknowledged and lost").isZero();
        assertThat(tally.of(Column.WRONG)).as("wrong").isZero();
        assertThat(unanswered * (Size.isFull() ? 100 : 10))
                .as("connections without an answer, 100 times in full, else 10 times")
                .isLessThan((long) WRITERS * rounds);
        if (Size.isFull()) {
            assertThat(p99).as("exit, p99").isLessThanOrEqualTo(6000);
        }
    }

    /** A server's life; returns what the writers were told. */
    private List<StoppedWriter.End> stopped(ExecutorService threads) throws Exception {
        tally.count(Column.ROUNDS);
        List<Future<StoppedWriter.End>> running = new ArrayList<>();
        try (ExampleJar server = servers.start()) {
            AtomicLong acknowledged = new AtomicLong();
            for (int i = 0; i < WRITERS; i++) {
                String upload = server.client().create(SIZE);
                Payload payload = new Payload(random.nextLong(), SIZE);
                running.add(threads.submit(new StoppedWriter(server.base(), upload, payload, acknowledged)));
            }
            long moment = random.nextLong(MOST_BEFORE);
            await().atMost(PATIENCE).until(() -> acknowledged.get() >= moment);
            assertThat(running).as("writers that are still at it").noneMatch(Future::isDone);
            long start = System.nanoTime();
            int code = server.terminate();
            exitMillis.add((System.nanoTime() - start) / 1_000_000);
            assertThat(code).isEqualTo(143);
        }
        List<StoppedWriter.End> ends = new ArrayList<>();
        for (Future<StoppedWriter.End> writer : running) {
            ends.add(writer.get());
        }
        return ends;
    }

    private void check(List<StoppedWriter.End> ends) throws IOException {
        try (ExampleJar server = servers.start()) {
            ChunkClient client = server.client();
            for (StoppedWriter.End end : ends) {
                answered += end.answered();
                unanswered += end.unanswered();
                long there = client.offset(end.upload());
                tally.add(Column.ACKNOWLEDGED, end.offset()).add(Column.LOST, Math.max(0, end.offset() - there));
                tally.add(Column.WRONG, wrong(end, (int) there));
                client.cancel(end.upload());
            }
        }
    }

    private long wrong(StoppedWriter.End end, int size) throws IOException {
        String id = end.upload().substring(end.upload().lastIndexOf('/') + 1);
        byte[] kept = Files.readAllBytes(servers.directory().resolve("data/uploads/" + id + ".data"));
        byte[] sent = end.payload().slice(0, size);
        return IntStream.range(0, size)
                .filter(i -> i >= kept.length || kept[i] != sent[i])
                .count();
    }
}

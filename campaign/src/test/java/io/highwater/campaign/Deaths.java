package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.example.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server under writers is ended again and again, and started again over the same directory. */
final class Deaths {

    private static final long SEED = Long.getLong("highwater.campaign.seed", System.nanoTime());
    private static final int WRITERS = 6;
    private static final int MOST_ANSWERS = 80;
    private static final int MOST_MICROS = 20_000;
    private static final Sizes SIZES = new Sizes(4 << 20, 1 << 20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FINISHING = Duration.ofMinutes(10);

    private final Scene scene;
    private final Path directory;
    private final End end;
    private final Random random;

    Deaths(Scene scene, Path directory, End end) {
        this.scene = scene;
        this.directory = directory;
        this.end = end;
        this.random = new Random(31 * SEED + scene.tally().row().scenario().hashCode());
    }

    /** So many times; then the writers finish and look at everything once more. */
    void happen(int times) throws Exception {
        System.out.println("highwater.campaign.seed=" + SEED);
        scene.tally().note("seed", Long.toString(SEED));
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        long started = System.nanoTime();
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                running.add(threads.submit(new Writer(scene, SIZES, random.nextLong())));
            }
            for (int i = 0; i < times; i++) {
                liveAndDie(running);
            }
            liveOnce(running);
        } finally {
            scene.lives().over();
            threads.shutdownNow();
            scene.tally().note("seconds", Long.toString((System.nanoTime() - started) / 1_000_000_000));
        }
    }

    private void liveAndDie(List<Future<Void>> running) throws IOException {
        try (ServerProcess server = scene.program().start(end.prepare(directory))) {
            long enough = scene.lives().answers() + 1 + random.nextInt(MOST_ANSWERS);
            scene.lives().begin(server.base());
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> scene.lives().answers() >= enough
                            || running.stream().anyMatch(Future::isDone));
            LockSupport.parkNanos(random.nextInt(MOST_MICROS) * 1000L); // into the middle of something
            end.strike(server, scene);
            scene.tally().count(Column.ROUNDS);
        }
    }

    private void liveOnce(List<Future<Void>> running) throws Exception {
        try (ServerProcess server = scene.program().start(end.prepare(directory))) {
            scene.lives().last();
            scene.lives().begin(server.base());
            for (Future<Void> writer : running) {
                writer.get(FINISHING.toMinutes(), TimeUnit.MINUTES);
            }
        }
    }

    static void requireNothingLost(Scene scene) {
        assertThat(scene.findings()).isEmpty();
        assertThat(scene.tally().of(Column.LOST)).as("acknowledged and lost").isZero();
        assertThat(scene.tally().of(Column.WRONG)).as("wrong bytes").isZero();
        assertThat(scene.tally().of(Column.STUCK)).as("could not go on").isZero();
        assertThat(scene.tally().of(Column.ACKNOWLEDGED))
                .as("bytes acknowledged")
                .isPositive();
    }
}

package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.example.KilledWriter.Report;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code -Dhighwater.kill.rounds=N} makes a campaign of it, {@code -Dhighwater.kill.seed=S} repeats one. */
class KillIT {

    private static final int WRITERS = 6;
    private static final int ROUNDS = Integer.getInteger("highwater.kill.rounds", 8);
    private static final long SEED = Long.getLong("highwater.kill.seed", System.nanoTime());
    private static final int FEWEST_ANSWERS = 10;
    private static final int MOST_ANSWERS = 120;

    @RegisterExtension
    final Servers servers = new Servers();

    @Test
    void aKilledServerLosesNothingThatItAcknowledged() throws Exception {
        System.out.println("highwater.kill.seed=" + SEED);
        Random random = new Random(SEED);
        MortalServer server = new MortalServer(servers);
        List<KilledWriter> writers = Stream.generate(() -> new KilledWriter(server, random.nextLong()))
                .limit(WRITERS)
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Report>> running = writers.stream().map(threads::submit).toList();
            for (int round = 0; round < ROUNDS; round++) {
                awaitAnswers(server, random.nextInt(FEWEST_ANSWERS, MOST_ANSWERS), running);
                server.killAndRestart();
            }
            writers.forEach(KilledWriter::finish);
            requireNothingLost(running);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitAnswers(MortalServer server, int more, List<Future<Report>> running) {
        int enough = server.acknowledgements() + more;
        await().atMost(java.time.Duration.ofMinutes(1))
                .pollInterval(java.time.Duration.ofMillis(1))
                .until(() ->
                        server.acknowledgements() >= enough || running.stream().anyMatch(Future::isDone));
    }

    private static void requireNothingLost(List<Future<Report>> running) throws Exception {
        Report total = new Report(0, 0, 0, 0);
        for (Future<Report> writer : running) {
            total = total.plus(writer.get());
        }
        System.out.println("kills=" + ROUNDS + " uploads=" + total.uploads() + " acknowledged_bytes="
                + total.acknowledged() + " lost=" + total.lost() + " wrong=" + total.wrong());
        assertThat(total.lost()).as("acknowledged and lost").isZero();
        assertThat(total.wrong()).as("finished and wrong").isZero();
        assertThat(total.uploads()).isGreaterThanOrEqualTo(WRITERS);
    }
}

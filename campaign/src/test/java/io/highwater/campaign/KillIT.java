package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.campaign.KilledWriter.Kept;
import io.highwater.example.Servers;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code -Dhighwater.campaign.kills=N} times, {@code -Dhighwater.kill.seed=S} repeats one. */
class KillIT {

    private static final int WRITERS = 6;
    private static final int ROUNDS = Size.of("kills", 8, 1000);
    private static final long SEED = Long.getLong("highwater.kill.seed", System.nanoTime());
    private static final int FEWEST_ANSWERS = 10;
    private static final int MOST_ANSWERS = 120;

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

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
            List<Future<Kept>> running = writers.stream().map(threads::submit).toList();
            for (int round = 0; round < ROUNDS; round++) {
                awaitAnswers(server, random.nextInt(FEWEST_ANSWERS, MOST_ANSWERS), running);
                server.killAndRestart();
            }
            writers.forEach(KilledWriter::finish);
            requireNothingLost(running, ledger.row("kill -9 under load"));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitAnswers(MortalServer server, int more, List<Future<Kept>> running) {
        int enough = server.acknowledgements() + more;
        await().atMost(java.time.Duration.ofMinutes(1))
                .pollInterval(java.time.Duration.ofMillis(1))
                .until(() ->
                        server.acknowledgements() >= enough || running.stream().anyMatch(Future::isDone));
    }

    private static void requireNothingLost(List<Future<Kept>> running, Tally tally) throws Exception {
        Kept total = new Kept(0, 0, 0, 0);
        for (Future<Kept> writer : running) {
            total = total.plus(writer.get());
        }
        tally.add(Column.ROUNDS, ROUNDS)
                .add(Column.KILLS, ROUNDS)
                .add(Column.ACKNOWLEDGED, total.acknowledged())
                .add(Column.LOST, total.lost())
                .add(Column.WRONG, total.wrong())
                .note("uploads", Integer.toString(total.uploads()));
        assertThat(total.lost()).as("acknowledged and lost").isZero();
        assertThat(total.wrong()).as("finished and wrong").isZero();
        assertThat(total.uploads()).isGreaterThanOrEqualTo(WRITERS);
    }
}

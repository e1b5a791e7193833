package io.highwater.campaign.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.campaign.Column;
import io.highwater.campaign.Ledger;
import io.highwater.campaign.Size;
import io.highwater.campaign.Tally;
import io.highwater.campaign.load.Crowd.Outcome;
import io.highwater.example.ExampleJar;
import io.highwater.example.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * More writers than {@code max-active-appends} lets in (threat T23). The two crowds take turns, as the pace of a
 * machine changes.
 */
class CrowdIT {

    private static final int PERMITS = Size.of("crowd.permits", 8, 64);
    private static final int CROWD = Size.of("crowd.writers", 64, 512);
    private static final int ROUNDS = Size.of("crowd.rounds", 1, 6);
    private static final Duration HALF = Duration.ofMillis(Size.of("crowd.millis", 1_000, 7_000));

    @RegisterExtension
    final Servers servers = new Servers();

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @Test
    void theWritersThatAreLetInAreNotSlowedDownByThoseThatAreRefused() throws Exception {
        Tally tally = ledger.row(CROWD + " writers on " + PERMITS + " permits");
        ExampleJar server = servers.start("--max-active-appends", Integer.toString(PERMITS));
        List<Outcome> few = new ArrayList<>();
        List<Outcome> many = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            few.add(Crowd.of(server, PERMITS, HALF));
            many.add(Crowd.of(server, CROWD, HALF));
            tally.count(Column.ROUNDS);
        }
        tell(tally, few, many);
        assertThat(few)
                .allSatisfy(outcome -> assertThat(outcome.refused().count()).isZero());
        assertThat(many).allSatisfy(outcome -> {
            assertThat(outcome.refused().count()).isPositive();
            assertThat(outcome.bytesPerSecond()).isPositive();
        });
        if (Size.isFull()) {
            assertThat(best(many) / best(few)).as("share of the throughput").isGreaterThanOrEqualTo(0.85);
            assertThat(worst(many, true)).as("refusals, p99 in ms").isLessThanOrEqualTo(50);
            assertThat(many)
                    .allSatisfy(outcome -> assertThat(outcome.unanswered() * 100)
                            .as("refused without an answer, of 100 with one")
                            .isLessThan(outcome.refused().count()));
            assertThat(worst(many, false)).as("HEAD, p99 in ms").isLessThanOrEqualTo(100);
        }
    }

    private static void tell(Tally tally, List<Outcome> few, List<Outcome> many) {
        tally.note("best at " + PERMITS, mebibytes(best(few)))
                .note("best at " + CROWD, mebibytes(best(many)))
                .note("share", String.format(Locale.ROOT, "%.0f %%", 100 * best(many) / best(few)));
        for (int i = 0; i < many.size(); i++) {
            Outcome outcome = many.get(i);
            tally.note(
                    "round " + (i + 1),
                    mebibytes(few.get(i).bytesPerSecond()) + " and " + mebibytes(outcome.bytesPerSecond())
                            + ", refusals " + outcome.refused() + ", HEAD " + outcome.heads() + ", without an answer "
                            + outcome.unanswered());
        }
    }

    private static String mebibytes(double bytesPerSecond) {
        return String.format(Locale.ROOT, "%.1f MiB/s", bytesPerSecond / (1 << 20));
    }

    private static double best(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(Outcome::bytesPerSecond).max().orElseThrow();
    }

    private static double worst(List<Outcome> outcomes, boolean refusals) {
        return outcomes.stream()
                .mapToDouble(outcome -> (refusals ? outcome.refused() : outcome.heads()).millis(99))
                .max()
                .orElseThrow();
    }
}

package io.highwater.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    @Test
    void aRoundDoesNotCountIfTheDiskWasSlowBeforeOrAfterIt() {
        Rounds rounds = judge(
                new double[] {1000, 900}, new double[] {900, 499}, new double[] {500, 1000}, new double[] {400, 700});

        assertThat(rounds.counted()).containsExactlyInAnyOrder(1, 3);
        assertThat(rounds.counts(1)).isTrue();
        assertThat(rounds.counts(2)).isFalse();
    }

    @Test
    void everyRoundCountsIfFewerThanHalfWouldBeLeft() {
        Rounds rounds = judge(new double[] {1000, 1000}, new double[] {400, 400}, new double[] {450, 410});

        assertThat(rounds.counted()).containsExactlyInAnyOrder(1, 2, 3);
    }

    @Test
    void aRoundInWhichTheDiskWasNotReadCounts() {
        assertThat(Rounds.judge(List.of()).counts(1)).isTrue();
    }

    private static Rounds judge(double[]... beforeAndAfter) {
        List<DiskReading> readings = new ArrayList<>();
        for (int i = 0; i < beforeAndAfter.length; i++) {
            readings.add(new DiskReading(i + 1, "before", beforeAndAfter[i][0], 1));
            readings.add(new DiskReading(i + 1, "after", beforeAndAfter[i][1], 1));
        }
        return Rounds.judge(readings);
    }
}

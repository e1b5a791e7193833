package io.highwater.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final String MEASURE = "mib_s";

    @Test
    void aRatioIsTheMedianOfTheRatiosWithinEachRound() {
        Comparison comparison = compare(
                run(1, "nginx", 100),
                run(1, "ours", 50),
                run(2, "nginx", 10),
                run(2, "ours", 9),
                run(3, "nginx", 1000),
                run(3, "ours", 800));

        assertThat(comparison.ratio("ours", "nginx")).contains(new Spread(0.8, 0.5, 0.9));
        assertThat(comparison.ratio("nginx", "nginx")).contains(new Spread(1, 1, 1));
    }

    @Test
    void aRoundThatOnlyOneOfTheTwoHasTellsNoRatio() {
        Comparison comparison = compare(run(1, "nginx", 100), run(1, "ours", 50), run(2, "ours", 9));

        assertThat(comparison.ratio("ours", "nginx")).contains(new Spread(0.5, 0.5, 0.5));
        assertThat(comparison.ratio("ours", "tusd")).isEmpty();
        assertThat(comparison.runs("ours")).isEqualTo(2);
    }

    @Test
    void roundsThatDoNotCountAreLeftOut() {
        List<DiskReading> disk = List.of(new DiskReading(1, "before", 100, 1), new DiskReading(2, "before", 10, 1));
        List<Measurement> measurements = List.of(run(1, "ours", 7), run(2, "ours", 1));

        Comparison comparison =
                Comparison.of(measurements, Rounds.judge(disk)).iterator().next();

        assertThat(comparison.value("ours")).contains(new Spread(7, 7, 7));
    }

    @Test
    void thereIsOneComparisonForEachScenarioInOrder() {
        List<Measurement> measurements = new ArrayList<>(List.of(
                new Measurement(1, "ours", "B", "b", MEASURE, Map.of()),
                new Measurement(1, "ours", "A", "a", MEASURE, Map.of())));

        assertThat(Comparison.of(measurements, Rounds.judge(List.of())))
                .extracting(Comparison::scenario)
                .containsExactly("A", "B");
    }

    private static Comparison compare(Measurement... measurements) {
        return Comparison.of(List.of(measurements), Rounds.judge(List.of()))
                .iterator()
                .next();
    }

    private static Measurement run(int round, String peer, double value) {
        return new Measurement(round, peer, "A", "one stream", MEASURE, Map.of(MEASURE, value));
    }
}

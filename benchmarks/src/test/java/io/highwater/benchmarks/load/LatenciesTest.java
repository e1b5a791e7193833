package io.highwater.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void percentilesAreThoseOfTheNearestRank() {
        Latencies latencies = millis(1, 1000);

        assertThat(latencies.percentileMillis(0.5)).isEqualTo(500);
        assertThat(latencies.percentileMillis(0.99)).isEqualTo(990);
        assertThat(latencies.percentileMillis(1)).isEqualTo(1000);
        assertThat(latencies.percentileMillis(1e-9)).isEqualTo(1);
    }

    @Test
    void severalAreJoined() {
        Latencies joined = Latencies.joined(List.of(millis(1, 3), millis(4, 5), new Latencies()));

        assertThat(joined.count()).isEqualTo(5);
        assertThat(joined.percentileMillis(0.5)).isEqualTo(3);
    }

    @Test
    void noneHaveNoPercentile() {
        assertThat(new Latencies().percentileMillis(0.5)).isNaN();
    }

    private static Latencies millis(int from, int to) {
        Latencies latencies = new Latencies();
        for (int value = to; value >= from; value--) {
            latencies.add(value * 1_000_000L);
        }
        return latencies;
    }
}

package io.highwater.benchmarks.load;

import java.util.Arrays;
import java.util.Collection;

/** How long each of many requests took, in nanoseconds. Filled by one thread. */
public final class Latencies {

    private long[] nanos = new long[256];
    private int count;

    /** Adds one. */
    public void add(long value) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = value;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** All of them one after the other, in seconds. */
    public double totalSeconds() {
        return Arrays.stream(nanos, 0, count).sum() / 1e9;
    }

    /** All of {@code several} together. */
    static Latencies joined(Collection<Latencies> several) {
        Latencies all = new Latencies();
        for (Latencies each : several) {
            for (int i = 0; i < each.count; i++) {
                all.add(each.nanos[i]);
            }
        }
        return all;
    }

    /**
     * The smallest of them that at least {@code share} of all do not exceed (nearest rank), in milliseconds; not a
     * number if there are none.
     *
     * @param share more than 0, at most 1
     */
    public double percentileMillis(double share) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * count) - 1] / 1e6;
    }
}

package io.highwater.campaign.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** How long things took. Thread-safe. */
final class Latencies {

    private final List<Long> nanos = new ArrayList<>();

    synchronized void since(long start) {
        nanos.add(System.nanoTime() - start);
    }

    synchronized int count() {
        return nanos.size();
    }

    /** Within how many milliseconds {@code percent} of them were over. @throws AssertionError if there are none */
    synchronized double millis(double percent) {
        if (nanos.isEmpty()) {
            throw new AssertionError("nothing was measured");
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1)) / 1e6;
    }

    /** The percentiles that are asked for. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, max %.1f ms of %d",
                millis(50),
                millis(99),
                millis(100),
                count());
    }
}

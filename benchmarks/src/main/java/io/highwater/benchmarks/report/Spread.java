package io.highwater.benchmarks.report;

import java.util.Collection;
import java.util.List;

/**
 * Values of several rounds.
 *
 * @param median the one in the middle, or the mean of the two in the middle
 * @param min the smallest
 * @param max the largest
 */
public record Spread(double median, double min, double max) {

    /** The spread of {@code values}. @throws IllegalArgumentException if there are none */
    public static Spread of(Collection<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int count = sorted.size();
        double median = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(count - 1));
    }
}

package io.highwater.benchmarks.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which rounds count. The rule stands before anything is measured: a round does not count if the disk alone, before or
 * after it, streamed less than half of what it did at the best moment of the whole run. If fewer than half of all
 * rounds are left then, every round counts.
 *
 * @param all the numbers of the rounds
 * @param counted those that count
 */
public record Rounds(Set<Integer> all, Set<Integer> counted) {

    private static final double ENOUGH = 0.5;

    /** Judges the rounds that the disk was read in. */
    public static Rounds judge(List<DiskReading> readings) {
        double best = readings.stream()
                .mapToDouble(DiskReading::streamMibPerSecond)
                .max()
                .orElse(0);
        Map<Integer, Double> worst = new TreeMap<>();
        readings.forEach(reading -> worst.merge(reading.round(), reading.streamMibPerSecond(), Math::min));
        Set<Integer> counted = new TreeSet<>(worst.keySet());
        counted.removeIf(round -> worst.getOrDefault(round, 0.0) < ENOUGH * best);
        return new Rounds(worst.keySet(), 2 * counted.size() < worst.size() ? worst.keySet() : counted);
    }

    /** Whether a round counts; one in which the disk was not read does. */
    public boolean counts(int round) {
        return !all.contains(round) || counted.contains(round);
    }
}

package io.highwater.campaign;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * One row of the campaign's table: what was done to a server, and what became of what it had acknowledged. Each method
 * adds to a column. For any thread.
 */
public final class Tally {

    private final String scenario;
    private final Map<Column, LongAdder> counts = new EnumMap<>(Column.class);
    private final Map<String, String> notes = new LinkedHashMap<>();

    Tally(String scenario) {
        this.scenario = scenario;
    }

    /** Adds one. */
    public Tally count(Column column) {
        return add(column, 1);
    }

    /** Adds to a column, which is shown from then on, even with 0. */
    public synchronized Tally add(Column column, long count) {
        counts.computeIfAbsent(column, c -> new LongAdder()).add(count);
        return this;
    }

    /** A figure of its own, such as {@code note("HEAD p99", "12 ms")}; a second one of the name replaces the first. */
    public synchronized Tally note(String name, String figure) {
        notes.put(name, figure);
        return this;
    }

    /** What a column has now. */
    public synchronized long of(Column column) {
        LongAdder count = counts.get(column);
        return count == null ? 0 : count.sum();
    }

    synchronized Row row() {
        Map<Column, Long> sums = new EnumMap<>(Column.class);
        counts.forEach((column, count) -> sums.put(column, count.sum()));
        return new Row(scenario, sums, new LinkedHashMap<>(notes));
    }
}

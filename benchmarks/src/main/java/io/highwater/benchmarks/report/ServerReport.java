package io.highwater.benchmarks.report;

import io.highwater.benchmarks.load.Measures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The servers side by side, as Markdown. */
public final class ServerReport {

    /** What all are compared with. */
    static final String REFERENCE = "nginx";

    private static final List<String> REFERENCES = List.of(REFERENCE, "tusd");

    private final Results results;
    private final Rounds rounds;
    private final Collection<Comparison> comparisons;
    private final List<String> references;

    /** Reads {@code results}. */
    public ServerReport(Results results) throws IOException {
        this.results = results;
        this.rounds = Rounds.judge(results.disk());
        this.comparisons = Comparison.of(results.measurements(), rounds);
        this.references = references();
    }

    /** The comparisons, for a plot. */
    public Collection<Comparison> comparisons() {
        return comparisons;
    }

    /** The report; {@code plot} is where the plot is, as the page would say it. */
    public String text(String plot) throws IOException {
        StringBuilder text = new StringBuilder();
        results.environment().ifPresent(environment -> text.append(describe(environment)));
        text.append("\n![Ratios to ")
                .append(REFERENCE)
                .append("](")
                .append(plot)
                .append(")\n\n");
        text.append("Medians of the ratios to ").append(REFERENCE);
        text.append(" in the same round, then the server's CPU seconds for a GiB; G: milliseconds.\n\n");
        text.append(overview().text()).append(tables());
        text.append("\n**The disk alone**, before and after each round\n\n").append(disk().text());
        return text.toString();
    }

    /** Only the tables of scenarios, for one server with different options. */
    public String details() throws IOException {
        StringBuilder text = new StringBuilder();
        results.environment().ifPresent(environment -> text.append(describe(environment)));
        return text.append(tables()).toString();
    }

    private String tables() {
        StringBuilder text = new StringBuilder();
        for (Comparison comparison : comparisons) {
            text.append("\n**")
                    .append(comparison.scenario())
                    .append(", ")
                    .append(comparison.title())
                    .append("**\n\n");
            text.append(details(comparison).text());
        }
        return text.toString();
    }

    private static String describe(Environment environment) {
        StringBuilder text = new StringBuilder();
        text.append(environment.text()).append("\n\n");
        environment
                .peers()
                .forEach((name, version) -> text.append("- `")
                        .append(name)
                        .append("`: ")
                        .append(version)
                        .append('\n'));
        return text.toString();
    }

    private MarkdownTable overview() {
        Set<String> peers = new LinkedHashSet<>();
        List<String> header = new ArrayList<>(List.of("server"));
        comparisons.forEach(comparison -> {
            peers.addAll(comparison.peers());
            header.add(comparison.scenario());
        });
        MarkdownTable table = new MarkdownTable(header);
        for (String peer : peers) {
            List<String> row = new ArrayList<>(List.of(peer));
            comparisons.forEach(comparison -> row.add(brief(comparison, peer)));
            table.add(row);
        }
        return table;
    }

    private static String brief(Comparison comparison, String peer) {
        if (comparison.measure().equals(Measures.NEWCOMER_MEDIAN)) {
            return MarkdownTable.median(comparison.value(peer));
        }
        String ratio = MarkdownTable.ratio(comparison.ratio(peer, REFERENCE));
        return comparison
                .value(peer, Measures.CPU_PER_GIB)
                .map(cpu -> ratio + " / " + MarkdownTable.number(cpu.median()))
                .orElse(ratio);
    }

    /** What others are compared with; where none of these was measured, the first that was. */
    private List<String> references() {
        List<String> measured = comparisons.stream()
                .flatMap(comparison -> comparison.peers().stream())
                .distinct()
                .toList();
        return measured.stream().anyMatch(REFERENCES::contains)
                ? REFERENCES
                : measured.stream().limit(1).toList();
    }

    private MarkdownTable details(Comparison comparison) {
        Map<String, String> columns = columns(comparison);
        List<String> header = new ArrayList<>(List.of("server", "runs"));
        header.addAll(List.of(comparison.measure(), "min...max"));
        references.forEach(reference -> header.add("x " + reference));
        header.addAll(columns.values());
        MarkdownTable table = new MarkdownTable(header);
        for (String peer : comparison.peers()) {
            List<String> row = new ArrayList<>(List.of(peer, Integer.toString(comparison.runs(peer))));
            row.add(MarkdownTable.median(comparison.value(peer)));
            row.add(MarkdownTable.range(comparison.value(peer)));
            references.forEach(reference -> row.add(MarkdownTable.ratio(comparison.ratio(peer, reference))));
            columns.keySet().forEach(name -> row.add(MarkdownTable.median(comparison.value(peer, name))));
            table.add(row);
        }
        return table;
    }

    /** What else is told of a scenario: those of these that it has, and their headings. */
    private static Map<String, String> columns(Comparison comparison) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(Measures.MEDIAN, "p50 ms");
        columns.put(Measures.P99, "p99 ms");
        columns.put(Measures.CPU_PER_GIB, "CPU s/GiB");
        columns.put(Measures.CPU_PER_REQUEST, "CPU µs/request");
        columns.put(Measures.NEWCOMER_P99, "newcomer p99 ms");
        columns.put(Measures.NEWCOMERS_FAILED, "newcomers failed");
        columns.put(Measures.SLOW_OK, "slow served");
        columns.put(Measures.SLOW_FAILED, "slow failed");
        columns.put(Measures.SLOW_ACK, "slow acknowledged after ms");
        columns.put(Measures.PEAK_RESIDENT, "peak RSS MiB");
        columns.put(Measures.RESIDENT_BEFORE, "RSS before");
        columns.put(Measures.THREADS, "threads");
        columns.put(Measures.THREADS_BEFORE, "threads before");
        columns.put(Measures.OTHER_WORK, "processors busy with other work");
        columns.keySet()
                .removeIf(name -> comparison.peers().stream()
                        .allMatch(peer -> comparison.value(peer, name).isEmpty()));
        if (columns.containsKey(Measures.CPU_PER_GIB)) {
            columns.remove(Measures.CPU_PER_REQUEST);
        }
        return columns;
    }

    private MarkdownTable disk() throws IOException {
        MarkdownTable table = new MarkdownTable("round", "moment", "MiB/s, synced every 5 MiB", "syncs/s", "counts");
        for (DiskReading reading : results.disk()) {
            table.add(List.of(
                    Integer.toString(reading.round()),
                    reading.moment(),
                    MarkdownTable.number(reading.streamMibPerSecond()),
                    MarkdownTable.number(reading.syncsPerSecond()),
                    rounds.counts(reading.round()) ? "yes" : "no"));
        }
        return table;
    }
}

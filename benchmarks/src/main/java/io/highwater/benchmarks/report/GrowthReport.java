package io.highwater.benchmarks.report;

import io.highwater.benchmarks.growth.GrowthValues;
import io.highwater.benchmarks.load.Measures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How the cost grows, as Markdown.
 *
 * @param results of the command {@code growth}
 */
public record GrowthReport(Results results) {

    private static final Map<String, String> HEADINGS = Map.ofEntries(
            Map.entry(Measures.THROUGHPUT, "MiB/s"),
            Map.entry(Measures.CPU_PER_GIB, "CPU s/GiB"),
            Map.entry(Measures.MEDIAN, "p50 ms"),
            Map.entry(Measures.P99, "p99 ms"),
            Map.entry(Measures.PEAK_RESIDENT, "peak RSS MiB"),
            Map.entry(Measures.THREADS, "threads"),
            Map.entry(Measures.OTHER_WORK, "processors busy with other work"),
            Map.entry(GrowthValues.HEAP_ADDED, "heap added MiB"),
            Map.entry(GrowthValues.SECONDS_PER_GIB, "sent in s/GiB"),
            Map.entry(GrowthValues.DIGEST_SECONDS_PER_GIB, "completed in s/GiB"),
            Map.entry(GrowthValues.CREATE, "creation ms"),
            Map.entry(GrowthValues.INSPECT, "state ms"),
            Map.entry(GrowthValues.OPEN, "opening ms"),
            Map.entry(GrowthValues.FIRST_ANSWER, "first answer ms"),
            Map.entry(GrowthValues.WALK, "walk s"),
            Map.entry(GrowthValues.SWEEP, "sweep ms"),
            Map.entry(GrowthValues.HEAP, "heap MiB"));

    /** A table for each series, from small to large. */
    public String text() throws IOException {
        Map<String, List<GrowthPoint>> series = new LinkedHashMap<>();
        results.growth()
                .forEach(point -> series.computeIfAbsent(point.series(), name -> new ArrayList<>())
                        .add(point));
        StringBuilder text = new StringBuilder();
        results.environment()
                .ifPresent(environment -> text.append(environment.text()).append("\n\n"));
        series.forEach((name, points) -> text.append(table(name, points)).append('\n'));
        return text.toString();
    }

    private static String table(String name, List<GrowthPoint> points) {
        Set<String> values = new LinkedHashSet<>();
        points.forEach(point -> values.addAll(point.values().keySet()));
        List<String> header = new ArrayList<>(List.of(name));
        values.forEach(value -> header.add(HEADINGS.getOrDefault(value, value)));
        MarkdownTable table = new MarkdownTable(header);
        points.sort(Comparator.comparingLong(GrowthPoint::size));
        for (GrowthPoint point : points) {
            List<String> row = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", point.size())));
            values.forEach(value -> {
                Double number = point.values().get(value);
                row.add(number == null ? "–" : MarkdownTable.number(number));
            });
            table.add(row);
        }
        return table.text();
    }
}

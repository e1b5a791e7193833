package io.highwater.benchmarks.report;

import java.io.IOException;
import java.util.ArrayList;
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

    /** A table for each series. */
    public String text() throws IOException {
        Map<String, List<GrowthPoint>> series = new LinkedHashMap<>();
        results.growth()
                .forEach(point -> series.computeIfAbsent(point.series(), name -> new ArrayList<>())
                        .add(point));
        StringBuilder text = new StringBuilder();
        results.environment()
                .ifPresent(environment -> text.append(environment.date())
                        .append(". ")
                        .append(environment.machine())
                        .append(". ")
                        .append(environment.java())
                        .append(". ")
                        .append(environment.method())
                        .append("\n\n"));
        series.forEach((name, points) -> text.append(table(name, points)).append('\n'));
        return text.toString();
    }

    private static String table(String name, List<GrowthPoint> points) {
        Set<String> values = new LinkedHashSet<>();
        points.forEach(point -> values.addAll(point.values().keySet()));
        List<String> header = new ArrayList<>(List.of(name));
        header.addAll(values);
        MarkdownTable table = new MarkdownTable(header);
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

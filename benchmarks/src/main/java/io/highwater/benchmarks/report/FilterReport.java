package io.highwater.benchmarks.report;

import io.highwater.benchmarks.filter.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a filter costs requests that are none of its business, as Markdown.
 *
 * @param results of the command {@code filter}
 */
public record FilterReport(Results results) {

    private static final List<Way> COMPARED = List.of(Way.PLAIN_AGAIN, Way.PASSED, Way.FILTERED);

    /** For each kind of request and each way the median of the blocks' ratios, and the middle half of them. */
    public String text() throws IOException {
        StringBuilder text = new StringBuilder();
        results.environment()
                .ifPresent(environment -> text.append(environment.text()).append("\n\n"));
        MarkdownTable table = new MarkdownTable(
                Stream.concat(Stream.of("request", "µs"), COMPARED.stream().map(Way::title))
                        .toList());
        for (Comparison load : Comparison.of(results.measurements(), Rounds.judge(List.of()))) {
            List<String> row = new ArrayList<>(List.of(load.title()));
            row.add(load.value(Way.PLAIN.title())
                    .map(millis -> MarkdownTable.number(millis.median() * 1000))
                    .orElse("–"));
            COMPARED.forEach(way -> row.add(ratio(load.ratios(way.title(), Way.PLAIN.title()))));
            table.add(row);
        }
        return text.append(table.text()).toString();
    }

    static String ratio(List<Double> ratios) {
        if (ratios.isEmpty()) {
            return "–";
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        int quarter = sorted.size() / 4;
        return String.format(
                Locale.ROOT,
                "%.3f (%.3f to %.3f)",
                Spread.of(sorted).median(),
                sorted.get(quarter),
                sorted.get(sorted.size() - 1 - quarter));
    }
}

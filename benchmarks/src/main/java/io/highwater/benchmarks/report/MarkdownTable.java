package io.highwater.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A table in Markdown; the first column is text, the others are numbers. */
final class MarkdownTable {

    private final List<List<String>> rows = new ArrayList<>();

    MarkdownTable(List<String> header) {
        rows.add(List.copyOf(header));
    }

    MarkdownTable(String... header) {
        this(Arrays.asList(header));
    }

    /** Adds a row as long as the header. */
    void add(List<String> row) {
        if (row.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(row + " does not fit " + rows.get(0));
        }
        rows.add(List.copyOf(row));
    }

    /** The table, each row on a line of its own. */
    String text() {
        int columns = rows.get(0).size();
        StringBuilder text = new StringBuilder();
        text.append(line(rows.get(0)))
                .append("|---|")
                .append("--:|".repeat(columns - 1))
                .append('\n');
        rows.subList(1, rows.size()).forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> row) {
        return "| " + String.join(" | ", row) + " |\n";
    }

    /** A number in about three digits. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 99.95 || value == Math.rint(value) ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** A median, or a dash. */
    static String median(Optional<Spread> spread) {
        return spread.map(values -> number(values.median())).orElse("–");
    }

    /** From the smallest to the largest, or a dash. */
    static String range(Optional<Spread> spread) {
        return spread.map(values -> number(values.min()) + "..." + number(values.max()))
                .orElse("–");
    }

    /** A ratio with two decimals, or a dash. */
    static String ratio(Optional<Spread> spread) {
        return spread.map(values -> String.format(Locale.ROOT, "%.2f", values.median()))
                .orElse("–");
    }
}

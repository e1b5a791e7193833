package io.highwater.benchmarks.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What single operations cost, as Markdown.
 *
 * @param files what JMH wrote with {@code -rf json}
 */
public record MicroReport(List<Path> files) {

    /** A table of all benchmarks. */
    public String text() throws IOException {
        MarkdownTable table = new MarkdownTable("operation", "mean", "99.9 % within ±", "unit");
        for (Path file : files) {
            try (Reader reader = Files.newBufferedReader(file)) {
                JsonArray results = JsonParser.parseReader(reader).getAsJsonArray();
                results.forEach(result -> table.add(row(result.getAsJsonObject())));
            }
        }
        return table.text();
    }

    private static List<String> row(JsonObject result) {
        JsonObject metric = result.getAsJsonObject("primaryMetric");
        return List.of(
                name(result),
                number(metric.get("score")),
                number(metric.get("scoreError")),
                metric.get("scoreUnit").getAsString());
    }

    /** The class's and the method's name, and the parameters. */
    private static String name(JsonObject result) {
        String name = result.get("benchmark").getAsString().replaceFirst("^.*\\.(\\w+\\.\\w+)$", "$1");
        if (!result.has("params")) {
            return name;
        }
        return result.getAsJsonObject("params").entrySet().stream()
                .map(parameter -> parameter.getValue().getAsString())
                .collect(Collectors.joining(", ", name + " (", ")"));
    }

    private static String number(JsonElement value) {
        double number = value.getAsDouble();
        return Double.isFinite(number) ? MarkdownTable.number(number) : "–";
    }
}

package io.highwater.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is shown of a scenario; columns that it does not count stay empty. */
record Row(String scenario, Map<Column, Long> counts, Map<String, String> notes) {

    static String header() {
        List<String> titles = new ArrayList<>(List.of("scenario"));
        List<String> rules = new ArrayList<>(List.of("---"));
        for (Column column : Column.values()) {
            titles.add(column.title());
            rules.add("--:");
        }
        titles.add("notes");
        rules.add("---");
        return line(titles) + "\n" + line(rules);
    }

    String markdown() {
        List<String> cells = new ArrayList<>(List.of(escaped(scenario)));
        for (Column column : Column.values()) {
            Long count = counts.get(column);
            cells.add(count == null ? "" : String.format(Locale.ROOT, "%,d", count));
        }
        List<String> figures = new ArrayList<>();
        notes.forEach((name, figure) -> figures.add(escaped(name + ": " + figure)));
        cells.add(String.join("; ", figures));
        return line(cells);
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String escaped(String text) {
        return text.replaceAll("\\s+", " ").replace("|", "\\|");
    }
}

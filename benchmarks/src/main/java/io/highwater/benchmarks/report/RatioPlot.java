package io.highwater.benchmarks.report;

import io.highwater.benchmarks.load.Measures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The ratios to the reference as a bar chart, an SVG without anything from elsewhere. */
public final class RatioPlot {

    private static final List<String> COLOURS =
            List.of("#6c757d", "#2a9d8f", "#e9c46a", "#c1666b", "#1d4e89", "#5fa8d3", "#9d8df1", "#444444");
    private static final int BAR = 16;
    private static final int GAP = 24;
    private static final int LEFT = 48;
    private static final int TOP = 48;
    private static final int HEIGHT = 260;
    private static final int FOOT = 40;
    private static final double CEILING = 2; // higher bars are cut off, and say how high they are

    private final List<Comparison> comparisons;
    private final List<String> peers;
    private final StringBuilder svg = new StringBuilder();

    private RatioPlot(Collection<Comparison> all) {
        comparisons = all.stream()
                .filter(comparison -> !comparison.measure().equals(Measures.NEWCOMER_MEDIAN))
                .filter(comparison -> comparison.peers().contains(ServerReport.REFERENCE))
                .toList();
        Set<String> names = new LinkedHashSet<>();
        comparisons.forEach(comparison -> names.addAll(comparison.peers()));
        peers = new ArrayList<>(names);
    }

    /** The plot of all scenarios that are compared by how much is done, if the reference was measured. */
    public static String of(Collection<Comparison> comparisons) {
        return new RatioPlot(comparisons).draw();
    }

    private static Optional<Spread> ratio(Comparison comparison, String peer) {
        return comparison.ratio(peer, ServerReport.REFERENCE);
    }

    private String draw() {
        int width = LEFT + comparisons.size() * groupWidth() + GAP;
        int height = TOP + HEIGHT + FOOT;
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\">%n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                width, height, width, height));
        legend();
        scale(width);
        for (int i = 0; i < comparisons.size(); i++) {
            group(comparisons.get(i), LEFT + GAP + i * groupWidth());
        }
        return svg.append("</svg>\n").toString();
    }

    private int groupWidth() {
        return peers.size() * BAR + GAP;
    }

    private void legend() {
        int x = LEFT;
        for (int i = 0; i < peers.size(); i++) {
            svg.append(format("<rect x=\"%d\" y=\"10\" width=\"12\" height=\"12\" fill=\"%s\"/>%n", x, colour(i)));
            text(x + 16, 20, "start", peers.get(i));
            x += 40 + 8 * peers.get(i).length();
        }
    }

    private void scale(int width) {
        for (double value : List.of(0.0, 0.5, 1.0, 1.5, CEILING)) {
            svg.append(format(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#bbbbbb\"/>%n",
                    LEFT, width, y(value), y(value)));
            text(LEFT - 6, y(value) + 4, "end", MarkdownTable.number(value));
        }
    }

    private void group(Comparison comparison, int x) {
        for (int i = 0; i < peers.size(); i++) {
            int left = x + i * BAR;
            String colour = colour(i);
            ratio(comparison, peers.get(i)).ifPresent(spread -> bar(spread, left, colour));
        }
        text(x + peers.size() * BAR / 2.0, TOP + HEIGHT + 20, "middle", comparison.scenario());
    }

    private void bar(Spread spread, int x, String colour) {
        double top = y(spread.median());
        svg.append(format(
                "<rect x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"/>%n",
                x, top, BAR - 2, y(0) - top, colour));
        double middle = x + (BAR - 2) / 2.0;
        svg.append(format(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"black\"/>%n",
                middle, middle, y(spread.min()), y(spread.max())));
        if (spread.median() > CEILING) {
            text(middle, TOP - 4, "middle", MarkdownTable.number(spread.median()));
        }
    }

    private void text(double x, double y, String anchor, String text) {
        svg.append(format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped(text)));
    }

    private double y(double ratio) {
        return TOP + HEIGHT * (1 - Math.min(ratio, CEILING) / CEILING);
    }

    private static String colour(int peer) {
        return COLOURS.get(peer % COLOURS.size());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}

package io.highwater.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page of which sections are written by tools: each between {@code <!-- name:begin -->} and
 * {@code <!-- name:end -->}.
 *
 * @param file the page
 */
public record Page(Path file) {

    /** Writes the section {@code name} anew. @throws IOException if the page has no such section */
    public void write(String name, String text) throws IOException {
        String page = Files.readString(file);
        String begin = "<!-- " + name + ":begin -->";
        String end = "<!-- " + name + ":end -->";
        int from = page.indexOf(begin);
        int to = page.indexOf(end, Math.max(from, 0));
        if (from < 0 || to < 0) {
            throw new IOException(file + " has no section " + name + ": " + begin + " … " + end);
        }
        String kept = page.substring(0, from + begin.length());
        Files.writeString(file, kept + "\n\n" + text.strip() + "\n\n" + page.substring(to));
    }
}

package io.highwater.benchmarks.report;

import java.util.Map;

/**
 * Where and how results came about.
 *
 * @param date the day, ISO 8601
 * @param machine processors, memory, system
 * @param java the Java of the peers that need one, with its options
 * @param peers which version each peer is, by name
 * @param method rounds, warm-up, what else was chosen
 */
public record Environment(String date, String machine, String java, Map<String, String> peers, String method) {

    /** Everything but the peers, in a line. */
    String text() {
        return date + ". " + machine + ". " + java + ". " + method + ".";
    }
}

package io.highwater.benchmarks;

import java.io.PrintWriter;

/**
 * What a user sees while it runs.
 *
 * @param out where it goes
 */
record Console(PrintWriter out) {

    /** Prints a line. */
    void say(String line) {
        out.println(line);
        out.flush();
    }
}

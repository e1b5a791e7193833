package io.highwater.benchmarks.growth;

import io.highwater.benchmarks.load.ServerUsage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on the heap of a server in Java after a collection.
 *
 * @param jcmd the tool of the JDK that the server runs on
 */
record LiveHeap(Path jcmd) {

    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);
    private static final double MIB = 1 << 20;

    /** Of the JDK that has this launcher. */
    static LiveHeap beside(String java) {
        return new LiveHeap(Path.of(java).resolveSibling("jcmd"));
    }

    /** MiB that live now, after a full collection; not a number where the tool is missing or the server is no JVM. */
    double mib(ServerUsage server) throws IOException {
        if (!Files.isExecutable(jcmd)) {
            return Double.NaN;
        }
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(server.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return total(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** The sum of a class histogram in MiB; not a number if it has none. */
    static double total(String histogram) {
        Matcher matcher = TOTAL.matcher(histogram);
        return matcher.find() ? Long.parseLong(matcher.group(1)) / MIB : Double.NaN;
    }
}

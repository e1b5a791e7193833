package io.highwater.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine, in words. */
final class Machine {

    private static final Pattern MODEL = Pattern.compile("model name\\s*: (.*)");
    private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+)");
    private static final Pattern RELEASE = Pattern.compile("^\\d+(\\.\\d+)?");

    private Machine() {}

    /** Processors, memory and system, as far as they are told. */
    static String describe() {
        String model = find(MODEL, "/proc/cpuinfo");
        String kib = find(MEMORY, "/proc/meminfo");
        String memory = kib.isEmpty() ? "" : String.format(Locale.ROOT, ", %.0f GiB", Long.parseLong(kib) / 1048576.0);
        return Runtime.getRuntime().availableProcessors() + " processors"
                + (model.isEmpty() ? "" : " (" + model + ")") + memory + ", " + System.getProperty("os.name") + " "
                + release() + ", load generator and server on the same machine";
    }

    /** The first two numbers of the system's version; what follows names a build. */
    private static String release() {
        Matcher matcher = RELEASE.matcher(System.getProperty("os.version"));
        return matcher.find() ? matcher.group() : "";
    }

    private static String find(Pattern pattern, String file) {
        try {
            Matcher matcher = pattern.matcher(Files.readString(Path.of(file)));
            return matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            return ""; // not Linux
        }
    }
}

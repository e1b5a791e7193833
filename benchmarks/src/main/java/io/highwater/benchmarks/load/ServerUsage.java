package io.highwater.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server's processes use, as Linux tells in {@code /proc}; elsewhere everything is 0. Processes that have ended
 * count nothing.
 *
 * @param root the server's process; its descendants count with it
 */
public record ServerUsage(ProcessHandle root) {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ

    /** The server's process id. */
    public long pid() {
        return root.pid();
    }

    /** CPU seconds since the processes were started, of user and system. */
    public double cpuSeconds() {
        return processes().mapToDouble(ServerUsage::cpuSeconds).sum();
    }

    /** Resident now, in MiB. */
    public double residentMib() {
        return sum("VmRSS") / 1024.0;
    }

    /** The most that was resident since the peak was forgotten, in MiB. */
    public double peakMib() {
        return sum("VmHWM") / 1024.0;
    }

    /** Threads now. */
    public double threads() {
        return sum("Threads");
    }

    /** Lets the peak begin anew; where that is not allowed it is the peak of the process's life. */
    public void forgetPeak() {
        processes().forEach(process -> {
            try {
                Files.writeString(file(process, "clear_refs"), "5");
            } catch (IOException e) {
                // not root, or it has ended
            }
        });
    }

    private Stream<ProcessHandle> processes() {
        List<ProcessHandle> descendants = root.descendants().toList();
        return Stream.concat(Stream.of(root), descendants.stream());
    }

    private static Path file(ProcessHandle process, String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    private static double cpuSeconds(ProcessHandle process) {
        String stat = read(file(process, "stat"));
        String[] behindName = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 15);
        return behindName.length < 15
                ? 0
                : (Long.parseLong(behindName[11]) + Long.parseLong(behindName[12])) / TICKS_PER_SECOND;
    }

    private long sum(String field) {
        Pattern pattern = Pattern.compile("^" + field + ":\\s+(\\d+)", Pattern.MULTILINE);
        return processes()
                .map(process -> pattern.matcher(read(file(process, "status"))))
                .filter(Matcher::find)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}

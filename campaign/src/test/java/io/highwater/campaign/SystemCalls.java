package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running strace, attached to a process: it writes down the calls that files are opened, changed, read and synced with. */
final class SystemCalls implements AutoCloseable {

    /**
     * A system call of one thread.
     *
     * @param ordinal how many of its name the thread has made until then, with this one
     */
    record Call(String name, int ordinal) {}

    private static final String TRACED = "trace=openat,pread64,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,"
            + "renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,stat,lstat,fstat,newfstatat,statx,lseek";
    private static final int PATIENCE_SECONDS = 30;
    private static final Pattern CALL = Pattern.compile("\\d+ +(\\w+)\\(.*");

    private final Process strace;
    private final Path file;

    private SystemCalls(Process strace, Path file) {
        this.strace = strace;
        this.file = file;
    }

    /** Attaches, and makes calls fail if told so; returns when every call from now on is seen. */
    static SystemCalls of(long process, Path file, Optional<String> injection) throws IOException {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-e", TRACED, "-o", file.toString()));
        injection.ifPresent(what -> command.addAll(List.of("-e", what)));
        command.addAll(List.of("-p", Long.toString(process)));
        Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader said = strace.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(said.readLine());
        assumeFalse(line.contains("not permitted"), "strace may not attach to a process: " + line);
        assertThat(line).contains("attached");
        return new SystemCalls(strace, file);
    }

    /** The calls of the thread that was the first to name {@code what}, in their order. */
    List<Call> ofThreadThatNamed(String what) throws IOException {
        Map<String, Integer> ordinals = new HashMap<>();
        List<Call> calls = new ArrayList<>();
        for (String line : linesOfThreadThatNamed(what)) {
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                calls.add(new Call(call.group(1), ordinals.merge(call.group(1), 1, Integer::sum)));
            }
        }
        return calls;
    }

    /** How many of them were made to fail. */
    long failedInThreadThatNamed(String what) throws IOException {
        return linesOfThreadThatNamed(what).stream()
                .filter(line -> line.contains("(INJECTED)"))
                .count();
    }

    private List<String> linesOfThreadThatNamed(String what) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        String thread = lines.stream()
                .filter(line -> line.contains(what))
                .findFirst()
                .map(line -> line.split(" ", 2)[0] + " ")
                .orElse("none");
        return lines.stream().filter(line -> line.startsWith(thread)).toList();
    }

    static String summary(List<Call> calls) {
        Map<String, Integer> counts = new TreeMap<>();
        calls.forEach(call -> counts.merge(call.name(), 1, Integer::sum));
        return calls.size() + " " + counts;
    }

    /** Detaches from a process that lives, or waits until its end is written down. */
    void end(boolean lives) {
        if (lives) {
            strace.destroy();
        }
        try {
            if (!strace.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("strace did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        strace.destroyForcibly();
    }
}

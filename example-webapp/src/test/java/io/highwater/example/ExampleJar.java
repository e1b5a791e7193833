package io.highwater.example;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The runnable jar in a process of its own, with a heap of 64 MiB, on the loopback address, at a free port if not told. */
public final class ExampleJar implements AutoCloseable {

    /** What it says when it is ready; the group is its port. */
    public static final Pattern READY = Pattern.compile("Highwater example: http://localhost:(\\d+)/");

    private static final String HEAP = "-Xmx64m";
    private static final String LOOPBACK = "127.0.0.1";

    private final ServerProcess process;

    private ExampleJar(ServerProcess process) {
        this.process = process;
    }

    /** Starts the server and returns when it has told its address. */
    public static ExampleJar start(Path dataDir, String... options) throws IOException {
        return new ExampleJar(ServerProcess.start(command(dataDir, LOOPBACK, options), READY));
    }

    /** The same with another heap, such as {@code -Xmx128m}. */
    static ExampleJar startWithHeap(String heap, Path dataDir) throws IOException {
        List<String> command = command(dataDir, LOOPBACK);
        command.replaceAll(argument -> argument.equals(HEAP) ? heap : argument);
        return new ExampleJar(ServerProcess.start(command, READY));
    }

    /** The same under strace, which writes what the server asks of the system to a file. */
    static ExampleJar startTraced(Strace strace, Path dataDir) throws IOException {
        return new ExampleJar(ServerProcess.startTraced(strace.command(), command(dataDir, LOOPBACK), READY));
    }

    /** The command that starts it at an address of this machine. */
    public static List<String> command(Path dataDir, String host, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-jar",
                System.getProperty("highwater.example.jar"),
                "--host",
                host,
                "--data-dir",
                dataDir.toString()));
        command.addAll(List.of(options));
        if (!command.contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        return command;
    }

    public URI base() {
        return process.base();
    }

    public ChunkClient client() {
        return new ChunkClient(base(), "");
    }

    /** The process that runs the server. */
    public ProcessHandle java() {
        return process.program();
    }

    public String output() {
        return process.output();
    }

    public Duration age() {
        return process.age();
    }

    /** SIGTERM. Returns the exit code; a process that does not end is an error. */
    public int terminate() {
        return process.terminate();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}

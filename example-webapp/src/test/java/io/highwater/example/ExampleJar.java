package io.highwater.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar in a process of its own, with a heap of 64 MiB, on the loopback address, at a free port if not told. */
final class ExampleJar implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Highwater example: http://localhost:(\\d+)/");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Process process;
    private final boolean traced;
    private final long startedNanos;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<URI> base = new CompletableFuture<>();
    private final Thread reader = new Thread(this::readOutput, "output-of-the-server");

    private ExampleJar(List<String> command, boolean traced) throws IOException {
        this.traced = traced;
        this.startedNanos = System.nanoTime();
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the server and returns when it has told its address. */
    static ExampleJar start(Path dataDir, String... options) throws IOException {
        return started(new ExampleJar(command(dataDir, options), false));
    }

    /** The same under strace, which writes what the server asks of the system to a file. */
    static ExampleJar startTraced(Strace strace, Path dataDir) throws IOException {
        List<String> command = new ArrayList<>(strace.command());
        command.addAll(command(dataDir));
        return started(new ExampleJar(command, true));
    }

    private static List<String> command(Path dataDir, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-jar",
                System.getProperty("highwater.example.jar"),
                "--host",
                "127.0.0.1",
                "--data-dir",
                dataDir.toString()));
        command.addAll(List.of(options));
        if (!command.contains("--port")) {
            command.addAll(List.of("--port", "0"));
        }
        return command;
    }

    private static ExampleJar started(ExampleJar server) {
        try {
            server.base.get(START.toSeconds(), TimeUnit.SECONDS);
            return server;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            server.close();
            throw new AssertionError("The server did not start:\n" + server.output, e);
        }
    }

    URI base() {
        return base.join();
    }

    ChunkClient client() {
        return new ChunkClient(base(), "");
    }

    /** The process that runs the server. */
    ProcessHandle java() {
        ProcessHandle started = process.toHandle();
        return traced ? started.children().findFirst().orElse(started) : started;
    }

    String output() {
        return output.toString();
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** SIGTERM. Returns the exit code; a process that does not end is an error. */
    int terminate() {
        java().destroy();
        return awaitEnd();
    }

    /** SIGKILL. */
    void kill() {
        java().destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private int awaitEnd() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("The server did not end:\n" + output);
            }
            reader.join(STOP.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError(e);
        }
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    base.complete(URI.create("http://127.0.0.1:" + ready.group(1)));
                }
            }
            base.completeExceptionally(new IOException("it ended before it told its address"));
        } catch (IOException e) {
            base.completeExceptionally(e);
        }
    }
}

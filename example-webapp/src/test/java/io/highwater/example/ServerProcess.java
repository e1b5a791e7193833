package io.highwater.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server in a process of its own, on the loopback address, that tells its port when it is ready. It ends with the JVM
 * that started it, if that is stopped before it is closed.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final Process process;
    private final boolean traced;
    private final Pattern ready;
    private final long startedNanos;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<URI> base = new CompletableFuture<>();
    private final Thread reader = new Thread(this::readOutput, "output-of-the-server");

    private final Thread atExit = new Thread(this::endForcibly, "end-of-the-server");

    private ServerProcess(List<String> command, boolean traced, Pattern ready) throws IOException {
        this.traced = traced;
        this.ready = ready;
        this.startedNanos = System.nanoTime();
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Runtime.getRuntime().addShutdownHook(atExit);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a server and returns when it is ready.
     *
     * @param ready what it then says; the first group is its port
     */
    public static ServerProcess start(List<String> command, Pattern ready) throws IOException {
        return started(new ServerProcess(command, false, ready));
    }

    /** The same as a child of {@code strace}. */
    public static ServerProcess startTraced(List<String> strace, List<String> command, Pattern ready)
            throws IOException {
        List<String> whole = new ArrayList<>(strace);
        whole.addAll(command);
        return started(new ServerProcess(whole, true, ready));
    }

    private static ServerProcess started(ServerProcess server) {
        try {
            server.base.get(START.toSeconds(), TimeUnit.SECONDS);
            return server;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            server.close();
            throw new AssertionError("The server did not start:\n" + server.output, e);
        }
    }

    public URI base() {
        return base.join();
    }

    /** The process that runs the server. */
    public ProcessHandle program() {
        ProcessHandle started = process.toHandle();
        return traced ? started.children().findFirst().orElse(started) : started;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String output() {
        return output.toString();
    }

    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** SIGTERM. Returns the exit code; a process that does not end is an error. */
    public int terminate() {
        program().destroy();
        return awaitEnd();
    }

    /** SIGKILL. */
    public void kill() {
        program().destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** Waits until the process has ended. Returns its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                endForcibly();
                throw new AssertionError("The server did not end:\n" + output);
            }
            reader.join(STOP.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            endForcibly();
            throw new AssertionError(e);
        }
    }

    private void endForcibly() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher port = ready.matcher(line);
                if (port.find()) {
                    base.complete(URI.create("http://127.0.0.1:" + port.group(1)));
                }
            }
            base.completeExceptionally(new IOException("it ended before it told its address"));
        } catch (IOException e) {
            base.completeExceptionally(e);
        }
    }
}

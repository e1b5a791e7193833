package io.highwater.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar in a process of its own, that can be killed, started again at the same address, and frozen. */
final class PageServer implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Highwater example: http://localhost:(\\d+)/");

    private final Path directory;
    private Process process;
    private int port;

    private PageServer(Path directory) throws IOException {
        this.directory = directory;
        this.process = started();
        this.port = awaitPort();
    }

    /** Returns when the server takes requests, on a free port. */
    static PageServer start(Path directory) throws IOException {
        return new PageServer(directory);
    }

    /** As the browser sees it: a name for which it has Web Locks, as it has with https. */
    URI base() {
        return URI.create("http://localhost:" + port + "/");
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** At the same address as before. */
    void startAgain() throws IOException {
        process = started();
        port = awaitPort();
    }

    /** The server keeps its connections, but does nothing. */
    void freeze() throws IOException {
        signal("STOP");
    }

    void thaw() throws IOException {
        signal("CONT");
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .onExit()
                .join();
    }

    private Process started() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-Xmx64m",
                        "-jar",
                        System.getProperty("highwater.example.jar"),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--data-dir",
                        directory.resolve("data").toString())
                .redirectError(directory.resolve("server.log").toFile())
                .start();
    }

    private int awaitPort() throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                return Integer.parseInt(ready.group(1));
            }
        }
        throw new IOException("The server ended before it told its address");
    }
}

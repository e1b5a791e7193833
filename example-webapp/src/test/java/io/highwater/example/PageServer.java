package io.highwater.example;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** A server that can be killed, started again at the same address, and frozen while a browser uploads to it. */
final class PageServer implements AutoCloseable {

    private final Path dataDir;
    private ExampleJar jar;

    private PageServer(Path dataDir) throws IOException {
        this.dataDir = dataDir;
        this.jar = ExampleJar.start(dataDir);
    }

    static PageServer start(Path dataDir) throws IOException {
        return new PageServer(dataDir);
    }

    URI base() {
        return jar.base().resolve("/");
    }

    /** SIGKILL. */
    void kill() {
        jar.kill();
    }

    void startAgain() throws IOException {
        jar = ExampleJar.start(dataDir, "--port", Integer.toString(base().getPort()));
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
        jar.close();
    }

    private void signal(String name) throws IOException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + jar.java().pid())
                .inheritIO()
                .start()
                .onExit()
                .join();
    }
}

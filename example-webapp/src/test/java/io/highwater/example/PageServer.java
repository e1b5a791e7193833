package io.highwater.example;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that can be killed, started again at the same address, and frozen while a browser uploads to it. */
final class PageServer implements AutoCloseable {

    private final Path dataDir;
    private final List<String> options;
    private ExampleJar jar;

    private PageServer(Path dataDir, List<String> options) throws IOException {
        this.dataDir = dataDir;
        this.options = options;
        this.jar = ExampleJar.start(dataDir, options.toArray(String[]::new));
    }

    static PageServer start(Path dataDir, String... options) throws IOException {
        return new PageServer(dataDir, List.of(options));
    }

    URI base() {
        return jar.base().resolve("/");
    }

    ChunkClient client() {
        return jar.client();
    }

    /** SIGKILL. */
    void kill() {
        jar.kill();
    }

    void startAgain() throws IOException {
        List<String> same = new ArrayList<>(options);
        same.addAll(List.of("--port", Integer.toString(base().getPort())));
        jar = ExampleJar.start(dataDir, same.toArray(String[]::new));
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

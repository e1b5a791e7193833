package io.highwater.campaign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.example.NpmProject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Other servers that speak tus, as their documentation starts them; skipped where they cannot be had. */
enum Peers {
    /** On Jetty, with a JVM like ours. */
    TUS_JAVA_SERVER("tus-java-server 1.0.0-3.0") {
        @Override
        Program program() throws IOException, InterruptedException {
            Path target = TARGET.resolve("jetty");
            requireDone(List.of("mvn", "-B", "-q", "-f", "peers/jetty/pom.xml", "package", "-Dpeers.target=" + target));
            List<String> java = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    target.resolve("classes") + ":" + target.resolve("lib") + "/*",
                    "peers.TusJavaServer");
            return served(data -> with(java, data.toString()), READY);
        }
    },

    /** With its FileStore. */
    TUS_NODE_SERVER("@tus/server 2.4.5") {
        @Override
        Program program() throws IOException, InterruptedException {
            NpmProject project = NpmProject.install(Path.of("peers/node"), TARGET.resolve("node"));
            Path server = project.directory().resolve("server.mjs");
            return served(data -> List.of("node", server.toString(), data.toString()), READY);
        }
    },

    /** The reference implementation. */
    TUSD("tusd 2.9.1") {
        @Override
        Program program() throws IOException, InterruptedException {
            Path bin = TARGET.resolve("bin");
            requireDone(List.of("env", "GOBIN=" + bin, "go", "install", "github.com/tus/tusd/v2/cmd/tusd@v2.9.1"));
            List<String> tusd = List.of(bin.resolve("tusd").toString(), "-host", "127.0.0.1", "-base-path", "/files/");
            return served(
                    data -> with(with(tusd, "-upload-dir", data.toString()), "-port", Integer.toString(freePort())),
                    Pattern.compile("upload files to: http://127\\.0\\.0\\.1:(\\d+)/"));
        }
    };

    private static final Path TARGET = Path.of("target", "peers").toAbsolutePath();
    private static final Pattern READY = Pattern.compile("ready at http://localhost:(\\d+)/");

    private final String title;

    Peers(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Gets and builds it. */
    abstract Program program() throws IOException, InterruptedException;

    Program served(Function<Path, List<String>> command, Pattern ready) {
        return new Program(title, command, ready, "/files", "");
    }

    private static List<String> with(List<String> command, String... more) {
        return Stream.concat(command.stream(), Arrays.stream(more)).toList();
    }

    private static void requireDone(List<String> command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            assumeTrue(process.waitFor(10, TimeUnit.MINUTES) && process.exitValue() == 0, () -> "failed: " + command);
        } catch (IOException e) {
            assumeTrue(false, () -> "cannot be run here: " + command + ": " + e.getMessage());
        }
    }

    /** tusd does not say which port it took of its own choice. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

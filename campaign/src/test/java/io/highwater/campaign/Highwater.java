package io.highwater.campaign;

import io.highwater.example.ExampleJar;
import io.highwater.example.ServerProcess;
import io.highwater.example.Servers;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our own server, in a JVM that starts in a third of a second: its classes come from an archive. */
final class Highwater {

    private static final String JAR = "highwater.example.jar";

    private Highwater() {}

    /** The example. */
    static Program program() throws IOException {
        Path jar = Path.of(System.getProperty(JAR));
        return of("highwater", List.of("-jar", jar.toString()), jar.resolveSibling("example-classes.jsa"));
    }

    /** The same, but it syncs only what it says of the bytes, and not the bytes. */
    static Program forgetful() throws IOException {
        Path tests = tests();
        String classes = String.join(
                File.pathSeparator, tests.resolve("forgetful").toString(), tests.toString(), System.getProperty(JAR));
        List<String> main = List.of("-cp", classes, "io.highwater.example.ExampleServer");
        return new Program("forgetful", data -> command(main, data), ExampleJar.READY, "/uploads", "/content");
    }

    private static Path tests() throws IOException {
        URL location = Highwater.class.getProtectionDomain().getCodeSource().getLocation();
        try {
            return Path.of(location.toURI());
        } catch (URISyntaxException e) {
            throw new IOException("no path: " + location, e);
        }
    }

    private static Program of(String name, List<String> classes, Path archive) throws IOException {
        Path jar = Path.of(System.getProperty(JAR));
        if (!Files.exists(archive)
                || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
            write(archive, classes);
        }
        List<String> fast = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + archive));
        fast.addAll(classes);
        return new Program(name, data -> command(fast, data), ExampleJar.READY, "/uploads", "/content");
    }

    private static void write(Path archive, List<String> classes) throws IOException {
        Files.deleteIfExists(archive);
        Path data = Files.createTempDirectory("highwater-classes");
        List<String> writing = new ArrayList<>(List.of("-XX:ArchiveClassesAtExit=" + archive));
        writing.addAll(classes);
        try (ServerProcess server = ServerProcess.start(command(writing, data), ExampleJar.READY)) {
            Http http = new Http();
            http.send(Protocol.CHUNK.head(server.base().resolve("/uploads/none")));
            server.terminate();
        } finally {
            Servers.delete(data);
        }
    }

    private static List<String> command(List<String> classes, Path data) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto"));
        command.addAll(classes);
        command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--data-dir", data.toString()));
        return command;
    }
}

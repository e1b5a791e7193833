package io.highwater.example;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/** The plain WAR, to be deployed with other init-params than it comes with. */
record War(Path file) {

    private static final String CLOSE = "</init-param>";

    /** A copy in {@code directory} that keeps its uploads in there. */
    static War copyTo(Path directory) throws IOException {
        Path copy = directory.resolve("app.war");
        Files.copy(Path.of(System.getProperty("highwater.example.war")), copy);
        War war = new War(copy);
        war.change("<param-value>data</param-value>", "<param-value>" + directory.resolve("data") + "</param-value>");
        return war;
    }

    /** The same with one init-param more. */
    War with(String name, String value) throws IOException {
        String param =
                "<init-param><param-name>" + name + "</param-name><param-value>" + value + "</param-value>" + CLOSE;
        change(CLOSE, CLOSE + param);
        return this;
    }

    private void change(String from, String to) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Path descriptor = zip.getPath("WEB-INF", "web.xml");
            String text = Files.readString(descriptor);
            int at = text.indexOf(from);
            if (at < 0) {
                throw new AssertionError("no " + from + " in " + text);
            }
            Files.writeString(descriptor, text.substring(0, at) + to + text.substring(at + from.length()));
        }
    }
}

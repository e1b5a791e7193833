package io.highwater.benchmarks.peer;

import io.highwater.benchmarks.peer.Peer.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program on the machine.
 *
 * @param path where it is
 */
record Tool(Path path) {

    /** The first of this name in {@code PATH}, or where the system's servers are. */
    static Optional<Tool> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(
                        Pattern.compile(Pattern.quote(File.pathSeparator)).splitAsStream(path),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new);
    }

    /** The same. @throws UnavailableException if there is none, saying where to get it */
    static Tool require(String name, String from) throws UnavailableException {
        return find(name).orElseThrow(() -> new UnavailableException("there is no " + name + " (" + from + ")"));
    }

    /**
     * Runs it to its end.
     *
     * @return what it printed, without white space around it
     * @throws UnavailableException if it fails, with the last line that it printed
     */
    String run(ProcessBuilder builder, String... arguments) throws UnavailableException {
        builder.command(
                Stream.concat(Stream.of(path.toString()), Stream.of(arguments)).toList());
        builder.redirectErrorStream(true);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                String last = printed.substring(printed.lastIndexOf('\n') + 1);
                throw new UnavailableException(path.getFileName() + " " + String.join(" ", arguments) + ": " + last);
            }
            return printed;
        } catch (IOException | InterruptedException e) {
            throw new UnavailableException(path.getFileName() + ": " + e);
        }
    }

    String run(String... arguments) throws UnavailableException {
        return run(new ProcessBuilder(), arguments);
    }
}

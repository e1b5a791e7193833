package io.highwater.example;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A project of npm, copied into the build directory and installed there. */
public final class NpmProject {

    private static final String LOCK = "package-lock.json";
    private static final int LIMIT_SECONDS = 300;

    private final Path directory;

    private NpmProject(Path directory) {
        this.directory = directory;
    }

    /** Skips the tests where npm or its registry is missing. */
    public static NpmProject install(Path source, Path directory) throws IOException, InterruptedException {
        boolean isInstalled = Files.isDirectory(directory.resolve("node_modules"))
                && Files.mismatch(source.resolve(LOCK), directory.resolve(LOCK)) < 0;
        NpmProject project = new NpmProject(directory);
        Files.createDirectories(directory);
        if (!isInstalled) {
            Servers.delete(directory);
            copy(source, directory);
            project.installOrSkip();
        }
        copy(source, directory);
        return project;
    }

    public Path directory() {
        return directory;
    }

    /** Runs a command in the project; it has to succeed. */
    void run(String... command) throws IOException, InterruptedException {
        String failure = failureOf(command);
        if (!failure.isEmpty()) {
            throw new AssertionError(failure);
        }
    }

    private void installOrSkip() throws IOException, InterruptedException {
        String failure;
        try {
            failure = failureOf("npm", "ci", "--no-audit", "--no-fund");
        } catch (IOException e) {
            failure = e.getMessage();
        }
        if (!failure.isEmpty()) {
            Servers.delete(directory);
            abort("needs npm and a registry: " + failure);
        }
    }

    private String failureOf(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("npm", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            boolean failed = process.exitValue() != 0;
            return failed ? List.of(command) + ": " + Files.readString(output, StandardCharsets.UTF_8) : "";
        } finally {
            Files.delete(output);
        }
    }

    /** What is part of the project; not what npm and its scripts made. */
    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path name = source.relativize(file);
                if (!name.startsWith("node_modules")) {
                    Files.createDirectories(target.resolve(name).getParent());
                    Files.copy(file, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}

package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system of its own for a test, where the machine lets us mount one; elsewhere the test is skipped. */
final class Mount implements Closeable {

    private final Path directory;

    private Mount(Path directory) {
        this.directory = directory;
    }

    /** Makes an image of an empty ext4 file system of {@code size} bytes; skips the test if that cannot be made here. */
    static Path image(Path file, long size) throws IOException {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(size);
        }
        assumeTrue(run(List.of("mkfs.ext4", "-q", file.toString())) == 0, "no mkfs.ext4");
        return file;
    }

    /** Mounts; skips the test if that is not allowed here. */
    static Mount orSkip(Path directory, String... options) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(options));
        command.add(directory.toString());
        assumeTrue(run(command) == 0, "this machine does not let us mount a file system");
        return new Mount(directory);
    }

    /** Runs a command to its end. Returns its exit code, 127 if there is no such command. */
    static int run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        assertThat(run(List.of("umount", directory.toString()))).as("umount").isZero();
    }
}

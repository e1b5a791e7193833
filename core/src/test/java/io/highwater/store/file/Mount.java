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

/**
 * A file system of its own for a test, where the machine lets us mount one; elsewhere the test is skipped. A JVM that is
 * stopped before it is closed unmounts it.
 */
public final class Mount implements Closeable {

    /** The ioctl of ext4 and of XFS that ends it at once, without its journal being flushed. */
    private static final String SHUTDOWN = "import fcntl,os,struct,sys;"
            + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

    private final Path directory;
    private final Thread atExit;

    private Mount(Path directory) {
        this.directory = directory;
        this.atExit = new Thread(() -> run(List.of("umount", "-l", directory.toString())), "umount " + directory);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Makes an image of an empty ext4 file system of {@code size} bytes; skips the test if that cannot be made, or not
     * be {@link #cut} here.
     */
    public static Path image(Path file, long size) throws IOException {
        return image("ext4", file, size);
    }

    /** The same of any type: {@code ext4}, or {@code xfs} of 300 MiB and more. */
    public static Path image(String type, Path file, long size) throws IOException {
        assumeTrue(run(List.of("python3", "-c", "import fcntl")) == 0, "no python3");
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            image.setLength(size);
        }
        String mkfs = "mkfs." + type;
        assumeTrue(run(List.of(mkfs, "-q", file.toString())) == 0, "no " + mkfs);
        return file;
    }

    /** Mounts; skips the test if that is not allowed here. */
    public static Mount orSkip(Path directory, String... options) throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(options));
        command.add(directory.toString());
        assumeTrue(run(command) == 0, "this machine does not let us mount a file system");
        return new Mount(directory);
    }

    /** Runs a command to its end. Returns its exit code, 127 if there is no such command. */
    public static int run(List<String> command) {
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

    public Path directory() {
        return directory;
    }

    /** The power fails: what was not synced is lost, and nothing can be read or written until it is mounted again. */
    public void cut() {
        assertThat(run(List.of("python3", "-c", SHUTDOWN, directory.toString())))
                .as("the shutdown")
                .isZero();
    }

    @Override
    public void close() {
        assertThat(run(List.of("umount", directory.toString()))).as("umount").isZero();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}

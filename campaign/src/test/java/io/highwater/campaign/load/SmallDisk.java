package io.highwater.campaign.load;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An ext4 file system of its own for a test. The test is skipped where we may not mount one. */
final class SmallDisk implements AutoCloseable {

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    static SmallDisk orSkip(Path place, long size) throws IOException {
        Path image = place.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        assumeTrue(run("mkfs.ext4", "-q", image.toString()) == 0, "no mkfs.ext4");
        Path directory = Files.createDirectory(place.resolve("small"));
        boolean mounted = run("mount", "-o", "loop", image.toString(), directory.toString()) == 0;
        assumeTrue(mounted, "this machine does not let us mount a file system");
        return new SmallDisk(directory);
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Takes all the space there is. Returns the file that has it. */
    Path fill() throws IOException {
        Path filler = directory.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (byte[] bytes = new byte[4096]; ; ) {
                out.write(bytes);
            }
        } catch (IOException full) {
            if (Files.getFileStore(directory).getUsableSpace() >= 4096) {
                throw full;
            }
        }
        return filler;
    }

    @Override
    public void close() {
        if (run("umount", directory.toString()) != 0) {
            throw new AssertionError("umount of " + directory);
        }
    }
}

package io.highwater.benchmarks;

import io.highwater.benchmarks.report.DiskReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * What the disk does without a server, so that a slow moment of it is not taken for one of a server.
 *
 * @param directory on the disk that servers write to
 * @param streamBytes how much to stream
 * @param syncSeconds for how long to sync small writes
 */
record DiskProbe(Path directory, long streamBytes, double syncSeconds) {

    private static final int MIB = 1 << 20;
    private static final int WRITE_BYTES = MIB;
    private static final int SYNCED_BYTES = 5 * MIB;
    private static final int SMALL_BYTES = 4 << 10;
    private static final int BLOCK_BYTES = 4 << 10;

    /** Reads the disk now. */
    DiskReading read(int round, String moment) throws IOException {
        Path file = Files.createTempFile(Files.createDirectories(directory), "disk", null);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileChannel direct = direct(file)) {
            double stream = stream(direct);
            return new DiskReading(round, moment, stream, syncs(channel));
        } finally {
            Files.delete(file);
        }
    }

    /** Past the page cache where the file system can do that. */
    private static FileChannel direct(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.WRITE, pastThePageCache());
        } catch (UnsupportedOperationException | FileSystemException e) {
            return FileChannel.open(file, StandardOpenOption.WRITE);
        }
    }

    /** By its name, as the store does. */
    private static OpenOption pastThePageCache() {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) options.getField("DIRECT").get(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException(e);
        }
    }

    private double stream(FileChannel channel) throws IOException {
        ByteBuffer bytes = random(WRITE_BYTES);
        long begin = System.nanoTime();
        long unsynced = 0;
        for (long written = 0; written < streamBytes; written += WRITE_BYTES) {
            write(channel, bytes.clear(), written);
            unsynced += WRITE_BYTES;
            if (unsynced >= SYNCED_BYTES) {
                channel.force(false);
                unsynced = 0;
            }
        }
        channel.force(false);
        return (double) streamBytes / MIB / secondsSince(begin);
    }

    private double syncs(FileChannel channel) throws IOException {
        ByteBuffer bytes = random(SMALL_BYTES);
        long begin = System.nanoTime();
        int count = 0;
        for (; secondsSince(begin) < syncSeconds; count++) {
            write(channel, bytes.clear(), (long) (count % 1024) * SMALL_BYTES);
            channel.force(false);
        }
        return count / secondsSince(begin);
    }

    private static ByteBuffer random(int size) {
        byte[] bytes = new byte[size];
        new Random(42).nextBytes(bytes);
        return ByteBuffer.allocateDirect(size + BLOCK_BYTES - 1)
                .alignedSlice(BLOCK_BYTES)
                .limit(size)
                .put(bytes)
                .flip();
    }

    private static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}

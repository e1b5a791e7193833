package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a disk's files write whole blocks past the page cache, where the file system can. An upload is written once and
 * synced at once, so a copy in the page cache costs a second pass over the bytes and pushes out what others have there.
 * Such writes wait for the disk, so threads of their own do it. Thread-safe.
 */
final class BlockWrites implements AutoCloseable {

    /** What the place of such a write, in file and memory, and its size are multiples of. */
    static final int BLOCK = 4096;

    /** What is smaller is not worth a second open file. */
    static final int SMALLEST = 256 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(BlockWrites.class);
    private static final int THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    private static final int MOST_BUFFERS = 2 * THREADS;
    private static final int IDLE_SECONDS = 10;

    private final Queue<ByteBuffer> buffers = new ArrayBlockingQueue<>(MOST_BUFFERS);
    private final Semaphore room = new Semaphore(MOST_BUFFERS);
    private final ThreadPoolExecutor threads;
    private volatile boolean possible;
    private volatile boolean proven;

    /** @param wanted whether to write so at all */
    BlockWrites(boolean wanted) {
        this.possible = wanted;
        this.threads = new ThreadPoolExecutor(
                0,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                BlockWrites::thread,
                (task, pool) -> task.run());
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "highwater-disk");
        thread.setDaemon(true);
        return thread;
    }

    /** How many of {@code remaining} bytes come before the first boundary of blocks at or after {@code position}. */
    static int head(long position, int remaining) {
        return (int) Math.min(remaining, -position & (BLOCK - 1));
    }

    /** Whether {@code remaining} bytes for {@code position} have enough whole blocks in them. */
    boolean areWorthwhile(long position, int remaining) {
        return possible && remaining - head(position, remaining) >= SMALLEST;
    }

    /** Whether a failure may mean that such writes are impossible here: none has succeeded yet. */
    boolean areUnproven() {
        return !proven;
    }

    /** To be called when such a write has succeeded. */
    void prove() {
        proven = true;
    }

    /** Takes the page cache from now on. */
    void doWithout(Exception why) {
        possible = false;
        LOG.info("Uploads are written through the page cache, as this file system wants it: {}", why.toString());
    }

    /** Opens a file for such writes; empty if it does not open for them, which says nothing of other ways. */
    Optional<FileChannel> open(Path file) {
        try {
            if (!proven) {
                requireSmallBlocks(file);
            }
            return Optional.of(
                    FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, pastThePageCache()));
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            doWithout(e);
        } catch (IOException e) {
            LOG.debug("{} is written through the page cache", file, e);
        }
        return Optional.empty();
    }

    /** By its name: a newer JDK does not know it when it compiles for 17, and not every Java platform has it. */
    private static OpenOption pastThePageCache() {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) options.getField("DIRECT").get(null);
        } catch (ReflectiveOperationException e) {
            throw new UnsupportedOperationException("this Java platform has no direct writes", e);
        }
    }

    private static void requireSmallBlocks(Path file) throws IOException {
        long size = Files.getFileStore(file).getBlockSize();
        if (size <= 0 || BLOCK % size != 0) {
            throw new UnsupportedOperationException("its blocks have " + size + " bytes");
        }
    }

    /**
     * Takes as many whole blocks as one write may have into a buffer that can be written from; give it back. Empty, and
     * nothing taken, if all buffers are in use.
     */
    Optional<ByteBuffer> take(ByteBuffer from) {
        Optional<ByteBuffer> buffer = Optional.ofNullable(buffers.poll()).or(this::newBuffer);
        buffer.ifPresent(empty -> {
            int count = Math.min(from.remaining(), DiskFile.LARGEST_WRITE) & -BLOCK;
            empty.clear().put(from.slice(from.position(), count)).flip();
            from.position(from.position() + count);
        });
        return buffer;
    }

    private Optional<ByteBuffer> newBuffer() {
        if (!room.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ByteBuffer.allocateDirect(DiskFile.LARGEST_WRITE + BLOCK - 1)
                    .alignedSlice(BLOCK));
        } catch (OutOfMemoryError e) { // the JVM has no more direct memory; what there is must do
            LOG.warn("uploads are written with fewer buffers", e);
            return Optional.empty();
        }
    }

    /** Takes a buffer back whose bytes are written, or never will be. */
    void give(ByteBuffer buffer) {
        buffers.offer(buffer);
    }

    /** Runs a write now: on a thread of the disk, or here if all of them are busy or the disk is closed. */
    void run(Runnable write) {
        try {
            threads.execute(write);
        } catch (OutOfMemoryError e) { // no thread can be had
            LOG.warn("a write has no thread of its own", e);
            write.run();
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}

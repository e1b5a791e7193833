package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A file that is written in whole blocks, past the page cache and behind the back of the caller, who learns of a
 * failure when it next writes or {@linkplain #await waits}. Used by one thread at a time.
 */
final class BlockFile implements AutoCloseable {

    /** One is written while the next one is filled. */
    private static final int MOST_AT_ONCE = 2;

    private final FileChannel channel;
    private final BlockWrites blocks;
    private final Deque<CompletableFuture<Void>> running = new ArrayDeque<>();

    BlockFile(FileChannel channel, BlockWrites blocks) {
        this.channel = channel;
        this.blocks = blocks;
    }

    /** Takes some whole blocks for a block's boundary; returns how many bytes. */
    int write(ByteBuffer from, long position) throws IOException {
        if (running.size() == MOST_AT_ONCE) {
            awaitOldest();
        }
        ByteBuffer buffer = blocks.take(from);
        int count = buffer.remaining();
        CompletableFuture<Void> done = new CompletableFuture<>();
        blocks.run(() -> writeFully(buffer, position, done));
        running.add(done); // last: if no thread can be had, there is nothing to wait for
        return count;
    }

    private void writeFully(ByteBuffer buffer, long position, CompletableFuture<Void> done) {
        try {
            for (long at = position; buffer.hasRemaining(); ) {
                at += channel.write(buffer, at);
            }
            blocks.prove();
            done.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            done.completeExceptionally(e);
        } finally {
            blocks.give(buffer);
        }
    }

    /** Waits until everything is written. */
    void await() throws IOException {
        while (!running.isEmpty()) {
            awaitOldest();
        }
    }

    private void awaitOldest() throws IOException {
        try {
            running.remove().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    /** Waits for what is running, but tells nothing of it. */
    @Override
    public void close() throws IOException {
        running.forEach(write -> write.exceptionally(e -> null).join());
        channel.close();
    }
}

package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
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

    /** Takes some whole blocks for a block's boundary; returns how many bytes, 0 if there is no room for them. */
    int write(ByteBuffer from, long position) throws IOException {
        if (running.size() == MOST_AT_ONCE) {
            awaitOldest();
        }
        Optional<ByteBuffer> buffer = blocks.take(from);
        if (buffer.isEmpty()) {
            return 0;
        }
        int count = buffer.get().remaining();
        CompletableFuture<Void> done = new CompletableFuture<>();
        blocks.run(() -> writeFully(buffer.get(), position, done));
        running.add(done); // last: if it did not begin, there is nothing to wait for
        return count;
    }

    private void writeFully(ByteBuffer buffer, long position, CompletableFuture<Void> done) {
        try {
            for (long at = position; buffer.hasRemaining(); ) {
                int count = channel.write(buffer, at);
                if (count <= 0) {
                    throw new IOException("the disk takes no more bytes");
                }
                at += count;
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

    /** A failure is told once, with those of the writes behind it. */
    private void awaitOldest() throws IOException {
        try {
            running.remove().join();
        } catch (CompletionException e) {
            IOException failure = e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
            for (CompletableFuture<Void> later : running) {
                later.exceptionally(why -> {
                            failure.addSuppressed(why);
                            return null;
                        })
                        .join();
            }
            running.clear();
            throw failure;
        }
    }

    /** Waits for what is running, but tells nothing of it. */
    @Override
    public void close() throws IOException {
        running.forEach(write -> write.exceptionally(e -> null).join());
        channel.close();
    }
}

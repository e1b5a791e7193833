package io.highwater.servlet;

import io.highwater.session.UploadException;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bytes of an upload as an endpoint reads them: an interrupt that is pending for the endpoint does not close the
 * store's file, and it is noted when the bytes could not be read, which is no failure of the endpoint. Thread-safe.
 */
final class WatchedContent implements UploadContent {

    private final UploadContent content;
    private volatile boolean unreadable;

    WatchedContent(UploadContent content) {
        this.content = content;
    }

    /** Whether the store failed to give the bytes. */
    boolean wasUnreadable() {
        return unreadable;
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        try {
            return new WatchedChannel(Uninterrupted.call(() -> content.open(from, to)), to - from);
        } catch (IOException | UploadException e) {
            unreadable = true;
            throw e;
        }
    }

    @Override
    public Optional<Path> path() {
        return content.path();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        content.moveTo(target);
    }

    @Override
    public void discard() throws IOException {
        content.discard();
    }

    private final class WatchedChannel implements ReadableByteChannel {

        private final ReadableByteChannel channel;
        private volatile boolean closed;
        private long missing;

        WatchedChannel(ReadableByteChannel channel, long size) {
            this.channel = channel;
            this.missing = size;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            try {
                int count = Uninterrupted.call(() -> channel.read(target));
                missing -= Math.max(count, 0);
                unreadable |= count < 0 && missing > 0;
                return count;
            } catch (ClosedByInterruptException e) { // whoever has interrupted it wants no more
                throw e;
            } catch (IOException | UploadException e) {
                unreadable |= !closed;
                throw e;
            }
        }

        @Override
        public boolean isOpen() {
            return !closed && channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            channel.close();
        }
    }
}

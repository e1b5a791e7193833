package io.highwater.store;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads a range of a source and ends after it, as {@link UploadContent#open} has to. A source that ends before is an
 * {@link EOFException}, not a shorter range. For one thread at a time.
 *
 * @since 0.1.0
 */
public final class RangeChannel implements ReadableByteChannel {

    private final Source source;
    private final long end;
    private long position;
    private boolean open = true;

    /**
     * The bytes [{@code from}, {@code to}) of {@code source}, which is closed with the channel.
     *
     * @param from 0 or more
     * @param to {@code from} or more
     */
    public RangeChannel(Source source, long from, long to) {
        this.source = source;
        this.position = from;
        this.end = to;
    }

    /** What bytes can be read from at any position. */
    public interface Source extends Closeable {

        /** Reads some bytes from {@code position} on; returns how many, -1 at the end of the source. */
        int read(ByteBuffer into, long position) throws IOException;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position == end) {
            return -1;
        }
        int limit = into.limit();
        into.limit(into.position() + (int) Math.min(into.remaining(), end - position));
        try {
            int count = source.read(into, position);
            if (count < 0) {
                throw new EOFException("the source ends at " + position);
            }
            position += count;
            return count;
        } finally {
            into.limit(limit);
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            source.close();
        }
    }
}

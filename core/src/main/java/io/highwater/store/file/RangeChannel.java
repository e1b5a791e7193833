package io.highwater.store.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;

/** Reads a range of a file, and ends after it. */
final class RangeChannel implements ReadableByteChannel {

    private final DiskFile file;
    private final long end;
    private long position;
    private boolean open = true;

    RangeChannel(DiskFile file, long from, long to) {
        this.file = file;
        this.position = from;
        this.end = to;
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
            int count = file.read(into, position);
            if (count < 0) {
                throw new EOFException("the file ends at " + position);
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
            file.close();
        }
    }
}

package io.highwater.store.file;

import io.highwater.store.RangeChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file, read and written at positions. Writing may be partial, as the system call is. */
interface DiskFile extends RangeChannel.Source {

    /** Bounds the copy that the platform makes of a buffer on the heap. */
    int LARGEST_WRITE = 1 << 20;

    /** Writes some bytes; returns how many. */
    int write(ByteBuffer from, long position) throws IOException;

    /** Cuts the file to {@code size} bytes; does nothing if it is not longer. */
    void truncate(long size) throws IOException;

    /** How long the file is. */
    long size() throws IOException;

    /** Makes the file's bytes and length durable. After a failure nothing is known of what was written before. */
    void sync() throws IOException;

    /** Writes all remaining bytes. */
    default void writeFully(ByteBuffer from, long position) throws IOException {
        int limit = from.limit();
        for (long at = position; from.position() < limit; ) {
            from.limit(Math.min(limit, from.position() + LARGEST_WRITE));
            int count = write(from, at);
            from.limit(limit);
            if (count <= 0) {
                throw new IOException("the disk takes no more bytes");
            }
            at += count;
        }
    }

    /** Fills the buffer. @throws EOFException if the file ends before */
    default void readFully(ByteBuffer into, long position) throws IOException {
        for (long at = position; into.hasRemaining(); ) {
            int count = read(into, at);
            if (count < 0) {
                throw new EOFException("the file ends at " + at);
            }
            at += count;
        }
    }
}

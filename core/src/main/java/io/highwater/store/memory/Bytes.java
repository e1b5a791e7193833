package io.highwater.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An immutable view of the first bytes of an array that grows. Appending shares the array with the older views, which
 * never see beyond their own end; only the owner of the newest view appends.
 *
 * @param array holds the bytes, and room behind them
 * @param size how many bytes this view has
 */
@SuppressWarnings("ArrayRecordComponent") // a view: identity and content of the array never matter
record Bytes(byte[] array, int size) {

    static final Bytes NONE = new Bytes(new byte[0], 0);

    /** These bytes and the remaining ones of {@code more}. */
    Bytes plus(ByteBuffer more) {
        int end = Math.addExact(size, more.remaining());
        byte[] room = end <= array.length ? array : Arrays.copyOf(array, Math.max(end, 2 * array.length));
        more.get(room, size, more.remaining());
        return new Bytes(room, end);
    }
}

package io.highwater.benchmarks.load;

import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * The bytes of every upload: a random mebibyte, over and over. What a server has of them can be checked without keeping
 * them.
 */
public final class Payload {

    /** One mebibyte. */
    public static final int MIB = 1 << 20;

    private static final ByteBuffer PERIOD = period();

    private Payload() {}

    private static ByteBuffer period() {
        byte[] random = new byte[MIB];
        new Random(42).nextBytes(random);
        return ByteBuffer.allocateDirect(MIB).put(random).flip().asReadOnlyBuffer();
    }

    /** A view of the bytes, to be {@linkplain #place placed}. */
    static ByteBuffer view() {
        return PERIOD.duplicate().limit(0);
    }

    /**
     * Moves a view to {@code offset} of an upload; it has {@code length} bytes then, or fewer up to the period's end.
     */
    static int place(ByteBuffer view, long offset, long length) {
        int start = (int) (offset % MIB);
        view.limit((int) Math.min(MIB, start + length)).position(start);
        return view.remaining();
    }

    /** The digest of {@code length} bytes of an upload from {@code offset} on. */
    public static byte[] digest(DigestAlgorithm algorithm, long offset, long length) {
        Digester digester = algorithm.newDigester();
        ByteBuffer view = view();
        for (long done = 0; done < length; ) {
            done += place(view, offset + done, length - done);
            digester.update(view);
        }
        return digester.digest();
    }
}

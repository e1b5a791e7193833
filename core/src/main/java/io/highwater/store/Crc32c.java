package io.highwater.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Computes and joins CRC-32C values (RFC 9260, appendix A), so that a store can carry the checksum of a whole upload
 * from commit to commit without reading it again: {@code whole = combine(whole, crcOfNewBytes, numberOfNewBytes)}.
 *
 * @since 0.1.0
 */
public final class Crc32c {

    private static final int POLYNOMIAL = 0x82F63B78; // reflected
    private static final int[] X_TO_POWERS_OF_TWO = powers(); // x^(2^n) modulo the polynomial

    private Crc32c() {}

    /** The CRC-32C of the remaining bytes. Leaves the buffer as it is. */
    public static int of(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /**
     * The CRC-32C of two pieces of data, one behind the other.
     *
     * @param first the CRC-32C of the first piece, 0 if it is empty
     * @param second the CRC-32C of the second piece
     * @param secondLength bytes in the second piece, 0 or more
     */
    public static int combine(int first, int second, long secondLength) {
        return multiply(xToThe8Times(secondLength), first) ^ second;
    }

    private static int xToThe8Times(long bytes) {
        int product = 1 << 31; // x^0
        int k = 3; // x^(2^3) for the lowest bit of the number of bytes
        for (long n = bytes; n != 0; n >>>= 1, k++) {
            if ((n & 1) != 0) {
                product = multiply(X_TO_POWERS_OF_TWO[k], product);
            }
        }
        return product;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int factor = b;
        for (int m = 1 << 31; m != 0; m >>>= 1) {
            if ((a & m) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) != 0 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
        }
        return product;
    }

    private static int[] powers() {
        int[] table = new int[3 + Long.SIZE]; // a bit of a number of bytes each
        table[0] = 1 << 30; // x^1
        for (int n = 1; n < table.length; n++) {
            table[n] = multiply(table[n - 1], table[n - 1]);
        }
        return table;
    }
}

package io.highwater.session;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What some bytes are said to hash to. Immutable.
 *
 * @param algorithm how it was computed
 * @param value the digest, of the algorithm's size
 * @since 0.1.0
 */
public record ContentDigest(DigestAlgorithm algorithm, byte[] value) {

    /** @throws IllegalArgumentException if {@code value} is not of the algorithm's size */
    public ContentDigest {
        if (value.length != algorithm.size()) {
            throw new IllegalArgumentException(algorithm.key() + " has " + algorithm.size() + " bytes");
        }
        value = value.clone();
    }

    @Override
    public byte[] value() {
        return value.clone();
    }

    /** Whether {@code actual} is this digest. */
    public boolean matches(byte[] actual) {
        return MessageDigest.isEqual(value, actual);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentDigest that
                && algorithm == that.algorithm
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * algorithm.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return algorithm.key() + "=" + HexFormat.of().formatHex(value);
    }
}

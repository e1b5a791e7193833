package io.highwater.session;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What some bytes are said to hash to. Immutable.
 *
 * @since 0.1.0
 */
public final class ContentDigest {

    private final DigestAlgorithm algorithm;
    private final byte[] value;

    /**
     * A digest.
     *
     * @throws IllegalArgumentException if {@code value} is not of the algorithm's size
     */
    public ContentDigest(DigestAlgorithm algorithm, byte[] value) {
        if (value.length != algorithm.size()) {
            throw new IllegalArgumentException(algorithm.key() + " has " + algorithm.size() + " bytes");
        }
        this.algorithm = algorithm;
        this.value = value.clone();
    }

    /** How it was computed. */
    public DigestAlgorithm algorithm() {
        return algorithm;
    }

    /** The digest, of the algorithm's size; a copy. */
    public byte[] value() {
        return value.clone();
    }

    /** Whether {@code actual} is this digest. */
    public boolean matches(byte[] actual) {
        return MessageDigest.isEqual(value, actual);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentDigest that && algorithm == that.algorithm && Arrays.equals(value, that.value);
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

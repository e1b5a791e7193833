package io.highwater.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.Checksum;

/**
 * A digest in the making: bytes go in, one result comes out. Not thread-safe.
 *
 * @since 0.1.0
 */
public interface Digester {

    /** Adds the remaining bytes of {@code bytes}, and leaves its position at its limit. */
    void update(ByteBuffer bytes);

    /** The digest of all bytes added. To be called once. */
    byte[] digest();

    /** A running digest of the JCA's {@link MessageDigest}. */
    static Digester of(String jca) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance(jca);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks " + jca, e);
        }
        return new Digester() {
            @Override
            public void update(ByteBuffer bytes) {
                digest.update(bytes);
            }

            @Override
            public byte[] digest() {
                return digest.digest();
            }
        };
    }

    /** A running checksum of 32 bits, four bytes big-endian in the end. */
    static Digester of(Checksum crc) {
        return new Digester() {
            @Override
            public void update(ByteBuffer bytes) {
                crc.update(bytes);
            }

            @Override
            public byte[] digest() {
                return ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
            }
        };
    }
}

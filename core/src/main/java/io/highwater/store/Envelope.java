package io.highwater.store;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Bytes that show their own damage, big-endian: magic and version (8 bytes), length of the payload (4), payload,
 * CRC-32C of everything before (4).
 *
 * @param magic six letters and a version of two bytes
 */
record Envelope(long magic) {

    private static final int HEADER = Long.BYTES + Integer.BYTES;

    byte[] seal(byte[] payload) {
        ByteBuffer sealed = ByteBuffer.allocate(HEADER + payload.length + Integer.BYTES);
        sealed.putLong(magic).putInt(payload.length).put(payload);
        return sealed.putInt(Crc32c.of(sealed.slice(0, sealed.position()))).array();
    }

    /**
     * The payload of the envelope that the remaining bytes begin with, or empty if they begin with none that is whole.
     */
    Optional<byte[]> open(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        if (in.remaining() < HEADER + Integer.BYTES || in.getLong(0) != magic) {
            return Optional.empty();
        }
        int size = in.getInt(Long.BYTES);
        if (size < 0 || size > in.remaining() - HEADER - Integer.BYTES) {
            return Optional.empty();
        }
        if (in.getInt(HEADER + size) != Crc32c.of(in.slice(0, HEADER + size))) {
            return Optional.empty();
        }
        byte[] payload = new byte[size];
        in.get(HEADER, payload);
        return Optional.of(payload);
    }
}

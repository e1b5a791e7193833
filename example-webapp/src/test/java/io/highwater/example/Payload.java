package io.highwater.example;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The bytes of a test upload: every eight of them follow from the seed and their position, so that bytes at the wrong
 * place, of another upload or of nobody are told apart.
 */
public record Payload(long seed, long size) {

    private static final int STEP = 1 << 20;

    public byte[] slice(long from, long to) {
        int skip = (int) (from % Long.BYTES);
        int length = (int) (to - from);
        ByteBuffer words = ByteBuffer.allocate((skip + length + 2 * Long.BYTES) / Long.BYTES * Long.BYTES);
        for (long word = from / Long.BYTES; words.hasRemaining(); word++) {
            words.putLong(mixed(seed + word * 0x9E3779B97F4A7C15L));
        }
        return Arrays.copyOfRange(words.array(), skip, skip + length);
    }

    public byte[] all() {
        return slice(0, size);
    }

    public String sha256() {
        MessageDigest digest = newSha256();
        for (long at = 0; at < size; at += STEP) {
            digest.update(slice(at, Math.min(size, at + STEP)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

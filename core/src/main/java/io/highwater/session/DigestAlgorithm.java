package io.highwater.session;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The digests that can be asked for and checked.
 *
 * @since 0.1.0
 */
public enum DigestAlgorithm {
    /** SHA-256 (RFC 6234). */
    SHA_256("sha-256", "SHA-256", 32),
    /** SHA-512 (RFC 6234). */
    SHA_512("sha-512", "SHA-512", 64),
    /** MD5 (RFC 1321), for those who ask; no protection against an attacker. */
    MD5("md5", "MD5", 16),
    /** SHA-1 (RFC 3174), for those who ask; no protection against an attacker. */
    SHA("sha", "SHA-1", 20),
    /** CRC-32C (RFC 9260, appendix A), four bytes, big-endian; finds accidents only. */
    CRC32C("crc32c", "CRC32C", 4),
    /** CRC-32 (RFC 1952, §8), four bytes, big-endian; finds accidents only. Not registered for HTTP's digest fields. */
    CRC32("crc32", "CRC32", 4);

    private final String key;
    private final String jca;
    private final int size;

    DigestAlgorithm(String key, String jca, int size) {
        this.key = key;
        this.jca = jca;
        this.size = size;
    }

    /** The name: of a {@linkplain #isRegistered registered} algorithm the one of the registry. Lower case. */
    public String key() {
        return key;
    }

    /**
     * Whether the IANA registry "Hash Algorithms for HTTP Digest Fields" (RFC 9530 §7.2) has it under {@link #key}, so
     * that it may stand in those fields.
     */
    public boolean isRegistered() {
        return this != CRC32;
    }

    /** Bytes of a digest. */
    public int size() {
        return size;
    }

    /** The algorithm of that name (lower case), registered or not, or empty. */
    public static Optional<DigestAlgorithm> ofKey(String key) {
        return Arrays.stream(values()).filter(a -> a.key.equals(key)).findFirst();
    }

    /** A new running digest; not thread-safe. */
    public Digester newDigester() {
        return switch (this) {
            case CRC32C -> Digester.of(new CRC32C());
            case CRC32 -> Digester.of(new CRC32());
            default -> Digester.of(jca);
        };
    }
}

package io.highwater.session;

import java.util.Arrays;
import java.util.Optional;

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
    CRC32C("crc32c", "CRC32C", 4);

    private final String key;
    private final String jca;
    private final int size;

    DigestAlgorithm(String key, String jca, int size) {
        this.key = key;
        this.jca = jca;
        this.size = size;
    }

    /** The name in the IANA registry "Hash Algorithms for HTTP Digest Fields" (RFC 9530 §7.2). */
    public String key() {
        return key;
    }

    /** Bytes of a digest. */
    public int size() {
        return size;
    }

    /** The algorithm of that registered name (lower case), or empty. */
    public static Optional<DigestAlgorithm> ofKey(String key) {
        return Arrays.stream(values()).filter(a -> a.key.equals(key)).findFirst();
    }

    /** A new running digest; not thread-safe. */
    public Digester newDigester() {
        return this == CRC32C ? Digester.crc32c() : Digester.of(jca);
    }
}

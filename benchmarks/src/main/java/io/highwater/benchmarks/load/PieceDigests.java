package io.highwater.benchmarks.load;

import io.highwater.session.DigestAlgorithm;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is said of the digests of pieces. A piece is read once; what it has is remembered. Thread-safe. */
public final class PieceDigests {

    private final @Nullable DigestAlgorithm algorithm;
    private final Map<Call.Bytes, String> known = new ConcurrentHashMap<>();

    private PieceDigests(@Nullable DigestAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    /** Nothing is said. */
    public static PieceDigests none() {
        return new PieceDigests(null);
    }

    /** Each piece comes with its digest. */
    public static PieceDigests of(DigestAlgorithm algorithm) {
        return new PieceDigests(algorithm);
    }

    String title() {
        return algorithm == null ? "" : ", `Content-Digest: " + algorithm.key() + "`";
    }

    /** The field line for so many bytes of the {@link Payload}, with its line end; or nothing. */
    String field(long offset, long length) {
        if (algorithm == null) {
            return "";
        }
        return known.computeIfAbsent(new Call.Bytes(offset % Payload.MIB, length), piece -> field(algorithm, piece));
    }

    private static String field(DigestAlgorithm algorithm, Call.Bytes piece) {
        byte[] digest = Payload.digest(algorithm, piece.offset(), piece.length());
        return "Content-Digest: " + algorithm.key() + "=:" + Base64.getEncoder().encodeToString(digest) + ":\r\n";
    }
}

package io.highwater.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How large, how small and how old uploads and their parts may be. All sizes in bytes.
 *
 * @param maxSize the largest upload, 1 to {@link #MAX_SIZE}
 * @param minSize the smallest complete upload, 0 for none
 * @param maxAppendSize the largest body of one append, 1 to {@link #MAX_SIZE}
 * @param minAppendSize the smallest body of an append that does not reach the upload's end, 0 for none
 * @param chunkSize the body size that clients are advised to send, at least 1
 * @param maxAge how long an unfinished upload is kept after its last commit, null for ever
 * @since 0.1.0
 */
public record UploadLimits(
        long maxSize,
        long minSize,
        long maxAppendSize,
        long minAppendSize,
        long chunkSize,
        @Nullable Duration maxAge) {

    /**
     * The largest length, offset or limit that is ever accepted: 999,999,999,999,999, the largest Integer of a
     * structured field (RFC 9651 §3.3.1), exact in JavaScript too.
     */
    public static final long MAX_SIZE = 999_999_999_999_999L;

    /** The advised body size unless another is set: 5 MiB. */
    public static final long DEFAULT_CHUNK_SIZE = 5L << 20;

    /** How long unfinished uploads are kept unless another time is set: 7 days. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);

    /** @throws IllegalArgumentException if a limit is out of its range or two contradict one another */
    public UploadLimits {
        require(maxSize >= 1 && maxSize <= MAX_SIZE, "max-size must be 1 to " + MAX_SIZE);
        require(minSize >= 0 && minSize <= maxSize, "min-size must be 0 to max-size");
        require(maxAppendSize >= 1 && maxAppendSize <= MAX_SIZE, "max-append-size must be 1 to " + MAX_SIZE);
        require(minAppendSize >= 0 && minAppendSize <= maxAppendSize, "min-append-size must be 0 to max-append-size");
        require(chunkSize >= 1, "chunk-size must be at least 1");
        require(chunkSize <= maxAppendSize, "chunk-size must not be larger than max-append-size");
        require(chunkSize >= minAppendSize, "chunk-size must not be smaller than min-append-size");
        require(maxAge == null || maxAge.toMillis() > 0, "expire-after must be positive");
    }

    /** No limits but {@link #MAX_SIZE}, chunks of 5 MiB, unfinished uploads kept for 7 days. */
    public static UploadLimits defaults() {
        return new UploadLimits(MAX_SIZE, 0, MAX_SIZE, 0, DEFAULT_CHUNK_SIZE, DEFAULT_MAX_AGE);
    }

    /** How long an unfinished upload is kept after its last commit, empty for ever. */
    public Optional<Duration> expireAfter() {
        return Optional.ofNullable(maxAge);
    }

    /**
     * Whether {@code session} has an end of life: then when it comes. Unfinished uploads have one, and all that are
     * not to be {@linkplain Composition#isKept() kept}; an unfinished upload that waits for parts lives as long as they
     * do.
     */
    public Optional<Instant> expiresAt(UploadSession session) {
        boolean unfinished = session.isOpen() && !session.composition().isJoined();
        boolean passing = session.isComplete() && !session.composition().isKept();
        return unfinished || passing ? expireAfter().map(session.updatedAt()::plus) : Optional.empty();
    }

    /** {@code size} itself. @throws IllegalArgumentException unless it is 0 to {@link #MAX_SIZE} */
    public static long requireSize(long size) {
        require(size >= 0 && size <= MAX_SIZE, "size out of range: " + size);
        return size;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

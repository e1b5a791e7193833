package io.highwater.session;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The state of an upload at one moment, as it is durably stored. Immutable; a later state is another object.
 *
 * @param creation what was fixed at the creation
 * @param status where the upload is in its life
 * @param committed bytes durably stored from offset 0 on, the high-water mark; never falls while the upload exists
 * @param length the declared length in bytes, set once, at creation or later; empty while it is not known
 * @param crc32c CRC-32C (RFC 9260, appendix A) of the committed bytes
 * @param updatedAt when this state was committed
 * @since 0.1.0
 */
public record UploadSession(
        Creation creation, UploadStatus status, long committed, OptionalLong length, int crc32c, Instant updatedAt) {

    /** @throws IllegalArgumentException if the committed offset is out of range or beyond the length */
    public UploadSession {
        UploadLimits.requireSize(committed);
        if (length.isPresent() && committed > length.getAsLong()) {
            throw new IllegalArgumentException("committed " + committed + " beyond length " + length.getAsLong());
        }
    }

    /** The state of an upload that was just created: open, empty, as of its creation. */
    public static UploadSession begun(Creation creation) {
        OptionalLong length = creation.request().length();
        return new UploadSession(creation, UploadStatus.OPEN, 0, length, 0, creation.createdAt());
    }

    /** The state of this upload given up at {@code at}. @throws UploadException as {@link #requireOpen} */
    public UploadSession retired(Instant at) {
        requireOpen();
        return new UploadSession(creation, UploadStatus.GONE, committed, length, crc32c, at);
    }

    /** This state, if bytes may be appended. @throws UploadException {@code GONE} or {@code ALREADY_COMPLETE} if not */
    public UploadSession requireOpen() {
        if (isGone()) {
            throw new UploadException(Reason.GONE, "The upload is not to be had any more.", this);
        }
        if (isComplete()) {
            throw new UploadException(Reason.ALREADY_COMPLETE, "The upload is complete.", this);
        }
        return this;
    }

    /** The upload's id. */
    public UploadId id() {
        return creation.id();
    }

    /** What its bytes are made of. */
    public Composition composition() {
        return creation.request().composition();
    }

    /** Whether the bytes are all there and final. */
    public boolean isComplete() {
        return status == UploadStatus.COMPLETE;
    }

    /** Whether bytes may be appended. */
    public boolean isOpen() {
        return status == UploadStatus.OPEN;
    }

    /** Whether the upload expired, was invalidated or lost. */
    public boolean isGone() {
        return status == UploadStatus.GONE;
    }

    /**
     * A strong validator of the finished bytes, without quotes (RFC 9110 §8.8.3). It stays the same for the life of the
     * upload, whose bytes never change once they are complete.
     */
    public String etag() {
        return String.format("%08x-%x", crc32c, committed);
    }
}

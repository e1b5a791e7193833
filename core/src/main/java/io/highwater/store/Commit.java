package io.highwater.store;

import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What a commit changes beside the offset.
 *
 * @param length the length to declare, empty to leave it as it is. The caller guarantees that a length that is declared
 *     already is not changed and that the offset does not exceed it
 * @param completes whether the upload is complete with this commit; the caller guarantees that the length, if known, is
 *     reached. An unknown length becomes the offset
 * @param announce whether the completion is to be listed in {@link UploadStore#unannounced} from this commit on
 * @since 0.1.0
 */
public record Commit(OptionalLong length, boolean completes, boolean announce) {

    /** The offset moves, nothing else changes. */
    public static Commit progress() {
        return new Commit(OptionalLong.empty(), false, false);
    }

    /** The upload is complete; nobody waits to hear of it. */
    public static Commit complete() {
        return new Commit(OptionalLong.empty(), true, false);
    }

    /** The upload is complete and is listed as unannounced. */
    public static Commit completeAndAnnounce() {
        return new Commit(OptionalLong.empty(), true, true);
    }

    /** The same, declaring a length. */
    public Commit withLength(long declared) {
        return new Commit(OptionalLong.of(declared), completes, announce);
    }

    /**
     * The state that an upload has after this commit.
     *
     * @param session the state before
     * @param added how many bytes the commit adds, 0 or more
     * @param crc32c CRC-32C of the added bytes
     * @param at when it is committed
     * @throws io.highwater.session.UploadException {@code GONE} or {@code ALREADY_COMPLETE} unless the upload is open
     *     (S9)
     */
    public UploadSession appliedTo(UploadSession session, long added, int crc32c, Instant at) {
        session.requireOpen();
        long offset = session.committed() + added;
        OptionalLong declared = length.isPresent() ? length : session.length();
        return new UploadSession(
                session.creation(),
                completes ? UploadStatus.COMPLETE : UploadStatus.OPEN,
                offset,
                completes ? OptionalLong.of(offset) : declared,
                Crc32c.combine(session.crc32c(), crc32c, added),
                at);
    }
}

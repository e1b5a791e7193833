package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * One committed state of an upload: what changes in its life.
 *
 * @param generation the store generation that wrote it
 * @param sequence 1 for the creation, one more for every commit
 * @param last the bytes that the last commit with bytes added; its end is the offset
 * @param crc32c CRC-32C of all bytes up to the offset
 * @param length the declared length, {@link #UNKNOWN} if there is none yet
 * @param flags a sum of {@link #COMPLETE}, {@link #UNANNOUNCED}, {@link #GONE}, {@link #RELEASED}
 *     and {@link #JOINED}
 * @param committedAt when it was committed
 */
record Slot(long generation, long sequence, Extent last, int crc32c, long length, int flags, Instant committedAt) {

    static final long UNKNOWN = -1;

    /** Every byte is there and final. */
    static final int COMPLETE = 1;

    /** The completion is to be announced while the upload has a marker. */
    static final int UNANNOUNCED = 2;

    /** Retired: there are no bytes. */
    static final int GONE = 4;

    /** Complete, and the bytes were handed over: there are none here. */
    static final int RELEASED = 8;

    /** Complete, and the bytes are in the files of the parts. */
    static final int JOINED = 16;

    private static final int ALL_FLAGS = COMPLETE | UNANNOUNCED | GONE | RELEASED | JOINED;

    /** The state of an upload that was just created. */
    static Slot first(long generation, Creation creation) {
        long length = creation.request().length().orElse(UNKNOWN);
        return new Slot(generation, 1, Extent.NONE, 0, length, 0, creation.createdAt());
    }

    /** The next state, equal in everything but who wrote it and when. */
    Slot following(long newGeneration, Instant at) {
        return new Slot(newGeneration, sequence + 1, last, crc32c, length, flags, at);
    }

    /** The same with bytes added behind the last ones; without bytes, the same. */
    Slot with(Extent added) {
        if (added.size() == 0) {
            return this;
        }
        int whole = Crc32c.combine(crc32c, added.crc32c(), added.size());
        return new Slot(generation, sequence, added, whole, length, flags, committedAt);
    }

    /** The same with what a commit says beside the bytes. */
    Slot with(Commit commit) {
        long declared = commit.completes() ? end() : commit.length().orElse(length);
        int more = (commit.completes() ? COMPLETE : 0) | (commit.completes() && commit.announce() ? UNANNOUNCED : 0);
        return new Slot(generation, sequence, last, crc32c, declared, flags | more, committedAt);
    }

    /** The same with all bytes in the files of parts. They are durable and were checked as theirs. */
    Slot joined(long end, int whole) {
        return new Slot(generation, sequence, new Extent(end, end, 0), whole, length, flags | JOINED, committedAt);
    }

    /** The same with a flag less. */
    Slot without(int flag) {
        return new Slot(generation, sequence, last, crc32c, length, flags & ~flag, committedAt);
    }

    /** The same with another flag. */
    Slot with(int flag) {
        return new Slot(generation, sequence, last, crc32c, length, flags | flag, committedAt);
    }

    /** The committed offset. */
    long end() {
        return last.end();
    }

    /** Whether a flag is set. */
    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether there are bytes to be had, if only none so far. */
    boolean hasBytes() {
        return !is(GONE) && !is(RELEASED);
    }

    /** Whether no field contradicts another. */
    boolean isSound() {
        boolean ranges = last.start() >= 0 && last.start() <= end() && end() <= UploadLimits.MAX_SIZE;
        boolean lengths = length == UNKNOWN || (length >= end() && length <= UploadLimits.MAX_SIZE);
        boolean complete = !is(COMPLETE) || length == end();
        boolean joined = !is(JOINED) || is(COMPLETE);
        return ranges && lengths && complete && joined && sequence > 0 && (flags & ~ALL_FLAGS) == 0;
    }

    /** The upload's state in the words of the store's interface. */
    UploadSession session(Creation creation) {
        OptionalLong declared = length == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(length);
        return new UploadSession(creation, status(), end(), declared, crc32c, committedAt);
    }

    private UploadStatus status() {
        if (is(GONE)) {
            return UploadStatus.GONE;
        }
        return is(COMPLETE) ? UploadStatus.COMPLETE : UploadStatus.OPEN;
    }
}

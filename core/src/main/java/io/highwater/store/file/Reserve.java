package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps space back, so that states, completions and deletions do not meet a full disk: uploads are created above the
 * reserve alone, and take bytes above half of it. The file system is asked at most every tenth of a second, unless
 * somebody is to be refused; what was written meanwhile counts as gone. Thread-safe.
 */
final class Reserve {

    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);
    private static final long PAUSE_NANOS = 100_000_000;
    private static final long DEFAULT_MOST = 64L << 20;
    private static final int DEFAULT_SHARE = 100;
    private static final Disk.Space UNKNOWN = new Disk.Space(Long.MAX_VALUE, Long.MAX_VALUE);

    private final OptionalLong size;
    private final LongSupplier nanoTime;
    private final DiskAction<Disk.Space> look;
    private Disk.@Nullable Space seen; // guarded by this, as what follows
    private long seenAt;
    private long written;

    /**
     * @param size bytes; 64 MiB if empty, but no more than a hundredth of the file system
     * @param nanoTime a monotonic clock, as {@link System#nanoTime()}
     * @param look asks how much space there is
     */
    Reserve(OptionalLong size, LongSupplier nanoTime, DiskAction<Disk.Space> look) {
        this.size = size;
        this.nanoTime = nanoTime;
        this.look = look;
    }

    /**
     * @throws UploadException {@code OUT_OF_SPACE} if there is no room for the upload, as far as its length is known
     */
    synchronized void requireRoomFor(Creation creation) {
        boolean joined = creation.request().composition().isJoined(); // has the bytes of others
        long length = joined ? 0 : creation.request().length().orElse(0);
        if (length > lately().total()) { // for good, so that nobody has the file system asked again and again
            throw full();
        }
        require(creation, space -> left(space) >= size(space) && left(space) - size(space) / 2 >= length);
    }

    /** Notes that bytes are about to be written. @throws UploadException {@code OUT_OF_SPACE} if they must not be */
    synchronized void take(Creation creation, int count) {
        require(creation, space -> count == 0 || left(space) >= size(space) / 2);
        written += count;
    }

    /** Nobody is refused for what was true a moment ago. */
    private void require(Creation creation, Predicate<Disk.Space> enough) {
        if (!creation.isOfEngine() && !enough.test(lately()) && !enough.test(now())) {
            throw full();
        }
    }

    private static UploadException full() {
        return new UploadException(Reason.OUT_OF_SPACE, "the store has no space left for this");
    }

    private long left(Disk.Space space) {
        return space.usable() - written;
    }

    private long size(Disk.Space space) {
        return size.orElse(Math.min(DEFAULT_MOST, space.total() / DEFAULT_SHARE));
    }

    private Disk.Space lately() {
        Disk.Space known = seen;
        return known != null && nanoTime.getAsLong() - seenAt < PAUSE_NANOS ? known : now();
    }

    private Disk.Space now() {
        Disk.Space found = ask();
        seen = found;
        seenAt = nanoTime.getAsLong();
        written = 0;
        return found;
    }

    private Disk.Space ask() {
        try {
            Disk.Space found = look.run();
            return found.total() <= 0 || found.usable() < 0 ? UNKNOWN : found; // not every file system can say
        } catch (IOException e) {
            LOG.debug("the space cannot be asked for; what needs it will say why", e);
            return UNKNOWN;
        }
    }
}

package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of other uploads: which of them somebody waits for, and the end of those that nobody needs. Each is looked
 * at under its own monitor, never under that of another upload. Thread-safe.
 */
final class Parts {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final UploadStore store;
    private final LiveUploads lives;
    private final Map<UploadId, Set<UploadId>> waiters = new HashMap<>(); // by part; guarded by itself
    private final Map<UploadId, Set<UploadId>> expected = new HashMap<>(); // by waiter; guarded by waiters

    Parts(UploadStore store, LiveUploads lives) {
        this.store = store;
        this.lives = lives;
    }

    /** Keeps complete parts from being swept, and has their end told to {@code waiter}, until {@link #forget}. */
    void expect(UploadId waiter, Collection<UploadId> parts) {
        synchronized (waiters) {
            expected.computeIfAbsent(waiter, id -> new HashSet<>()).addAll(parts);
            parts.forEach(
                    part -> waiters.computeIfAbsent(part, id -> new HashSet<>()).add(waiter));
        }
    }

    void forget(UploadId waiter) {
        synchronized (waiters) {
            Set<UploadId> parts = Objects.requireNonNullElse(expected.remove(waiter), Set.of());
            parts.forEach(part -> waiters.computeIfPresent(
                    part, (id, those) -> those.remove(waiter) && those.isEmpty() ? null : those));
        }
    }

    /** The uploads that wait for a part. */
    Set<UploadId> waitersFor(UploadId part) {
        synchronized (waiters) {
            return Set.copyOf(waiters.getOrDefault(part, Set.of()));
        }
    }

    boolean isNeeded(UploadId part) {
        return !waitersFor(part).isEmpty();
    }

    /** What is stored of a part, empty if it is gone or was never there. */
    Optional<UploadSession> find(UploadId part) {
        lives.named(part);
        try {
            return lives.locked(part, live -> Storage.call(() -> store.find(part)))
                    .filter(upload -> !upload.isGone());
        } catch (UploadException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The bytes of a complete upload, as they are given to an application, which may move them away. */
    UploadContent handedOut(UploadSession upload, UploadContent content) {
        return upload.composition().isJoined() ? new JoinedContent(content, () -> release(upload)) : content;
    }

    /** Deletes the complete parts of an upload that does not need them any more, but for those that others wait for. */
    void release(UploadSession joined) {
        for (UploadId part : Set.copyOf(joined.composition().parts())) {
            try {
                lives.locked(part, live -> releaseOne(part, live));
            } catch (UploadException e) {
                LOG.warn("upload {}: this part will only go when it expires", part, e);
            }
        }
    }

    private LiveUpload releaseOne(UploadId part, LiveUpload live) {
        boolean unneeded = Storage.call(() -> store.find(part))
                .filter(upload -> upload.isComplete() && upload.composition().isPart())
                .isPresent();
        if (unneeded && !isNeeded(part)) {
            Storage.run(() -> store.delete(part));
        }
        return live;
    }

    /** The parts of an upload as they are stored, in order; empty if one of them is gone. */
    Optional<List<UploadSession>> of(UploadSession joined) {
        Map<UploadId, UploadSession> found = new HashMap<>();
        for (UploadId part : Set.copyOf(joined.composition().parts())) {
            find(part).ifPresent(upload -> found.put(part, upload));
        }
        List<UploadId> ids = joined.composition().parts();
        return found.keySet().containsAll(ids)
                ? Optional.of(ids.stream().map(found::get).toList())
                : Optional.empty();
    }
}

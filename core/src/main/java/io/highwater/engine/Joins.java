package io.highwater.engine;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins uploads from their parts as soon as these are complete, and ends those that lost one. A part is told to whoever
 * waits for it after its end is durable, and who begins to wait looks at the parts afterwards, so that no end is
 * missed; no two monitors are held at once. Thread-safe.
 */
final class Joins implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Joins.class);
    private static final long CLOSE_SECONDS = 5;

    private final UploadStore store;
    private final LiveUploads lives;
    private final Parts parts;
    private final Events events;
    private final AppendRules rules;
    private final Set<UploadId> queued = ConcurrentHashMap.newKeySet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Daemon.threads("highwater-joins"));

    Joins(UploadStore store, LiveUploads lives, Parts parts, Events events, AppendRules rules) {
        this.store = store;
        this.lives = lives;
        this.parts = parts;
        this.events = events;
        this.rules = rules;
    }

    static boolean isWaiting(UploadSession upload) {
        return upload.isOpen() && upload.composition().isJoined();
    }

    /** Creates an upload that its parts {@linkplain Parts#expect expect}, and joins it if they are complete. */
    UploadSession create(Creation creation) {
        UploadSession created = lives.locked(creation.id(), live -> {
            UploadSession waiting = Storage.call(() -> store.create(creation));
            expect(waiting); // again: a part that ended before may have had it forgotten as one that is not there
            return waiting;
        });
        events.created(created);
        try {
            return settle(created.id())
                    .filter(upload -> !upload.isGone())
                    .orElseThrow(() -> new UploadException(Reason.INVALID_PART, "A part is not to be had any more."));
        } catch (RuntimeException e) {
            withdraw(created);
            throw e;
        }
    }

    /** Undoes a creation of which nobody was told. */
    private void withdraw(UploadSession created) {
        try {
            lives.locked(created.id(), live -> {
                Storage.run(() -> store.delete(created.id()));
                return live;
            });
            parts.forget(created.id());
            events.cancelled(created);
        } catch (UploadException e) {
            LOG.warn("upload {}: what its failed creation left will be joined or end with its parts", created.id(), e);
        }
    }

    /** Goes on waiting after a restart. */
    void resume(UploadSession waiting) {
        expect(waiting);
        submit(waiting.id());
    }

    private void expect(UploadSession waiting) {
        parts.expect(waiting.id(), waiting.composition().parts());
    }

    /** An upload is complete, gone or deleted: whoever waits for it has to know. Never blocks. */
    void ended(UploadId part) {
        parts.waitersFor(part).forEach(this::submit);
    }

    private void submit(UploadId id) {
        if (!queued.add(id)) {
            return;
        }
        try {
            thread.execute(() -> {
                queued.remove(id); // first: what ends from now on is told again
                attempt(id);
            });
        } catch (RejectedExecutionException e) {
            queued.remove(id); // the engine is closing; the next one goes on
        }
    }

    /** Joins an upload if that can be done now; if it fails it will be tried again. */
    void attempt(UploadId id) {
        try {
            settle(id);
        } catch (RuntimeException | Error e) { // an error must not end the thread's work
            LOG.warn("upload {} could not be joined now, it will be tried again", id, e);
        }
    }

    /** Joins an upload if its parts are complete, ends it if one is gone. Returns how it stands, if it is there. */
    private Optional<UploadSession> settle(UploadId id) {
        Optional<UploadSession> upload = lives.locked(id, live -> waiting(id));
        if (upload.filter(Joins::isWaiting).isEmpty()) {
            return upload;
        }
        Optional<List<UploadSession>> found = parts.of(upload.get());
        if (found.isPresent() && !found.get().stream().allMatch(UploadSession::isComplete)) {
            return upload;
        }
        boolean joinable = found.isPresent() && fits(found.get());
        return lives.locked(id, live -> {
            Optional<UploadSession> settled = joinable ? join(id) : end(id);
            parts.forget(id);
            return settled;
        });
    }

    /** How an upload is stored; one that waits no more is forgotten. Under its monitor. */
    private Optional<UploadSession> waiting(UploadId id) {
        Optional<UploadSession> upload = stored(id);
        if (upload.filter(Joins::isWaiting).isEmpty()) {
            parts.forget(id);
        }
        return upload;
    }

    private Optional<UploadSession> stored(UploadId id) {
        return Storage.call(() -> store.find(id));
    }

    private boolean fits(List<UploadSession> all) {
        try {
            rules.joinedLength(all);
            return true;
        } catch (UploadException e) {
            return false;
        }
    }

    private Optional<UploadSession> join(UploadId id) {
        Optional<UploadSession> upload = waiting(id);
        if (upload.filter(Joins::isWaiting).isEmpty()) {
            return upload;
        }
        try {
            UploadSession joined = Storage.call(() -> store.concatenate(id, events.completingCommit()));
            events.completed(id);
            return Optional.of(joined);
        } catch (UploadException e) {
            if (e.reason() != Reason.NOT_FOUND && e.reason() != Reason.GONE) {
                throw e;
            }
            return end(id); // a part went since it was looked at
        }
    }

    private Optional<UploadSession> end(UploadId id) {
        Optional<UploadSession> upload = stored(id);
        if (upload.filter(Joins::isWaiting).isEmpty()) {
            return upload;
        }
        UploadSession gone = Storage.call(() -> store.retire(id));
        LOG.info("upload {} is gone with a part that it waited for", id);
        events.expired(gone);
        return Optional.of(gone);
    }

    /** The same, with its length if that can be computed from its parts by now. */
    UploadSession measured(UploadSession upload) {
        if (!isWaiting(upload) || upload.length().isPresent()) {
            return upload;
        }
        OptionalLong length = parts.of(upload).map(AppendRules::sumOfLengths).orElse(OptionalLong.empty());
        return new UploadSession(
                upload.creation(), upload.status(), upload.committed(), length, upload.crc32c(), upload.updatedAt());
    }

    @Override
    public void close() {
        thread.shutdown(); // never interrupted: it may be inside a file channel
        Daemon.await(thread, CLOSE_SECONDS);
    }
}

package io.highwater.engine;

import io.highwater.engine.Appends.Opening;
import io.highwater.offset.OffsetPolicy;
import io.highwater.offset.OffsetPolicy.Append;
import io.highwater.offset.OffsetPolicy.Decision;
import io.highwater.offset.OffsetPolicy.Mismatch;
import io.highwater.offset.OffsetPolicy.Stored;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads of a store, each changed under its own monitor. What is durable is asked of the store every time; no offset
 * is kept here. Thread-safe.
 */
final class Uploads implements Appends, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final UploadStore store;
    private final Clock clock;
    private final AppendRules rules;
    private final Events events;
    private final LiveUploads lives = new LiveUploads();
    private volatile boolean closed;

    Uploads(UploadStore store, Clock clock, UploadLimits limits, List<UploadListener> listeners) {
        this.store = store;
        this.clock = clock;
        this.rules = new AppendRules(limits);
        this.events = new Events(listeners, this::deliverCompletion);
    }

    static UploadException notFound() {
        return new UploadException(Reason.NOT_FOUND, "There is no such upload.");
    }

    @Override
    public AppendRules rules() {
        return rules;
    }

    Events events() {
        return events;
    }

    void requireRunning() {
        if (closed) {
            throw new UploadException(Reason.UNAVAILABLE, "The server is shutting down.");
        }
    }

    UploadSession create(Creation creation) {
        UploadSession created = Storage.call(() -> store.create(creation));
        events.created(created);
        return created;
    }

    /** The durable state, whatever its status. */
    UploadSession find(UploadId id) {
        return lives.locked(id, live -> stored(id));
    }

    UploadSession peek(UploadId id) {
        return lives.locked(id, live -> usable(live, id));
    }

    UploadSession inspect(UploadId id) {
        return lives.locked(id, live -> takenOver(live, id));
    }

    OpenAppend openAppend(UploadId id, AppendRequest request, Runnable onTakenOver) {
        return lives.locked(id, live -> {
            UploadSession before = usable(live, id);
            if (before.isComplete()) {
                return onComplete(before, request);
            }
            if (request.policy().sparesRunningAppend() && live.current != null) {
                Optional<OpenAppend> harmless = besideRunning(before, request, live.current.received());
                if (harmless.isPresent()) {
                    return harmless.get();
                }
            }
            return append(live, takenOver(live, id), request, onTakenOver);
        });
    }

    UploadSession complete(UploadId id, List<ContentDigest> digests) {
        while (true) {
            UploadSession candidate = lives.locked(id, live -> requireAllBytes(takenOver(live, id)));
            verify(candidate, digests); // may read for long, so without the monitor; committed bytes do not change
            Optional<UploadSession> completed = lives.locked(id, live -> completeIfStill(live, candidate));
            if (completed.isPresent()) {
                return completed.get();
            }
        }
    }

    void cancel(UploadId id) {
        UploadSession cancelled = lives.locked(id, live -> {
            fence(live, Reason.TAKEN_OVER, false);
            UploadSession last = stored(id);
            Storage.run(() -> store.delete(id));
            return last;
        });
        events.cancelled(cancelled);
    }

    Download download(UploadId id) {
        return lives.locked(id, live -> {
            UploadSession upload = usable(live, id);
            if (!upload.isComplete()) {
                throw new UploadException(Reason.INCOMPLETE, "The upload is not complete.", upload);
            }
            return new Download(upload, Storage.call(() -> store.content(id)));
        });
    }

    /** Ends an upload that did nothing since {@code cutoff}: first the upload, and its memory when that is as old. */
    void expire(UploadSession found, Instant cutoff) {
        lives.locked(found.id(), live -> {
            Optional<UploadSession> upload = Storage.call(() -> store.find(found.id()));
            if (live.current == null && upload.isPresent() && isExpired(upload.get(), cutoff)) {
                end(upload.get());
            }
            return live;
        });
    }

    @Override
    public Commit completingCommit() {
        return events.anyoneListens() ? Commit.completeAndAnnounce() : Commit.complete();
    }

    @Override
    public void committed(UploadSession session) {
        events.progressed(session);
        if (session.isComplete()) {
            events.completed(session.id());
        }
    }

    @Override
    public void verifyWhole(UploadSession session) {
        List<ContentDigest> expected = session.creation().request().digests();
        BodyDigests.verify(expected, Storage.call(() -> store.content(session.id())), session);
    }

    @Override
    public UploadException invalidate(UploadSession session, UploadException failed) {
        if (failed.reason() != Reason.DIGEST_MISMATCH) {
            return failed;
        }
        UploadSession gone = Storage.call(() -> store.retire(session.id()));
        return new UploadException(
                Reason.DIGEST_MISMATCH, "The upload does not have the digest that it was created with.", gone);
    }

    @Override
    public void forget(UploadId id) {
        lives.release(id);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (UploadId id : lives.ids()) {
            lives.locked(id, live -> {
                fence(live, Reason.UNAVAILABLE, true);
                return live;
            });
        }
        events.close();
        Storage.run(store::close);
    }

    private UploadSession stored(UploadId id) {
        return Storage.call(() -> store.find(id)).orElseThrow(Uploads::notFound);
    }

    private UploadSession usable(LiveUpload live, UploadId id) {
        UploadSession upload = stored(id);
        boolean expired = live.current == null
                && rules.limits()
                        .expiresAt(upload)
                        .filter(clock.instant()::isAfter)
                        .isPresent();
        if (upload.isGone() || expired) {
            throw new UploadException(Reason.GONE, "The upload is not to be had any more.", upload);
        }
        return upload;
    }

    private UploadSession takenOver(LiveUpload live, UploadId id) {
        fence(live, Reason.TAKEN_OVER, true);
        return usable(live, id);
    }

    private static void fence(LiveUpload live, Reason reason, boolean keepBytes) {
        if (live.current != null) {
            live.current.fence(reason, keepBytes);
        }
    }

    /** A complete upload takes no bytes; a request that only repeats what is there is answered as if it had sent them. */
    private OpenAppend onComplete(UploadSession upload, AppendRequest request) {
        Decision decision = request.policy().decide(request.offset(), request.contentLength(), upload.committed());
        if (decision instanceof Mismatch) {
            throw mismatch(upload);
        }
        OptionalLong count = request.contentLength();
        boolean goesOn = decision instanceof Append append && count.isPresent() && count.getAsLong() > append.skip();
        if (goesOn) {
            throw new UploadException(Reason.ALREADY_COMPLETE, "The upload is complete.", upload);
        }
        return discarding(upload, request);
    }

    /** The requests that need nothing of a running append and leave it alone: wholly stored, or beyond all there is. */
    private Optional<OpenAppend> besideRunning(UploadSession durable, AppendRequest request, long received) {
        OffsetPolicy policy = request.policy();
        if (policy.decide(request.offset(), request.contentLength(), received) instanceof Mismatch) {
            throw mismatch(durable);
        }
        return policy.decide(request.offset(), request.contentLength(), durable.committed()) instanceof Stored
                ? Optional.of(discarding(durable, request))
                : Optional.empty();
    }

    private OpenAppend append(LiveUpload live, UploadSession upload, AppendRequest request, Runnable onTakenOver) {
        Decision decision = request.policy().decide(request.offset(), request.contentLength(), upload.committed());
        if (decision instanceof Mismatch) {
            throw mismatch(upload);
        }
        rules.check(upload, request);
        requireRunning(); // again: the engine may have been closed since, and would not see this append
        if (decision instanceof Append append) {
            UploadWriter writer = Storage.call(() -> store.openWriter(upload.id()));
            LiveUpload held = lives.hold(upload.id());
            live.current =
                    new WritingAppend(this, held, new Opening(upload, writer, request, append.skip(), onTakenOver));
            return live.current;
        }
        return discarding(upload, request);
    }

    private OpenAppend discarding(UploadSession upload, AppendRequest request) {
        return new DiscardingAppend(upload, request, () -> peek(upload.id()));
    }

    private static UploadException mismatch(UploadSession upload) {
        return new UploadException(
                Reason.OFFSET_MISMATCH, "The upload goes on at offset " + upload.committed() + ".", upload);
    }

    private UploadSession requireAllBytes(UploadSession upload) {
        long length = upload.length().orElse(upload.committed());
        if (upload.committed() < length) {
            String detail = "The upload lacks " + (length - upload.committed()) + " of " + length + " bytes.";
            throw new UploadException(Reason.INCOMPLETE, detail, upload);
        }
        rules.checkFinalSize(upload, upload.committed());
        return upload;
    }

    private void verify(UploadSession candidate, List<ContentDigest> digests) {
        if (!digests.isEmpty()) {
            BodyDigests.verify(digests, Storage.call(() -> store.content(candidate.id())), candidate);
        }
        if (candidate.isComplete() || candidate.creation().request().digests().isEmpty()) {
            return;
        }
        try {
            verifyWhole(candidate);
        } catch (UploadException e) {
            throw lives.locked(candidate.id(), live -> invalidate(candidate, e));
        }
    }

    /** The completed state, or empty if the upload changed since it was verified. */
    private Optional<UploadSession> completeIfStill(LiveUpload live, UploadSession verified) {
        UploadSession upload = takenOver(live, verified.id());
        if (upload.isComplete()) {
            return Optional.of(upload);
        }
        if (upload.committed() != verified.committed()) {
            return Optional.empty();
        }
        return Optional.of(Storage.call(() -> {
            try (UploadWriter writer = store.openWriter(upload.id())) {
                UploadSession completed = writer.commit(completingCommit());
                committed(completed);
                return completed;
            }
        }));
    }

    private static boolean isExpired(UploadSession upload, Instant cutoff) {
        return !upload.isComplete() && upload.updatedAt().isBefore(cutoff);
    }

    private void end(UploadSession upload) {
        if (upload.isGone()) {
            Storage.run(() -> store.delete(upload.id()));
            return;
        }
        UploadSession gone = Storage.call(() -> store.retire(upload.id()));
        LOG.info("upload {} expired, last written {}", upload.id(), upload.updatedAt());
        events.expired(gone);
    }

    /** Hands one completion to all listeners; they run without any monitor. */
    private boolean deliverCompletion(UploadId id) {
        Optional<CompletedUpload> event = lives.locked(id, live -> completedEvent(id));
        if (event.isEmpty()) {
            return true; // deleted meanwhile
        }
        for (UploadListener listener : events.listeners()) {
            try {
                listener.completed(event.get());
            } catch (Exception e) {
                LOG.error("upload {}: a listener failed on its completion", id, e);
                return false;
            }
        }
        lives.locked(id, live -> {
            Storage.run(() -> store.markAnnounced(id));
            return live;
        });
        return true;
    }

    private Optional<CompletedUpload> completedEvent(UploadId id) {
        return Storage.call(() -> store.find(id))
                .filter(UploadSession::isComplete)
                .map(upload -> new CompletedUpload(id + ":completed", upload, Storage.call(() -> store.content(id))));
    }
}

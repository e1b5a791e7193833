package io.highwater.engine;

import io.highwater.engine.Appends.Body;
import io.highwater.engine.Appends.Opening;
import io.highwater.offset.OffsetPolicy;
import io.highwater.offset.OffsetPolicy.Append;
import io.highwater.offset.OffsetPolicy.Decision;
import io.highwater.offset.OffsetPolicy.Mismatch;
import io.highwater.offset.OffsetPolicy.Stored;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads of a store, each changed under its own monitor. What is durable is asked of the store every time; no
 * offset is kept here. Thread-safe.
 */
final class Uploads implements Appends, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final UploadStore store;
    private final Clock clock;
    private final AppendRules rules;
    private final Events events;
    private final DurableDigests digests;
    private final Completions completions;
    private final LiveUploads lives = new LiveUploads();
    private final Parts parts;
    private final Joins joins;
    private final Handlings handlings;
    private final Expiry expiry;
    private volatile boolean closed;

    Uploads(UploadStore store, Clock clock, UploadLimits limits, List<UploadListener> listeners) {
        this.store = store;
        this.clock = clock;
        this.rules = new AppendRules(limits);
        this.parts = new Parts(store, lives);
        this.events = new Events(listeners, new CompletionDelivery(store, lives, parts, listeners));
        this.joins = new Joins(store, lives, parts, events, rules);
        this.handlings = new Handlings(store, lives, clock);
        this.expiry = new Expiry(store, lives, parts, joins, handlings, events);
        this.digests = new DurableDigests(store, lives, this::requireRunning);
        this.completions = new Completions(store, events, joins, digests);
    }

    static UploadException notFound() {
        return new UploadException(Reason.NOT_FOUND, "There is no such upload.");
    }

    static UploadException shuttingDown() {
        return new UploadException(Reason.UNAVAILABLE, "The server is shutting down.");
    }

    @Override
    public AppendRules rules() {
        return rules;
    }

    LiveUploads lives() {
        return lives;
    }

    Events events() {
        return events;
    }

    Parts parts() {
        return parts;
    }

    Joins joins() {
        return joins;
    }

    Expiry expiry() {
        return expiry;
    }

    void requireRunning() {
        if (closed) {
            throw shuttingDown();
        }
    }

    UploadSession create(Creation creation) {
        UploadSession created = Storage.call(() -> store.create(creation));
        events.created(created);
        return created;
    }

    /** Creates an upload together with its first bytes, which the rules have admitted. */
    OpenAppend create(Creation creation, Body first) {
        UploadSession created = Storage.call(() -> store.create(creation));
        FirstBody body = new FirstBody(this, created, first.request().isChecked());
        try {
            Opening opening = new Opening(created, first, 0, body::tell);
            return new CreatingAppend(lives.locked(created.id(), live -> begin(live, opening)), body);
        } catch (UploadException e) {
            body.takeBack();
            throw e;
        }
    }

    /** The durable state, whatever its status, of an upload that somebody names. */
    UploadSession find(UploadId id) {
        lives.named(id);
        return lives.locked(id, live -> stored(id));
    }

    UploadSession peek(UploadId id) {
        return lives.locked(id, live -> usable(live, id));
    }

    UploadSession inspect(UploadId id) {
        return lives.locked(id, live -> takenOver(live, id));
    }

    OpenAppend openAppend(UploadId id, Body body) {
        return lives.locked(id, live -> {
            UploadSession durable = usable(live, id);
            requireAppendable(durable);
            if (live.current == null) {
                return append(live, durable, body);
            }
            Optional<OpenAppend> harmless = besideRunning(durable, body, live.current.received());
            return harmless.orElseGet(() -> append(live, takenOver(live, id), body));
        });
    }

    static void requireAppendable(UploadSession upload) {
        if (upload.composition().isJoined()) {
            throw new UploadException(Reason.JOINED, "The upload is joined from its parts.", upload);
        }
    }

    UploadSession complete(UploadId id, ExpectedDigests digests) {
        UploadSession candidate = lives.locked(id, live -> {
            UploadSession upload = rules.requireAllBytes(takenOver(live, id));
            AppendRules.requireKnown(digests, upload);
            boolean toRead =
                    !digests.isNone() || !upload.creation().request().digests().isEmpty();
            return upload.isComplete() || toRead ? upload : completions.complete(upload);
        });
        completions.check(candidate, digests.digests());
        return candidate.isComplete() ? candidate : completeChecked(candidate);
    }

    /** While the bytes are read the upload is free; a later append that began meanwhile has taken over from this. */
    @Override
    public UploadSession completeChecked(UploadSession candidate) {
        Optional<UploadException> mismatch = completions.mismatch(candidate);
        return lives.locked(candidate.id(), live -> {
            UploadSession upload = usable(live, candidate.id());
            if (upload.isComplete()) {
                return upload;
            }
            boolean overtaken =
                    mismatch.filter(e -> e.reason() == Reason.TAKEN_OVER).isPresent();
            if (overtaken || live.current != null || upload.committed() != candidate.committed()) {
                throw new UploadException(Reason.TAKEN_OVER, "A later request has taken over.", upload);
            }
            if (mismatch.isPresent()) {
                String detail = "The upload does not have the digest that it was created with.";
                throw new UploadException(Reason.DIGEST_MISMATCH, detail, completions.invalidate(upload));
            }
            return completions.complete(upload);
        });
    }

    UploadSession invalidate(UploadId id) {
        return lives.locked(id, live -> {
            UploadSession upload = usable(live, id);
            if (upload.isComplete()) {
                throw new UploadException(Reason.ALREADY_COMPLETE, "The upload is complete.", upload);
            }
            fence(live, Reason.TAKEN_OVER, false);
            parts.forget(id);
            return completions.invalidate(upload);
        });
    }

    void cancel(UploadId id) {
        UploadSession cancelled = delete(id);
        events.cancelled(cancelled);
        parts.forget(id);
        parts.release(cancelled);
        if (cancelled.composition().isRequest()) {
            handlings.forget(id);
        }
    }

    /** The turn at a complete body of a request, or what came of it. */
    Handling handle(UploadId id) {
        return handlings.take(requireComplete(peek(id)));
    }

    /** Deletes an upload, without a word to anybody. @return its last state */
    UploadSession delete(UploadId id) {
        return lives.locked(id, live -> delete(live, id));
    }

    /** The same for a new upload, unless it is complete or somebody knows of it. */
    Optional<UploadSession> takeBack(UploadId id) {
        return lives.locked(
                id,
                live -> lives.named(id) && !stored(id).isComplete() ? Optional.of(delete(live, id)) : Optional.empty());
    }

    private UploadSession delete(LiveUpload live, UploadId id) {
        requireRunning();
        fence(live, Reason.TAKEN_OVER, false);
        UploadSession last = stored(id);
        Storage.run(() -> store.delete(id));
        joins.ended(id);
        return last;
    }

    Download download(UploadId id) {
        return lives.locked(id, live -> {
            UploadSession upload = requireComplete(usable(live, id));
            return new Download(upload, parts.handedOut(upload, Storage.call(() -> store.content(id))));
        });
    }

    /** What the bytes of a complete upload hash to. */
    byte[] digest(UploadId id, DigestAlgorithm algorithm) {
        Map<DigestAlgorithm, byte[]> all = digests.of(download(id).upload(), List.of(algorithm));
        return Objects.requireNonNull(all.get(algorithm), "what was asked for");
    }

    private static UploadSession requireComplete(UploadSession upload) {
        if (!upload.isComplete()) {
            throw new UploadException(Reason.INCOMPLETE, "The upload is not complete.", upload);
        }
        return upload;
    }

    /** Tells of a completion that the store remembers, after whatever the commit that completed it has to tell. */
    void announce(UploadId id) {
        lives.locked(id, live -> {
            events.completed(id);
            return live;
        });
    }

    @Override
    public Commit completingCommit(UploadSession session) {
        return completions.commit(session);
    }

    @Override
    public UploadWriter openWriter(UploadId id) {
        return Storage.call(() -> store.openWriter(id));
    }

    @Override
    public UploadContent content(UploadId id) {
        return Storage.call(() -> store.content(id));
    }

    @Override
    public void committed(UploadSession session) {
        events.progressed(session);
        if (session.isComplete()) {
            completions.tell(session);
        }
    }

    @Override
    public void forget(UploadId id) {
        lives.release(id);
    }

    /** Refuses what comes and ends what runs, committing what it brought. */
    void stop() {
        closed = true;
        for (UploadId id : lives.ids()) {
            try {
                lives.locked(id, live -> {
                    fence(live, Reason.UNAVAILABLE, true);
                    return live;
                });
            } catch (RuntimeException | Error e) { // one upload must not keep the others from being ended
                LOG.error("upload {}: its append could not be ended in order", id, e);
            }
        }
        handlings.awaitEnd();
    }

    @Override
    public void close() {
        joins.close();
        events.close();
        Daemon.uninterrupted(() -> Storage.run(store::close));
    }

    private UploadSession stored(UploadId id) {
        return Storage.call(() -> store.find(id)).orElseThrow(Uploads::notFound);
    }

    private UploadSession usable(LiveUpload live, UploadId id) {
        UploadSession upload = stored(id);
        boolean expired = live.current == null
                && rules.limits()
                        .expiresAt(upload)
                        .filter(end -> upload.isOpen() && clock.instant().isAfter(end))
                        .isPresent();
        if (upload.isGone() || expired) {
            throw new UploadException(Reason.GONE, "The upload is not to be had any more.", upload);
        }
        return upload;
    }

    /** The state after the running append, if there is one, was ended; up to then it kept the upload from expiring. */
    private UploadSession takenOver(LiveUpload live, UploadId id) {
        UploadSession upload = usable(live, id);
        if (live.current == null) {
            return upload;
        }
        fence(live, Reason.TAKEN_OVER, true);
        return stored(id);
    }

    private static void fence(LiveUpload live, Reason reason, boolean keepBytes) {
        if (live.current != null) {
            live.current.fence(reason, keepBytes);
        }
    }

    /** The requests that need nothing of a running append and leave it alone: wholly stored, or beyond all there is. */
    private Optional<OpenAppend> besideRunning(UploadSession durable, Body body, long received) {
        AppendRequest request = body.request();
        OffsetPolicy policy = request.policy();
        if (!policy.sparesRunningAppend()) {
            return Optional.empty();
        }
        if (policy.decide(request.offset(), request.contentLength(), received) instanceof Mismatch) {
            throw AppendRules.mismatch(durable);
        }
        return policy.decide(request.offset(), request.contentLength(), durable.committed()) instanceof Stored
                ? Optional.of(discarding(durable, body))
                : Optional.empty();
    }

    private OpenAppend append(LiveUpload live, UploadSession upload, Body body) {
        Decision decision = rules.admit(upload, body.request());
        return !upload.isComplete() && decision instanceof Append append
                ? begin(live, new Opening(upload, body, append.skip(), () -> {}))
                : discarding(upload, body);
    }

    private OpenAppend begin(LiveUpload live, Opening opening) {
        requireRunning(); // again: the engine may have been closed since, and would not see this append
        UploadId id = opening.session().id();
        lives.hold(id);
        try {
            live.current = new WritingAppend(this, live, opening);
            return live.current;
        } finally {
            if (live.current == null) {
                lives.release(id);
            }
        }
    }

    private OpenAppend discarding(UploadSession upload, Body body) {
        AppendRules.requireValid(body.request().digests(), upload);
        return new DiscardingAppend(upload, body, () -> peek(upload.id()));
    }
}

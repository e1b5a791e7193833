package io.highwater.engine;

import io.highwater.engine.Appends.Body;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.store.SteadyClock;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The rules of resumable uploads over a store: who may do what, one writer an upload, offsets that only rise, limits,
 * completion, expiry and events. Every protocol is a way of speaking to it.
 *
 * <p><b>One writer.</b> A request that may change an upload, or tells where to go on, takes over from an append that is
 * still running: what that one received is committed, its next write fails, and the later request goes on at once,
 * waiting for nobody's network.
 *
 * <p>Thread-safe. All errors are {@link UploadException}; besides the reasons named at the methods every one of them
 * throws {@code NOT_FOUND} (also for uploads that the requester may not know of), {@code GONE}, {@code FORBIDDEN},
 * {@code UNAVAILABLE} and {@code OUT_OF_SPACE}.
 *
 * @since 0.1.0
 */
public final class UploadEngine implements AutoCloseable {

    /**
     * How many uploads may be sent bytes at a time unless another number is set: 8192. Each holds two files open, and
     * its client's connection.
     */
    public static final int DEFAULT_MAX_ACTIVE_APPENDS = 8192;

    private final UploadStore store;
    private final Uploads uploads;
    private final Access access;
    private final AppendPermits permits;
    private final Quotas quotas;
    private final Housekeeping housekeeping;
    private boolean closed; // guarded by this

    private UploadEngine(Builder builder) {
        this.quotas = new Quotas(builder.ownerLimits, System::nanoTime);
        this.store = builder.ownerLimits.areNone() ? builder.store : new CountedStore(builder.store, quotas);
        this.uploads = new Uploads(store, builder.clock, builder.limits, List.copyOf(builder.listeners));
        this.access = new Access(uploads, builder.authorizer, builder.clock, quotas);
        this.permits = new AppendPermits(builder.maxActiveAppends);
        Duration maxAge = builder.limits.expireAfter().orElse(null);
        this.housekeeping = new Housekeeping(
                new Housekeeping.Setup(store, builder.clock, maxAge, builder.housekeepingInterval),
                new Housekeeping.Chores(
                        quotas::countAll, uploads.joins()::resume, uploads::announce, uploads.expiry()::expire));
    }

    /** Begins an engine over {@code store}, which it will close when it is closed. */
    public static Builder builder(UploadStore store) {
        return new Builder(store);
    }

    /** The limits that this engine enforces. */
    public UploadLimits limits() {
        return uploads.rules().limits();
    }

    /** What the store can do. */
    public Set<StoreFeature> features() {
        return store.features();
    }

    /**
     * Creates an upload that belongs to the requester's principal and path. It is durable when this returns.
     *
     * <p>It is empty, unless it is joined from parts: then it is complete when this returns, if they are. Else it waits
     * for them, completes with the last of them, and is gone if one of them is; it has no end of life of its own, and
     * complete parts that somebody waits for have none. Its length is the sum of theirs, and is declared by nobody.
     *
     * @throws UploadException {@code TOO_LARGE} or {@code TOO_SMALL} if the length is beyond the limits; {@code
     *     QUOTA_EXCEEDED} if the requester has begun as much as one may; {@code INVALID_PART} if a part is not to be
     *     had for this requester, under this path, or is none
     * @throws IllegalArgumentException if a length is declared and the upload is joined
     */
    public UploadSession create(Requester who, NewUpload request) {
        return create(who, CreateRequest.of(request));
    }

    /**
     * Creates an empty upload whose finished bytes must have some digest.
     *
     * @throws UploadException as {@link #create(Requester, NewUpload)}; {@code DIGEST_INVALID}
     */
    public UploadSession create(Requester who, CreateRequest request) {
        if (request.upload().composition().isJoined()) {
            return join(who, request);
        }
        Creation creation = access.creation(who, request);
        uploads.rules().admit(request);
        return uploads.create(creation);
    }

    /**
     * Creates an upload and opens it for its first bytes. If these do not come to their end, nothing was created, unless
     * the upload had become complete before, the client {@linkplain OpenAppend#clientIsTold was told} of it, or another
     * request has named it. An upload whose first bytes have a digest is not told to listeners before they have passed
     * the check.
     *
     * @param onTakenOver as in {@link #openAppend}
     * @throws UploadException as {@link #create(Requester, CreateRequest)} and {@link #openAppend}; nothing was created
     *     then
     */
    public OpenAppend create(Requester who, CreateRequest request, AppendRequest first, Runnable onTakenOver) {
        Creation creation = access.creation(who, request);
        uploads.rules().admit(request, access.appendable(who, creation), first);
        return permits.open(
                creation.id(), first, permit -> uploads.create(creation, new Body(first, permit, onTakenOver)));
    }

    private UploadSession join(Requester who, CreateRequest request) {
        Creation creation = access.creation(who, request);
        if (creation.request().length().isPresent()) {
            throw new IllegalArgumentException("the length of a joined upload is the one of its parts");
        }
        List<UploadId> ids = creation.request().composition().parts();
        uploads.parts().expect(creation.id(), ids); // before they are looked at: none is swept from here on
        boolean created = false;
        try {
            Map<UploadId, UploadSession> parts = new HashMap<>();
            ids.forEach(part -> parts.computeIfAbsent(part, each -> access.part(who, each)));
            OptionalLong length =
                    uploads.rules().joinedLength(ids.stream().map(parts::get).toList());
            UploadSession upload = uploads.joins().create(creation.withLength(length));
            created = true;
            return upload;
        } finally {
            if (!created) {
                uploads.parts().forget(creation.id());
            }
        }
    }

    /**
     * Opens an upload for the bytes of one request, before they are read.
     *
     * <p>As many uploads are open at a time as {@link Builder#maxActiveAppends} says. A request that takes over from
     * another needs no more than that one had, and an append of no bytes needs nothing.
     *
     * @param onTakenOver called at most once, when a later request or the closing of the engine ends the append; from
     *     any thread, with no lock of the engine held. The later request waits for its return, so it must not block
     * @throws UploadException {@code JOINED} for every upload that is joined from parts, {@code OFFSET_MISMATCH},
     *     {@code ALREADY_COMPLETE}, {@code LENGTH_CONFLICT}, {@code LENGTH_EXCEEDED}, {@code TOO_LARGE}, {@code
     *     TOO_SMALL}, {@code DIGEST_INVALID}; nothing was changed then. {@code BUSY}, before anything is written
     */
    public OpenAppend openAppend(Requester who, UploadId id, AppendRequest request, Runnable onTakenOver) {
        return permits.open(
                id,
                request,
                permit -> { // before the disk is asked for anything
                    access.appendable(who, id);
                    return uploads.openAppend(id, new Body(request, permit, onTakenOver));
                });
    }

    /** The state, after taking over from a running append, so that its offset is the one to go on from. */
    public UploadSession inspect(Requester who, UploadId id) {
        joinIfWaiting(access.upload(Intent.INSPECT, who, id));
        return uploads.joins().measured(uploads.inspect(id));
    }

    /** The state as it is durable now; a running append goes on. For progress displays. */
    public UploadSession peek(Requester who, UploadId id) {
        access.upload(Intent.INSPECT, who, id);
        return uploads.joins().measured(uploads.peek(id));
    }

    /**
     * Completes an upload. Idempotent: a complete upload answers the same again. Without a declared length the
     * committed offset becomes the length.
     *
     * @param digests what the whole must hash to; if it does not, the upload goes on
     * @throws UploadException {@code INCOMPLETE}, {@code TOO_SMALL}, {@code DIGEST_INVALID}, {@code TAKEN_OVER} if a
     *     later append began while digests were checked, {@code BUSY} if the bytes are being read for another request,
     *     or {@code DIGEST_MISMATCH}. A digest that was given at the
     *     creation and does not match ends the upload: it is gone
     */
    public UploadSession complete(Requester who, UploadId id, ExpectedDigests digests) {
        joinIfWaiting(access.upload(Intent.COMPLETE, who, id));
        return uploads.complete(id, digests);
    }

    /**
     * Gives up an unfinished upload that can never become right, because its client contradicted itself. It is gone
     * from then on; it can still be cancelled.
     *
     * @return the state, gone
     * @throws UploadException {@code ALREADY_COMPLETE}; nothing was changed then
     */
    public UploadSession invalidate(Requester who, UploadId id) {
        access.upload(Intent.APPEND, who, id);
        return uploads.invalidate(id);
    }

    /**
     * Deletes an upload, complete or not, taking over from a running append. One that is damaged is {@code GONE} and
     * stays so: nothing says any more whose it is, so nobody may delete it but the operator, in the store.
     */
    public void cancel(Requester who, UploadId id) {
        access.upload(Intent.CANCEL, who, id);
        uploads.cancel(id);
    }

    /**
     * The bytes of a complete upload.
     *
     * @throws UploadException {@code INCOMPLETE}; {@code GONE} if the application has taken the bytes away
     */
    public Download download(Requester who, UploadId id) {
        access.upload(Intent.DOWNLOAD, who, id);
        return uploads.download(id);
    }

    /**
     * Hands out the turn at a complete upload that is the {@linkplain io.highwater.session.Composition#REQUEST body of
     * a request}, or tells what came of it.
     *
     * @throws UploadException {@code INCOMPLETE}; {@code GONE} if there is neither an outcome nor the bytes
     * @throws IllegalArgumentException if the upload is no body of a request
     */
    public Handling handle(Requester who, UploadId id) {
        UploadSession upload = access.upload(Intent.COMPLETE, who, id);
        if (!upload.composition().isRequest()) {
            throw new IllegalArgumentException("no body of a request: " + id);
        }
        return uploads.handle(id);
    }

    /**
     * A digest of a complete upload's bytes, computed by reading them if it is not remembered from the last time.
     *
     * @throws UploadException as {@link #download}; {@code BUSY} if the bytes are being read for another request
     */
    public ContentDigest digest(Requester who, UploadId id, DigestAlgorithm algorithm) {
        access.upload(Intent.INSPECT, who, id);
        return new ContentDigest(algorithm, uploads.digest(id, algorithm));
    }

    /**
     * Ends running appends, committing what they brought, and closes the store. Later calls fail with {@code
     * UNAVAILABLE}. Whoever has a {@linkplain Handling.Turn turn} may finish it, for which this waits up to five
     * seconds, and as long for listeners. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Daemon.uninterrupted(uploads::stop);
            housekeeping.close();
        } finally {
            uploads.close();
        }
    }

    /** How many unfinished uploads an owner has, as far as they are counted. */
    int openUploads(String owner) {
        return quotas.openOf(owner);
    }

    /** How many appends are open that count. */
    int activeAppends() {
        return permits.held();
    }

    /** The uploads that a request or a running append holds. */
    Set<UploadId> busy() {
        return uploads.lives().ids();
    }

    /** Does now what {@link Housekeeping} does by and by. */
    void keepHouse() {
        housekeeping.run();
    }

    /** Its last part may have been completed a moment ago. */
    private void joinIfWaiting(UploadSession upload) {
        if (Joins.isWaiting(upload)) {
            uploads.joins().attempt(upload.id());
        }
    }

    /**
     * Collects what an engine is made of. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {

        private final UploadStore store;
        private final List<UploadListener> listeners = new ArrayList<>();
        private UploadLimits limits = UploadLimits.defaults();
        private UploadAuthorizer authorizer = UploadAuthorizer.OWNER;
        private Clock clock = SteadyClock.utc();
        private Duration housekeepingInterval = Duration.ofMinutes(1);
        private OwnerLimits ownerLimits = OwnerLimits.NONE;
        private int maxActiveAppends = DEFAULT_MAX_ACTIVE_APPENDS;

        private Builder(UploadStore store) {
            this.store = store;
        }

        /** Sizes and ages; by default {@link UploadLimits#defaults()}. */
        public Builder limits(UploadLimits value) {
            limits = value;
            return this;
        }

        /** Who may do what; by default {@link UploadAuthorizer#OWNER}. */
        public Builder authorizer(UploadAuthorizer value) {
            authorizer = value;
            return this;
        }

        /** Adds somebody who hears what happens. */
        public Builder listener(UploadListener value) {
            listeners.add(value);
            return this;
        }

        /**
         * The time; by default {@link SteadyClock#utc()}. It must be the clock that the store stamps its states with.
         */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /**
         * The pause between two rounds of housekeeping: expiry, and the repetition of completion events that failed. By
         * default a minute; a quarter of the uploads' age limit if that is shorter.
         */
        public Builder housekeepingInterval(Duration value) {
            if (value.toMillis() <= 0) {
                throw new IllegalArgumentException("the housekeeping interval must be at least a millisecond");
            }
            housekeepingInterval = value;
            return this;
        }

        /**
         * How many uploads may be sent bytes at a time, at least 1; by default {@link #DEFAULT_MAX_ACTIVE_APPENDS}.
         * Further ones are refused ({@code BUSY}), before anything is read.
         */
        public Builder maxActiveAppends(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("max-active-appends must be at least 1");
            }
            maxActiveAppends = value;
            return this;
        }

        /** How much one owner may begin; by default as much as they like. */
        public Builder ownerLimits(OwnerLimits value) {
            ownerLimits = value;
            return this;
        }

        /** Starts the engine. */
        public UploadEngine build() {
            UploadEngine engine = new UploadEngine(this);
            engine.housekeeping.start();
            return engine;
        }
    }
}

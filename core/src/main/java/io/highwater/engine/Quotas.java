package io.highwater.engine;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds owners to their limits. Thread-safe. */
final class Quotas {

    private static final String OWNER = "quota-owner";

    private final OwnerLimits limits;
    private final @Nullable CreationPace pace;
    private final @Nullable OpenUploads open;

    Quotas(OwnerLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.pace = limits.maxCreationsPerMinute().isPresent()
                ? new CreationPace(limits.maxCreationsPerMinute().getAsInt(), nanoTime)
                : null;
        this.open = limits.maxOpenUploads().isPresent()
                ? new OpenUploads(limits.maxOpenUploads().getAsInt())
                : null;
    }

    /** The same upload, marked as this requester's, if that will matter. */
    NewUpload marked(NewUpload upload, Requester who) {
        Optional<String> owner =
                limits.areNone() ? Optional.empty() : limits.owner().apply(who);
        if (owner.isEmpty()) {
            return upload;
        }
        Map<String, String> attributes = new HashMap<>(upload.attributes());
        attributes.put(OWNER, owner.get());
        return upload.withAttributes(attributes);
    }

    private static Optional<String> ownerOf(Creation creation) {
        return Optional.ofNullable(creation.request().attributes().get(OWNER));
    }

    /** Counts a creation. @throws UploadException {@code QUOTA_EXCEEDED}; then it does not count */
    void begin(Creation creation) {
        ownerOf(creation).ifPresent(owner -> {
            if (open != null && !open.tryBegin(creation.id(), owner)) {
                throw exceeded("There are too many unfinished uploads; finish or cancel some.");
            }
            if (pace != null && !pace.tryTake(owner)) {
                ended(creation.id());
                throw exceeded("Too many uploads were created lately; try again later.");
            }
        });
    }

    private static UploadException exceeded(String detail) {
        return new UploadException(Reason.QUOTA_EXCEEDED, detail);
    }

    /** An upload is unfinished no more, or was not counted. */
    void ended(UploadId id) {
        if (open != null) {
            open.ended(id);
        }
    }

    /** Counts what a store has, once, but for what is being written to: that is {@linkplain #found found} there. */
    void countAll(UploadStore store, BooleanSupplier goOn) throws IOException {
        OpenUploads counts = open;
        if (counts == null || counts.areAllFound()) {
            return;
        }
        try (Stream<UploadSession> all = store.inactiveSince(Instant.MAX)) {
            all.takeWhile(upload -> goOn.getAsBoolean()).forEach(this::found);
        }
        if (goOn.getAsBoolean()) {
            counts.allFound();
        }
    }

    /** Whether uploads that were there before may not have been counted yet. */
    boolean isCounting() {
        return open != null && !open.areAllFound();
    }

    /** Counts an upload that was there before, unless it was counted or has ended. */
    void found(UploadSession upload) {
        OpenUploads counts = open;
        if (counts != null && upload.isOpen()) {
            ownerOf(upload.creation()).ifPresent(owner -> counts.found(upload.id(), owner));
        }
    }

    /** How many unfinished uploads an owner is known to have. */
    int openOf(String owner) {
        return open == null ? 0 : open.of(owner);
    }
}

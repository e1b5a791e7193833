package io.highwater.store.memory;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.SteadyClock;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps uploads on the heap. Nothing survives the process, so it is for tests and trials; while the process lives it
 * keeps every rule of {@link UploadStore}. Thread-safe as that interface demands.
 *
 * @since 0.1.0
 */
public final class MemoryUploadStore implements UploadStore {

    private final Map<UploadId, Entry> uploads = new ConcurrentHashMap<>();
    private final Clock clock;

    /** An empty store. */
    public MemoryUploadStore() {
        this(SteadyClock.utc());
    }

    /** An empty store that takes its times from {@code clock}. */
    public MemoryUploadStore(Clock clock) {
        this.clock = clock;
    }

    /** One upload as committed; replaced as a whole, so that readers need no lock. No bytes: they were given up. */
    record Entry(UploadSession session, @Nullable Bytes bytes, boolean unannounced) {}

    @Override
    public Set<StoreFeature> features() {
        return Set.of();
    }

    @Override
    public UploadSession create(Creation creation) {
        UploadSession session = UploadSession.begun(creation);
        if (uploads.putIfAbsent(creation.id(), new Entry(session, Bytes.NONE, false)) != null) {
            throw new IllegalStateException("used before: " + creation.id());
        }
        return session;
    }

    @Override
    public Optional<UploadSession> find(UploadId id) {
        return Optional.ofNullable(uploads.get(id)).map(Entry::session);
    }

    @Override
    public UploadWriter openWriter(UploadId id) {
        Entry entry = existing(id);
        entry.session.requireOpen();
        return new MemoryUploadWriter(this, entry.session, bytesOf(entry));
    }

    @Override
    public UploadContent content(UploadId id) {
        Entry entry = existing(id);
        return new MemoryContent(this, entry.session, bytesOf(entry));
    }

    @Override
    public UploadSession retire(UploadId id) {
        return replace(id, old -> new Entry(old.session.retired(clock.instant()), null, false)).session;
    }

    @Override
    public void delete(UploadId id) {
        uploads.remove(id);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) {
        return uploads.values().stream()
                .map(Entry::session)
                .filter(s -> !s.isComplete() || !s.composition().isKept())
                .filter(s -> s.updatedAt().isBefore(moment));
    }

    @Override
    public Stream<UploadId> unannounced() {
        return uploads.values().stream().filter(Entry::unannounced).map(entry -> entry.session.id());
    }

    @Override
    public void markAnnounced(UploadId id) {
        uploads.computeIfPresent(id, (key, e) -> new Entry(e.session, e.bytes, false));
    }

    @Override
    public void close() {
        // nothing to give back: the uploads live as long as this object
    }

    /** Replaces an open upload's state and bytes in one step. {@code crc32c} is the one of the added bytes. */
    UploadSession commit(UploadId id, Bytes bytes, Commit commit, int crc32c) {
        return replace(id, old -> {
                    long added = bytes.size() - old.session.committed();
                    UploadSession next = commit.appliedTo(old.session, added, crc32c, clock.instant());
                    return new Entry(next, bytes, commit.completes() && commit.announce());
                })
                .session;
    }

    /** Drops the bytes of a complete upload, which stays. */
    void release(UploadId id) {
        uploads.computeIfPresent(id, (key, e) -> new Entry(e.session, null, e.unannounced));
    }

    private Entry replace(UploadId id, UnaryOperator<Entry> change) {
        Entry changed = uploads.computeIfPresent(id, (key, old) -> change.apply(old));
        return orNotFound(changed);
    }

    private Entry existing(UploadId id) {
        return orNotFound(uploads.get(id));
    }

    private static Entry orNotFound(@Nullable Entry entry) {
        if (entry == null) {
            throw new UploadException(Reason.NOT_FOUND, "no such upload");
        }
        return entry;
    }

    private static Bytes bytesOf(Entry entry) {
        if (entry.bytes == null) {
            throw new UploadException(Reason.GONE, "the bytes are not here any more");
        }
        return entry.bytes;
    }
}

package io.highwater.store.memory;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
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
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps uploads on the heap. Nothing survives the process, so it is for tests and trials; while the process lives it keeps
 * every rule of {@link UploadStore}. Thread-safe as that interface demands.
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

    /** One upload as committed; replaced as a whole, so that readers need no lock. */
    record Entry(UploadSession session, Bytes bytes, boolean unannounced) {}

    @Override
    public Set<StoreFeature> features() {
        return Set.of();
    }

    @Override
    public UploadSession create(Creation creation) {
        OptionalLong length = creation.request().length();
        UploadSession session = new UploadSession(creation, UploadStatus.OPEN, 0, length, 0, creation.createdAt());
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
        return new MemoryUploadWriter(this, existing(id));
    }

    @Override
    public UploadContent content(UploadId id) {
        Entry entry = existing(id);
        if (entry.session.isGone() || entry.bytes.size() < entry.session.committed()) {
            throw new UploadException(Reason.GONE, "the bytes are not here any more");
        }
        return new MemoryContent(this, entry);
    }

    @Override
    public UploadSession retire(UploadId id) {
        UploadSession old = existing(id).session;
        UploadSession gone = new UploadSession(
                old.creation(), UploadStatus.GONE, old.committed(), old.length(), old.crc32c(), clock.instant());
        uploads.put(id, new Entry(gone, Bytes.NONE, false));
        return gone;
    }

    @Override
    public void delete(UploadId id) {
        uploads.remove(id);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) {
        return uploads.values().stream()
                .map(Entry::session)
                .filter(s -> !s.isComplete() && s.updatedAt().isBefore(moment));
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

    /** Replaces an upload's state and bytes in one step. */
    UploadSession commit(UploadSession old, Bytes bytes, Commit commit, int crc32c) {
        OptionalLong declared = commit.length().isPresent() ? commit.length() : old.length();
        OptionalLong length = commit.completes() ? OptionalLong.of(bytes.size()) : declared;
        UploadStatus status = commit.completes() ? UploadStatus.COMPLETE : old.status();
        UploadSession session =
                new UploadSession(old.creation(), status, bytes.size(), length, crc32c, clock.instant());
        uploads.put(session.id(), new Entry(session, bytes, commit.completes() && commit.announce()));
        return session;
    }

    /** Drops the bytes of a complete upload, which stays. */
    void release(UploadId id) {
        uploads.computeIfPresent(id, (key, e) -> new Entry(e.session, Bytes.NONE, e.unannounced));
    }

    private Entry existing(UploadId id) {
        Entry entry = uploads.get(id);
        if (entry == null) {
            throw new UploadException(Reason.NOT_FOUND, "no such upload");
        }
        return entry;
    }
}

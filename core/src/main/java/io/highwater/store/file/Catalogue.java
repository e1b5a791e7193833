package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The durable states that this process knows, the lately used of them, and the uploads whose state it must doubt
 * because a write or sync failed. Thread-safe; {@link #lock} keeps two from changing one upload.
 */
final class Catalogue {

    private static final int REMEMBERED = 10_000;
    private static final int LOCKS = 1024; // many more than running commits, so that these hardly ever share one

    private final Recovery recovery;
    private final Map<UploadId, StoredUpload> known = Collections.synchronizedMap(new LatelyUsed());
    private final Set<UploadId> doubted = ConcurrentHashMap.newKeySet();
    private final Lock[] locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toArray(Lock[]::new);

    Catalogue(Recovery recovery) {
        this.recovery = recovery;
    }

    /** The lock to be held while an upload is changed or loaded; others may share it. */
    Lock lock(UploadId id) {
        return locks[Math.floorMod(id.hashCode(), LOCKS)];
    }

    /** The durable state of an upload, from memory or from disk. */
    Optional<StoredUpload> find(UploadId id) throws IOException {
        StoredUpload upload = known.get(id);
        return upload != null ? Optional.of(upload) : load(id);
    }

    /** The same. @throws UploadException {@code NOT_FOUND} if there is none */
    StoredUpload require(UploadId id) throws IOException {
        return find(id).orElseThrow(() -> new UploadException(Reason.NOT_FOUND, "no such upload"));
    }

    /** What stands in the state file, as {@link Recovery#peek}; nothing is remembered of it. */
    @Nullable
    StoredUpload peek(UploadId id) throws IOException {
        return recovery.peek(id);
    }

    private Optional<StoredUpload> load(UploadId id) throws IOException {
        lock(id).lock();
        try {
            StoredUpload upload = known.get(id);
            return upload != null ? Optional.of(upload) : loadHoldingLock(id);
        } finally {
            lock(id).unlock();
        }
    }

    private Optional<StoredUpload> loadHoldingLock(UploadId id) throws IOException {
        Optional<StoredUpload> loaded;
        try {
            loaded = recovery.load(id, doubted.contains(id));
        } catch (IOException e) {
            doubt(id);
            throw e;
        } catch (UploadException e) {
            if (e.reason() == Reason.GONE) {
                doubted.remove(id); // it is in quarantine, durably
            }
            throw e;
        }
        doubted.remove(id);
        loaded.ifPresent(this::put);
        return loaded;
    }

    /** Notes a state that has become durable. */
    void put(StoredUpload upload) {
        known.put(upload.id(), upload);
    }

    /** Notes that a write or sync of an upload failed: nothing is known of its state but that it must be recovered. */
    void doubt(UploadId id) {
        doubted.add(id);
        known.remove(id);
    }

    /** Forgets an upload that was deleted. */
    void forget(UploadId id) {
        known.remove(id);
        doubted.remove(id);
    }

    /** Whether there is no upload whose state must be doubted. */
    boolean isSure() {
        return doubted.isEmpty();
    }

    private static final class LatelyUsed extends LinkedHashMap<UploadId, StoredUpload> {

        private static final long serialVersionUID = 1L;

        LatelyUsed() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, StoredUpload> eldest) {
            return size() > REMEMBERED;
        }
    }
}

package io.highwater.store.tck.broken;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import io.highwater.store.memory.MemoryUploadStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What survives a reopening, and what broken stores scribble on it. */
final class Storage {

    final Clock clock;
    final Set<UploadId> damaged = ConcurrentHashMap.newKeySet();
    final Set<UploadId> marks = ConcurrentHashMap.newKeySet();
    final Map<UploadId, UploadSession> sessions = new ConcurrentHashMap<>();
    final List<UploadWriter> writers = new CopyOnWriteArrayList<>();

    private final MemoryUploadStore memory;
    private int openings;

    Storage(Clock clock) {
        this.clock = clock;
        this.memory = new MemoryUploadStore(clock);
    }

    UploadStore open() {
        openings++;
        return new SoundStore(memory, damaged);
    }

    /** The storage past the check for damage. */
    MemoryUploadStore withDamaged() {
        return memory;
    }

    int openings() {
        return openings;
    }

    boolean isReopened() {
        return openings > 1;
    }
}

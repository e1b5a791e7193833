package io.highwater.engine;

import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What durable bytes hash to. These never change, so who asks again is told what was computed for the one before; and
 * while an upload is read nobody else has it read: a small request must not cost the reading of a large file as often
 * as somebody likes. Thread-safe.
 */
final class DurableDigests {

    private final UploadStore store;
    private final LiveUploads lives;
    private final Runnable requireRunning;
    private final Map<UploadId, Known> known = new LatelyAsked(); // guarded by itself
    private final Map<UploadId, Long> beingRead = new ConcurrentHashMap<>(); // so many bytes

    /** @param requireRunning throws once the engine is being closed; asked while bytes are read */
    DurableDigests(UploadStore store, LiveUploads lives, Runnable requireRunning) {
        this.store = store;
        this.lives = lives;
        this.requireRunning = requireRunning;
    }

    /** Digests of the first {@code size} bytes of an upload. */
    private record Known(long size, Map<DigestAlgorithm, byte[]> digests) {}

    /**
     * The digests of all that {@code upload} had committed, by {@code algorithms} at least. May read all of it, so not
     * under its monitor.
     *
     * @throws UploadException {@code BUSY} if it is being read for another request; {@code TAKEN_OVER} if another one
     *     has more of it read meanwhile; {@code GONE}
     */
    Map<DigestAlgorithm, byte[]> of(UploadSession upload, Collection<DigestAlgorithm> algorithms) {
        Optional<Map<DigestAlgorithm, byte[]>> before = remembered(upload, algorithms);
        if (before.isPresent()) {
            return before.get();
        }
        begin(upload);
        try {
            return remembered(upload, algorithms).orElseGet(() -> remember(upload, read(upload, algorithms)));
        } finally {
            beingRead.remove(upload.id(), upload.committed());
        }
    }

    /** Who has more read than another goes first. */
    private void begin(UploadSession upload) {
        beingRead.merge(upload.id(), upload.committed(), (before, now) -> {
            if (before >= now) {
                throw new UploadException(
                        Reason.BUSY, "The upload is being read for another request; try again later.", upload);
            }
            return now;
        });
    }

    private void requireWanted(UploadSession upload) {
        requireRunning.run();
        if (!Objects.equals(beingRead.get(upload.id()), upload.committed())) {
            throw new UploadException(Reason.TAKEN_OVER, "A later request has more of the upload read.", upload);
        }
    }

    private Map<DigestAlgorithm, byte[]> read(UploadSession upload, Collection<DigestAlgorithm> algorithms) {
        BodyDigests digests = new BodyDigests(algorithms);
        UploadContent content = lives.locked(upload.id(), live -> Storage.call(() -> store.content(upload.id())));
        digests.update(content, upload.committed(), () -> requireWanted(upload));
        return digests.results();
    }

    private Optional<Map<DigestAlgorithm, byte[]>> remembered(
            UploadSession upload, Collection<DigestAlgorithm> algorithms) {
        synchronized (known) {
            return Optional.ofNullable(known.get(upload.id()))
                    .filter(last -> last.size == upload.committed())
                    .map(Known::digests)
                    .filter(digests -> digests.keySet().containsAll(algorithms));
        }
    }

    private Map<DigestAlgorithm, byte[]> remember(UploadSession upload, Map<DigestAlgorithm, byte[]> digests) {
        Map<DigestAlgorithm, byte[]> all = new EnumMap<>(digests);
        remembered(upload, Set.of()).ifPresent(all::putAll);
        synchronized (known) {
            known.put(upload.id(), new Known(upload.committed(), Map.copyOf(all)));
        }
        return all;
    }

    /** About 400 bytes each. */
    private static final class LatelyAsked extends LinkedHashMap<UploadId, Known> {

        private static final long serialVersionUID = 1L;
        private static final int REMEMBERED = 4096;

        LatelyAsked() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UploadId, Known> eldest) {
            return size() > REMEMBERED;
        }
    }
}

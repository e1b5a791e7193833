package io.highwater.servlet;

import io.highwater.session.Creation;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells how far the newest writer of each upload has come, so that a test can wait for bytes on their way. */
class CountingStore implements UploadStore {

    private final UploadStore store;
    private final Map<String, Long> positions = new ConcurrentHashMap<>();
    private final LongAdder written = new LongAdder();
    private final LongAdder asked = new LongAdder();

    CountingStore(UploadStore store) {
        this.store = store;
    }

    long position(String id) {
        return positions.getOrDefault(id, 0L);
    }

    /** How often it was asked for some upload. */
    long asked() {
        return asked.sum();
    }

    /** Bytes that all writers were given. */
    long written() {
        return written.sum();
    }

    /** The uploads that are not complete. */
    Set<UploadId> open() throws IOException {
        try (Stream<UploadSession> all = store.inactiveSince(Instant.MAX)) {
            return all.filter(UploadSession::isOpen).map(UploadSession::id).collect(Collectors.toSet());
        }
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        return new ForwardingWriter(store.openWriter(id)) {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                written.add(bytes.remaining());
                super.write(bytes);
                positions.put(id.value(), position());
            }
        };
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        return store.create(creation);
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        asked.increment();
        return store.find(id);
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        return store.content(id);
    }

    @Override
    public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        return store.concatenate(id, completing);
    }

    @Override
    public Stream<UploadSession> unjoined() throws IOException {
        return store.unjoined();
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        return store.retire(id);
    }

    @Override
    public void delete(UploadId id) throws IOException {
        store.delete(id);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return store.inactiveSince(moment);
    }

    @Override
    public Stream<UploadId> unannounced() throws IOException {
        return store.unannounced();
    }

    @Override
    public void markAnnounced(UploadId id) throws IOException {
        store.markAnnounced(id);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}

package io.highwater.store.tck.broken;

import io.highwater.session.Creation;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Passes every call on; what comes back passes through three hooks. */
class ForwardingStore implements UploadStore {

    final UploadStore store;

    ForwardingStore(UploadStore store) {
        this.store = store;
    }

    /** Every session that leaves the store. */
    UploadSession seen(UploadSession session) {
        return session;
    }

    /** Every writer that leaves the store. */
    UploadWriter writing(UploadId id, UploadWriter writer) {
        return new ForwardingWriter(writer) {
            @Override
            UploadSession seen(UploadSession session) {
                return ForwardingStore.this.seen(session);
            }
        };
    }

    /** Every content that leaves the store. */
    UploadContent reading(UploadId id, UploadContent content) throws IOException {
        return content;
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        return seen(store.create(creation));
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        return store.find(id).map(this::seen);
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        return writing(id, store.openWriter(id));
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        return reading(id, store.content(id));
    }

    @Override
    public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        return seen(store.concatenate(id, completing));
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        return seen(store.retire(id));
    }

    @Override
    public void delete(UploadId id) throws IOException {
        store.delete(id);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return store.inactiveSince(moment).map(this::seen);
    }

    @Override
    public Stream<UploadSession> unjoined() throws IOException {
        return store.unjoined().map(this::seen);
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

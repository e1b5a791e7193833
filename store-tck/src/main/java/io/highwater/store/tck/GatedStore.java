package io.highwater.store.tck;

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

/** A store behind a gate that every call, to it, its writers and its contents, must pass. */
abstract class GatedStore implements UploadStore {

    private final UploadStore store;
    private final Gate gate;

    GatedStore(UploadStore store, Gate gate) {
        this.store = store;
        this.gate = gate;
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        return gate.pass(() -> store.create(creation));
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        return gate.pass(() -> store.find(id));
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        return gate.pass(() -> new GatedWriter(store.openWriter(id), gate));
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        return gate.pass(() -> new GatedContent(store.content(id), gate));
    }

    @Override
    public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        return gate.pass(() -> store.concatenate(id, completing));
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        return gate.pass(() -> store.retire(id));
    }

    @Override
    public void delete(UploadId id) throws IOException {
        gate.pass((Gate.Action) () -> store.delete(id));
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return gate.pass(() -> store.inactiveSince(moment));
    }

    @Override
    public Stream<UploadSession> unjoined() throws IOException {
        return gate.pass(store::unjoined);
    }

    @Override
    public Stream<UploadId> unannounced() throws IOException {
        return gate.pass(store::unannounced);
    }

    @Override
    public void markAnnounced(UploadId id) throws IOException {
        gate.pass((Gate.Action) () -> store.markAnnounced(id));
    }

    @Override
    public void close() throws IOException {
        gate.close(store);
    }
}

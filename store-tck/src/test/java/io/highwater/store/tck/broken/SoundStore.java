package io.highwater.store.tck.broken;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A store over a storage in memory that outlives it and can be damaged; it keeps every rule. */
final class SoundStore extends ForwardingStore {

    private final Set<UploadId> damaged;

    SoundStore(UploadStore storage, Set<UploadId> damaged) {
        super(storage);
        this.damaged = damaged;
    }

    private void requireSound(UploadId id) {
        if (damaged.contains(id)) {
            throw new UploadException(Reason.GONE, "damaged");
        }
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        requireSound(id);
        return super.find(id);
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        requireSound(id);
        return super.openWriter(id);
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        requireSound(id);
        return super.content(id);
    }

    @Override
    public Stream<UploadSession> unjoined() throws IOException {
        return super.unjoined().filter(session -> !damaged.contains(session.id()));
    }

    @Override
    public void delete(UploadId id) throws IOException {
        super.delete(id);
        damaged.remove(id);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return super.inactiveSince(moment).filter(session -> !damaged.contains(session.id()));
    }

    @Override
    public Stream<UploadId> unannounced() throws IOException {
        return super.unannounced().filter(id -> !damaged.contains(id));
    }
}

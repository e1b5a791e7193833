package io.highwater.engine;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells quotas of every upload that begins or is unfinished no more, whatever ends it. Thread-safe as what it is over.
 */
final class CountedStore implements UploadStore {

    private final UploadStore store;
    private final Quotas quotas;

    CountedStore(UploadStore store, Quotas quotas) {
        this.store = store;
        this.quotas = quotas;
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        quotas.begin(creation);
        boolean created = false;
        try {
            UploadSession upload = store.create(creation);
            created = true;
            return upload;
        } finally {
            if (!created) {
                quotas.ended(creation.id());
            }
        }
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        if (quotas.isCounting()) { // a store may leave out what is being written to when it is asked for all
            find(id).ifPresent(quotas::found);
        }
        return new CountedWriter(id, unlessGone(id, () -> store.openWriter(id)));
    }

    @Override
    public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        return noted(store.concatenate(id, completing));
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        return noted(unlessGone(id, () -> store.retire(id)));
    }

    private UploadSession noted(UploadSession upload) {
        if (!upload.isOpen()) {
            quotas.ended(upload.id());
        }
        return upload;
    }

    /** What is found damaged is nobody's any more, though nothing says whose it was. */
    private <T> T unlessGone(UploadId id, Storage.Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (UploadException e) {
            if (e.reason() == Reason.GONE) {
                quotas.ended(id);
            }
            throw e;
        }
    }

    @Override
    public void delete(UploadId id) throws IOException {
        store.delete(id);
        quotas.ended(id);
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        return unlessGone(id, () -> store.find(id));
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        return store.content(id);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return store.inactiveSince(moment);
    }

    @Override
    public Stream<UploadSession> unjoined() throws IOException {
        return store.unjoined();
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

    private final class CountedWriter implements UploadWriter {

        private final UploadId id;
        private final UploadWriter writer;

        CountedWriter(UploadId id, UploadWriter writer) {
            this.id = id;
            this.writer = writer;
        }

        @Override
        public long position() {
            return writer.position();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            writer.write(bytes);
        }

        @Override
        public UploadSession commit(Commit commit) throws IOException {
            try {
                return noted(writer.commit(commit));
            } catch (IOException | RuntimeException e) {
                noteFailed(e);
                throw e;
            }
        }

        /** What has failed may be durable all the same (rule S6). */
        private void noteFailed(Exception failure) {
            try {
                find(id).ifPresent(CountedStore.this::noted);
            } catch (IOException | UploadException e) {
                failure.addSuppressed(e);
            }
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}

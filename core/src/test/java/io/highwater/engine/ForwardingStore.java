package io.highwater.engine;

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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Hands every call about an upload through {@link #around}, to be watched or broken. */
abstract class ForwardingStore implements UploadStore {

    private final UploadStore store;

    ForwardingStore(UploadStore store) {
        this.store = store;
    }

    enum Op {
        CREATE,
        FIND,
        OPEN_WRITER,
        WRITE,
        COMMIT,
        CLOSE_WRITER,
        CONTENT,
        CONCATENATE,
        RETIRE,
        DELETE,
        MARK_ANNOUNCED
    }

    interface Call<T> {
        T run() throws IOException;
    }

    abstract <T> T around(Op op, UploadId id, Call<T> call) throws IOException;

    UploadStore inner() {
        return store;
    }

    @Override
    public Set<StoreFeature> features() {
        return store.features();
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        return around(Op.CREATE, creation.id(), () -> store.create(creation));
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        return around(Op.FIND, id, () -> store.find(id));
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        return around(Op.OPEN_WRITER, id, () -> new ForwardingWriter(id, store.openWriter(id)));
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        return around(Op.CONTENT, id, () -> store.content(id));
    }

    @Override
    public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        return around(Op.CONCATENATE, id, () -> store.concatenate(id, completing));
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        return around(Op.RETIRE, id, () -> store.retire(id));
    }

    @Override
    public void delete(UploadId id) throws IOException {
        around(Op.DELETE, id, () -> {
            store.delete(id);
            return id;
        });
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
        around(Op.MARK_ANNOUNCED, id, () -> {
            store.markAnnounced(id);
            return id;
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private final class ForwardingWriter implements UploadWriter {

        private final UploadId id;
        private final UploadWriter writer;

        ForwardingWriter(UploadId id, UploadWriter writer) {
            this.id = id;
            this.writer = writer;
        }

        @Override
        public long position() {
            return writer.position();
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            around(Op.WRITE, id, () -> {
                writer.write(bytes);
                return id;
            });
        }

        @Override
        public UploadSession commit(Commit commit) throws IOException {
            return around(Op.COMMIT, id, () -> writer.commit(commit));
        }

        @Override
        public void close() throws IOException {
            around(Op.CLOSE_WRITER, id, () -> {
                writer.close();
                return id;
            });
        }
    }
}

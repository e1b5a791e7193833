package io.highwater.store.memory;

import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.UploadWriter;
import java.nio.ByteBuffer;

/** Collects bytes behind the committed ones and hands them over as a whole. */
final class MemoryUploadWriter implements UploadWriter {

    private final MemoryUploadStore store;
    private UploadSession session;
    private Bytes bytes;
    private boolean closed;

    MemoryUploadWriter(MemoryUploadStore store, UploadSession session, Bytes bytes) {
        this.store = store;
        this.session = session;
        this.bytes = bytes;
    }

    @Override
    public long position() {
        return bytes.size();
    }

    @Override
    public void write(ByteBuffer more) {
        requireOpen();
        bytes = bytes.plus(more);
    }

    @Override
    public UploadSession commit(Commit commit) {
        requireOpen();
        int from = (int) session.committed();
        int added = Crc32c.of(ByteBuffer.wrap(bytes.array(), from, bytes.size() - from));
        session = store.commit(session.id(), bytes, commit, added);
        return session;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
    }
}

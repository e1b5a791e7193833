package io.highwater.store.tck.broken;

import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Passes every call on. */
class ForwardingWriter implements UploadWriter {

    final UploadWriter writer;

    ForwardingWriter(UploadWriter writer) {
        this.writer = writer;
    }

    UploadSession seen(UploadSession session) {
        return session;
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
        return seen(writer.commit(commit));
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}

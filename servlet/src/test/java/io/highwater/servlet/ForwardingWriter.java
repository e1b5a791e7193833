package io.highwater.servlet;

import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A writer that leaves all to another one. */
class ForwardingWriter implements UploadWriter {

    private final UploadWriter writer;

    ForwardingWriter(UploadWriter writer) {
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
        return writer.commit(commit);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}

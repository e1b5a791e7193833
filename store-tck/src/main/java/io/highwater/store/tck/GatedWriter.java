package io.highwater.store.tck;

import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A writer behind a gate. */
record GatedWriter(UploadWriter writer, Gate gate) implements UploadWriter {

    @Override
    public long position() {
        return writer.position();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        gate.pass((Gate.Action) () -> writer.write(bytes));
    }

    @Override
    public UploadSession commit(Commit commit) throws IOException {
        return gate.pass(() -> writer.commit(commit));
    }

    @Override
    public void close() throws IOException {
        gate.close(writer);
    }
}

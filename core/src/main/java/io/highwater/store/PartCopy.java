package io.highwater.store;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Concatenates by copying: what every store can do. */
final class PartCopy {

    private static final int BUFFER_SIZE = 256 << 10;

    private PartCopy() {}

    static UploadSession concatenate(UploadStore store, UploadId id, Commit completing) throws IOException {
        UploadSession upload =
                store.find(id).orElseThrow(() -> new UploadException(Reason.NOT_FOUND, "no such upload"));
        try (UploadWriter writer = store.openWriter(id)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
            for (UploadId part : upload.composition().parts()) {
                copy(store.content(part), writer, buffer);
            }
            return writer.commit(completing);
        }
    }

    private static void copy(UploadContent part, UploadWriter writer, ByteBuffer buffer) throws IOException {
        try (ReadableByteChannel channel = part.open(0, part.size())) {
            while (channel.read(buffer.clear()) >= 0) {
                writer.write(buffer.flip());
            }
        }
    }
}

package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;

/** The bytes of a complete upload that are with the application already, from an earlier delivery of its event. */
final class MovedContent implements UploadContent {

    private static final int BUFFER_SIZE = 256 << 10;

    private final UploadSession upload;

    MovedContent(UploadSession upload) {
        this.upload = upload;
    }

    @Override
    public long size() {
        return upload.committed();
    }

    @Override
    public ReadableByteChannel open(long from, long to) {
        throw gone();
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    /** Done already if the bytes are there. */
    @Override
    public void moveTo(Path target) throws IOException {
        if (!Files.isRegularFile(target)
                || Files.size(target) != upload.committed()
                || crc32c(target) != upload.crc32c()) {
            throw gone();
        }
    }

    @Override
    public void discard() {
        // they are not here any more
    }

    private static int crc32c(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer.clear()) >= 0) {
                crc.update(buffer.flip());
            }
        }
        return (int) crc.getValue();
    }

    private UploadException gone() {
        return new UploadException(Reason.GONE, "The bytes were moved away.", upload);
    }
}

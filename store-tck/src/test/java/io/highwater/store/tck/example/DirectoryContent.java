package io.highwater.store.tck.example;

import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The committed part of the file of bytes. */
record DirectoryContent(DirectoryStore store, UploadSession session) implements UploadContent {

    private Path file() {
        return store.file(session.id(), ".bytes");
    }

    @Override
    public long size() {
        return session.committed();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        Objects.checkFromToIndex(from, to, size());
        return new Range(FileChannel.open(file()).position(from), to);
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(file());
    }

    @Override
    public void moveTo(Path target) throws IOException {
        if (!session.isComplete()) {
            throw new IllegalStateException("not complete");
        }
        if (Files.exists(file())) { // else an earlier call has moved them
            Durably.copy(file(), target);
            store.dropBytes(session);
        }
    }

    /** Reads a file up to an end. */
    private record Range(FileChannel channel, long end) implements ReadableByteChannel {
        @Override
        public int read(ByteBuffer buffer) throws IOException {
            long left = end - channel.position();
            if (left <= 0) {
                return -1;
            }
            int limit = buffer.limit();
            buffer.limit((int) Math.min(limit, buffer.position() + left));
            try {
                return channel.read(buffer);
            } finally {
                buffer.limit(limit);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

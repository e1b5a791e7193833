package io.highwater.store.memory;

import io.highwater.session.UploadSession;
import io.highwater.store.DurableFiles;
import io.highwater.store.UploadContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The bytes of one upload on the heap. */
final class MemoryContent implements UploadContent {

    private final MemoryUploadStore store;
    private final UploadSession session;
    private final Bytes bytes;

    MemoryContent(MemoryUploadStore store, UploadSession session, Bytes bytes) {
        this.store = store;
        this.session = session;
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public ReadableByteChannel open(long from, long to) {
        Objects.checkFromToIndex(from, to, size());
        return Channels.newChannel(new ByteArrayInputStream(bytes.array(), (int) from, (int) (to - from)));
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        requireComplete();
        DurableFiles.copy(this, target);
        store.release(session.id());
    }

    @Override
    public void discard() {
        requireComplete();
        store.release(session.id());
    }

    private void requireComplete() {
        if (!session.isComplete()) {
            throw new IllegalStateException("not complete");
        }
    }
}

package io.highwater.store.memory;

import io.highwater.store.UploadContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** The bytes of one upload on the heap. */
final class MemoryContent implements UploadContent {

    private final MemoryUploadStore store;
    private final MemoryUploadStore.Entry entry;

    MemoryContent(MemoryUploadStore store, MemoryUploadStore.Entry entry) {
        this.store = store;
        this.entry = entry;
    }

    @Override
    public long size() {
        return entry.session().committed();
    }

    @Override
    public ReadableByteChannel open(long from, long to) {
        Objects.checkFromToIndex(from, to, size());
        return Channels.newChannel(new ByteArrayInputStream(entry.bytes().array(), (int) from, (int) (to - from)));
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        if (!entry.session().isComplete()) {
            throw new IllegalStateException("not complete");
        }
        Files.write(target, Arrays.copyOf(entry.bytes().array(), (int) size()));
        store.release(entry.session().id());
    }
}

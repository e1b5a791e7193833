package io.highwater.store.file;

import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The bytes of one upload in its file. */
final class FileContent implements UploadContent {

    private final FileUploadStore store;
    private final StoredUpload upload;
    private final Path data;

    FileContent(FileUploadStore store, StoredUpload upload) {
        this.store = store;
        this.upload = upload;
        this.data = store.directory().layout().data(upload.id());
    }

    @Override
    public long size() {
        return upload.slot().end();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        Objects.checkFromToIndex(from, to, size());
        try {
            return new RangeChannel(store.directory().disk().open(data, Disk.Access.READ), from, to);
        } catch (NoSuchFileException | NotRegularFileException e) {
            throw store.lost(upload.id(), e);
        }
    }

    @Override
    public Optional<Path> path() {
        return upload.slot().is(Slot.COMPLETE) ? Optional.of(data) : Optional.empty();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        if (!upload.slot().is(Slot.COMPLETE)) {
            throw new IllegalStateException("not complete");
        }
        Handover handover = new Handover(store.directory().disk(), data, upload);
        if (!handover.isDone(target)) {
            place(handover, target);
        }
        store.release(upload.id());
    }

    private void place(Handover handover, Path target) throws IOException {
        try {
            handover.place(target);
        } catch (NoSuchFileException e) {
            throw store.lost(upload.id(), e);
        }
    }
}

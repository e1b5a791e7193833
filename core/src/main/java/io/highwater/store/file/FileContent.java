package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** The bytes of one upload in its files. */
final class FileContent implements UploadContent {

    private final FileUploadStore store;
    private final StoredUpload upload;

    FileContent(FileUploadStore store, StoredUpload upload) {
        this.store = store;
        this.upload = upload;
    }

    /** Something done with the files of an upload. */
    private interface Use<T> {
        T of(Pieces pieces) throws IOException;
    }

    @Override
    public long size() {
        return upload.slot().end();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        Objects.checkFromToIndex(from, to, size());
        return use(pieces -> pieces.open(from, to));
    }

    /** Uses the files where they are now: those of a joined upload may be replaced at any time, by one of its own. */
    private <T> T use(Use<T> use) throws IOException {
        while (true) {
            StoredUpload now = current();
            try {
                return use.of(Pieces.of(store.directory(), now));
            } catch (NoSuchFileException | NotRegularFileException e) {
                if (current().slot().is(Slot.JOINED) == now.slot().is(Slot.JOINED)) {
                    throw store.lost(upload.id(), e);
                }
            }
        }
    }

    private StoredUpload current() throws IOException {
        return upload.session().composition().isJoined() ? store.catalogue().require(upload.id()) : upload;
    }

    @Override
    public Optional<Path> path() {
        if (!upload.slot().is(Slot.COMPLETE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(store.file(upload));
        } catch (IOException e) {
            throw new UploadException(Reason.UNAVAILABLE, "the parts cannot be made one file now", e);
        }
    }

    @Override
    public void moveTo(Path target) throws IOException {
        requireComplete();
        use(pieces -> {
            Handover handover = new Handover(pieces, upload);
            if (!handover.isDone(target)) {
                handover.place(target);
            }
            return target;
        });
        store.release(upload.id());
    }

    @Override
    public void discard() throws IOException {
        requireComplete();
        store.release(upload.id());
    }

    private void requireComplete() {
        if (!upload.slot().is(Slot.COMPLETE)) {
            throw new IllegalStateException("not complete");
        }
    }
}

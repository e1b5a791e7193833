package io.highwater.store.file;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes bytes at their place and commits them: data, sync, slot, sync, one after the other. A slot on disk therefore
 * speaks of bytes that are there.
 */
final class FileUploadWriter implements UploadWriter {

    private final FileUploadStore store;
    private final DiskFile data;
    private final DiskFile state;
    private final CRC32C added = new CRC32C();
    private StoredUpload upload;
    private long position;
    private boolean unsynced;
    private boolean usable = true;
    private boolean closed;

    private FileUploadWriter(FileUploadStore store, StoredUpload upload, DiskFile data, DiskFile state) {
        this.store = store;
        this.upload = upload;
        this.position = upload.slot().end();
        this.data = data;
        this.state = state;
    }

    /** Opens an upload's files. To be called within a change of the upload. */
    static FileUploadWriter open(FileUploadStore store, StoredUpload upload) throws IOException {
        Disk disk = store.directory().disk();
        Layout layout = store.directory().layout();
        DiskFile data = disk.open(layout.data(upload.id()), Disk.Access.WRITE);
        try {
            DiskFile state = disk.open(layout.state(upload.id()), Disk.Access.WRITE);
            return prepared(new FileUploadWriter(store, upload, data, state));
        } catch (IOException e) {
            data.close();
            throw e;
        }
    }

    private static FileUploadWriter prepared(FileUploadWriter writer) throws IOException {
        try {
            if (writer.data.size() < writer.position) {
                throw new EOFException("the data ends before " + writer.position);
            }
            writer.cutToCommitted();
            return writer;
        } catch (IOException e) {
            writer.state.close();
            throw e;
        }
    }

    UploadId id() {
        return upload.id();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        store.reserve().take(upload.creation(), bytes.remaining());
        run(() -> store.operations().write(id(), () -> {
            requireUsable();
            unsynced = true;
            int count = bytes.remaining();
            added.update(bytes.duplicate());
            data.writeFully(bytes, position);
            position += count;
            return count;
        }));
    }

    @Override
    public UploadSession commit(Commit commit) throws IOException {
        return run(() -> store.operations().change(id(), () -> {
            requireUsable();
            store.directory().requirePresent(); // else bytes would be acknowledged that no name leads to
            StoredUpload next = upload.at(following(commit));
            UploadSession session = next.session();
            makeDurable(next.slot(), commit);
            store.operations().synced();
            upload = next;
            store.catalogue().put(next);
            added.reset();
            return session;
        }));
    }

    private Slot following(Commit commit) {
        Extent bytes = new Extent(upload.slot().end(), position, (int) added.getValue());
        Slot next = upload.slot()
                .with(bytes)
                .with(commit)
                .following(store.directory().generation(), store.clock().instant());
        long length = commit.length().orElse(upload.session().length().orElse(position));
        boolean ends = !next.is(Slot.COMPLETE) || length == position;
        if (!next.isSound() || !ends) {
            throw new IllegalStateException("offset " + position + " does not fit " + commit);
        }
        return next;
    }

    private void makeDurable(Slot next, Commit commit) throws IOException {
        syncData();
        boolean marked = upload.isUnjoined(); // since its creation
        if (commit.completes() && commit.announce() && !marked) {
            store.files().mark(id());
        }
        StateFile.write(next, state);
        state.sync();
    }

    private void syncData() throws IOException {
        if (unsynced) {
            data.sync();
            unsynced = false;
        }
    }

    private <T> T run(DiskAction<T> action) throws IOException {
        boolean done = false;
        try {
            T result = action.run();
            done = true;
            return result;
        } finally {
            usable &= done;
        }
    }

    private void requireUsable() {
        if (!usable || closed) {
            throw new IllegalStateException("closed or failed");
        }
        if (upload.slot().is(Slot.COMPLETE)) {
            throw new IllegalStateException("complete");
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (data;
                state) {
            if (usable) {
                cutToCommitted();
                syncData(); // else a power cut may bring back, behind a complete upload, what is discarded here
            }
        } catch (IOException e) {
            store.catalogue().doubt(id());
            throw e;
        } finally {
            store.closed(this);
        }
    }

    private void cutToCommitted() throws IOException {
        if (data.size() > upload.slot().end()) {
            data.truncate(upload.slot().end());
            unsynced = true;
        }
    }
}

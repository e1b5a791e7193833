package io.highwater.store.file;

import io.highwater.session.UploadId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;

/** Makes, changes and removes the files of an upload, durably. */
final class UploadFiles {

    private final Disk disk;
    private final Layout layout;
    private final Quarantine quarantine;
    private final JoinedFiles joined;

    UploadFiles(StoreDirectory directory, Quarantine quarantine) {
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.quarantine = quarantine;
        this.joined = new JoinedFiles(directory);
    }

    JoinedFiles joined() {
        return joined;
    }

    /** Makes the files of a new upload. @throws IllegalStateException if the id was used before */
    void create(StoredUpload upload) throws IOException {
        ByteBuffer whole = StateFile.encode(upload.creation(), upload.slot()); // refuses before a file is made
        if (upload.isUnjoined()) {
            mark(upload.id());
        }
        try (DiskFile state = newState(upload.id())) {
            disk.open(layout.data(upload.id()), Disk.Access.CREATE).close();
            state.writeFully(whole, 0);
            state.sync();
        }
        disk.syncDirectory(layout.uploads());
    }

    private DiskFile newState(UploadId id) throws IOException {
        try {
            return disk.open(layout.state(id), Disk.Access.CREATE);
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("used before: " + id, e);
        }
    }

    /** Writes a state and makes it durable. The bytes that it speaks of are durable already. */
    void commit(StoredUpload upload) throws IOException {
        try (DiskFile state = disk.open(layout.state(upload.id()), Disk.Access.WRITE)) {
            StateFile.write(upload.slot(), state);
            state.sync();
        }
    }

    /** Gives up the bytes, durably: nobody would look for them again. The state says so already. */
    void dropData(UploadId id) throws IOException {
        disk.delete(layout.data(id));
        disk.syncDirectory(layout.uploads());
        joined.drop(id);
    }

    /**
     * Removes an upload. The state goes before the data, so that the end of the process between the two leaves bytes
     * that belong to no upload. A power cut knows no order before the sync: it may leave a state without data, which is
     * found damaged and gone; no client has heard of a deletion then, and {@code GONE} takes no promise back. The
     * directory is synced also if there was nothing to remove: an earlier try may have failed to.
     */
    void delete(UploadId id) throws IOException {
        disk.delete(layout.state(id));
        disk.delete(layout.data(id));
        disk.syncDirectory(layout.uploads());
        joined.drop(id); // what a crash leaves of these is swept
        quarantine.delete(id);
        disk.delete(layout.marker(id)); // last: the completion of an upload that is still there must not be lost
    }

    /** Removes what a creation left that has failed. */
    UploadId abandon(UploadId id) throws IOException {
        disk.delete(layout.state(id));
        disk.delete(layout.data(id));
        disk.syncDirectory(layout.uploads());
        return id;
    }

    /** Notes durably that a completion may have to be announced. */
    void mark(UploadId id) throws IOException {
        disk.delete(layout.marker(id)); // one that a failed commit left may never become durable
        disk.open(layout.marker(id), Disk.Access.CREATE).close();
        disk.syncDirectory(layout.pending());
    }

    /** Takes the note away again, durably or not. */
    void unmark(UploadId id) throws IOException {
        disk.delete(layout.marker(id));
    }
}

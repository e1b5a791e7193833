package io.highwater.store.file;

import io.highwater.session.UploadId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes one file of the pieces of a joined upload, for those who ask for a file. The pieces count until the state says,
 * by a commit, that the file does; so what a crash leaves of a copy is nothing, and the next one begins anew.
 */
final class Assembly {

    private final FileUploadStore store;
    private final ReentrantLock oneCopyAtATime = new ReentrantLock();

    Assembly(FileUploadStore store) {
        this.store = store;
    }

    /** The one file of a complete upload, made if need be. Reads and writes all bytes then. */
    Path file(UploadId id) throws IOException {
        oneCopyAtATime.lock();
        try {
            StoredUpload upload = store.catalogue().require(id);
            if (upload.slot().is(Slot.JOINED)) {
                return fileOf(upload);
            }
            return store.directory().layout().data(id);
        } finally {
            oneCopyAtATime.unlock();
        }
    }

    private Path fileOf(StoredUpload upload) throws IOException {
        Pieces pieces = Pieces.of(store.directory(), upload);
        if (pieces.oneFile().isPresent()) {
            return pieces.oneFile().get();
        }
        Path data = store.directory().layout().data(upload.id());
        copy(pieces, upload, data);
        store.assembled(upload.id());
        return data;
    }

    private void copy(Pieces pieces, StoredUpload upload, Path data) throws IOException {
        try (DiskFile to = store.directory().disk().open(data, Disk.Access.WRITE)) {
            to.truncate(0);
            try {
                if (pieces.copy(to) != upload.slot().crc32c()) {
                    throw new IOException("the bytes of " + upload.id() + " have changed");
                }
                to.sync();
            } catch (IOException e) {
                to.truncate(0); // what a full disk has to give back
                throw e;
            }
        }
    }
}

package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What belongs to no upload and was left by a creation or deletion that a crash cut short. */
final class Leftovers {

    private final Disk disk;
    private final Layout layout;
    private final Catalogue catalogue;
    private final JoinedFiles joined;

    Leftovers(StoreDirectory directory, Catalogue catalogue) {
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.catalogue = catalogue;
        this.joined = new JoinedFiles(directory);
    }

    /**
     * Removes the files of an id if they are older than {@code moment} and there is no such upload.
     *
     * @return whether some are there still
     */
    boolean remain(UploadId id, Instant moment) throws IOException {
        Optional<Disk.Entry> file = disk.entry(layout.state(id));
        if (file.isEmpty()) {
            file = disk.entry(layout.data(id));
        }
        boolean old = file.filter(entry -> entry.modified().isBefore(moment)).isPresent();
        return old ? !removedUnlessUpload(id) : file.isPresent();
    }

    private boolean removedUnlessUpload(UploadId id) throws IOException {
        return unlessUpload(id, () -> {
            disk.delete(layout.state(id));
            disk.delete(layout.data(id));
            return true;
        });
    }

    /** Removes what is left of joined uploads that are not there any more. */
    void removeJoined() throws IOException {
        List<UploadId> ids;
        try (Stream<String> names = disk.list(layout.joined())) {
            ids = names.flatMap(name -> UploadId.parse(name).stream()).toList();
        }
        for (UploadId id : ids) {
            if (disk.entry(layout.state(id)).isEmpty()) {
                unlessUpload(id, () -> {
                    joined.drop(id);
                    return true;
                });
            }
        }
    }

    /** Returns false if there is an upload of that id, or a damaged one, after all. */
    private boolean unlessUpload(UploadId id, DiskAction<Boolean> removal) throws IOException {
        catalogue.lock(id).lock();
        try {
            return catalogue.find(id).isEmpty() && removal.run();
        } catch (UploadException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
            return false;
        } finally {
            catalogue.lock(id).unlock();
        }
    }
}

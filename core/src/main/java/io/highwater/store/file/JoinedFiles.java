package io.highwater.store.file;

import io.highwater.session.UploadId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Further names of the files of parts, for the uploads that are joined from them: the bytes are there until the last
 * name is taken away, whoever takes it, so that no part has to be kept for the sake of another upload.
 */
final class JoinedFiles {

    private final Disk disk;
    private final Layout layout;

    JoinedFiles(StoreDirectory directory) {
        this.disk = directory.disk();
        this.layout = directory.layout();
    }

    /**
     * Gives the files of complete parts to an upload, durably. Their lengths are those of the parts from then on:
     * nothing that a crash may bring back stands behind the bytes that count.
     *
     * @throws java.nio.file.NoSuchFileException if one is missing
     * @throws UnsupportedOperationException if the file system knows no hard links; {@link
     *     java.nio.file.FileSystemException} if it does not want to make one
     */
    void link(UploadId id, List<StoredUpload> parts) throws IOException {
        drop(id);
        disk.createDirectory(layout.joined(id));
        for (StoredUpload part : parts.stream().distinct().toList()) {
            try (DiskFile data = disk.open(layout.data(part.id()), Disk.Access.WRITE)) {
                data.truncate(part.slot().end());
                data.sync();
            }
        }
        for (int i = 0; i < parts.size(); i++) {
            disk.link(layout.joined(id, i), layout.data(parts.get(i).id()));
        }
        disk.syncDirectory(layout.joined(id));
    }

    /** Takes the names away that an upload has, if it has any. */
    void drop(UploadId id) throws IOException {
        drop(layout.joined(id));
    }

    /** The same for one in quarantine. */
    void dropQuarantined(UploadId id) throws IOException {
        drop(layout.quarantinedJoined(id));
    }

    private void drop(Path directory) throws IOException {
        if (disk.entry(directory).isEmpty()) {
            return;
        }
        List<String> names;
        try (Stream<String> all = disk.list(directory)) {
            names = all.toList();
        }
        for (String name : names) {
            disk.delete(directory.resolve(name));
        }
        disk.delete(directory);
    }
}

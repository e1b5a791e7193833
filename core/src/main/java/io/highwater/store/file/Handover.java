package io.highwater.store.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Puts the finished bytes of an upload at a place of the application's, whole and durable or not at all. */
final class Handover {

    private final Disk disk;
    private final Pieces pieces;
    private final StoredUpload upload;

    Handover(Pieces pieces, StoredUpload upload) {
        this.disk = pieces.disk();
        this.pieces = pieces;
        this.upload = upload;
    }

    /**
     * Whether an earlier try came as far as to have the bytes durably at {@code target}.
     *
     * @throws FileAlreadyExistsException if something else is there
     */
    boolean isDone(Path target) throws IOException {
        Optional<Disk.Entry> there = disk.entry(target);
        if (there.isEmpty()) {
            return false;
        }
        if (!isSameFile(there.get()) && !hasSameBytes(target, there.get())) {
            throw new FileAlreadyExistsException(target.toString());
        }
        disk.delete(part(target));
        disk.syncDirectory(parent(target));
        return true;
    }

    private boolean isSameFile(Disk.Entry there) throws IOException {
        Optional<Path> file = pieces.oneFile();
        if (file.isEmpty()) {
            return false;
        }
        Object key = disk.entry(file.get()).map(Disk.Entry::key).orElse(null);
        return key != null && Objects.equals(key, there.key());
    }

    private boolean hasSameBytes(Path target, Disk.Entry there) throws IOException {
        if (!there.regular() || there.size() != upload.slot().end()) {
            return false;
        }
        try (DiskFile file = disk.open(target, Disk.Access.WRITE)) {
            if (Pieces.of(disk, target, there.size()).copy(null)
                    != upload.slot().crc32c()) {
                return false;
            }
            file.sync();
            return true;
        }
    }

    /** Puts the bytes at {@code target}, which is free: as another name of the file if that can be, as a copy else. */
    void place(Path target) throws IOException {
        Optional<Path> file = pieces.oneFile();
        if (file.isEmpty() || !link(target, file.get())) {
            copy(target);
        }
        disk.syncDirectory(parent(target));
    }

    private boolean link(Path target, Path file) throws IOException {
        try {
            disk.link(target, file);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            return false;
        }
    }

    private void copy(Path target) throws IOException {
        Path part = part(target);
        disk.delete(part);
        try (DiskFile to = disk.open(part, Disk.Access.CREATE)) {
            if (pieces.copy(to) != upload.slot().crc32c()) {
                throw new IOException("the bytes of " + upload.id() + " have changed");
            }
            to.sync();
        }
        disk.rename(part, target);
    }

    private Path part(Path target) throws IOException {
        return parent(target).resolve("." + upload.id() + ".part");
    }

    private static Path parent(Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileSystemException(target.toString(), null, "not in a directory");
        }
        return parent;
    }
}

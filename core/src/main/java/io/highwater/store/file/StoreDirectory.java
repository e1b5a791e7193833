package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A store's directory, locked for this store.
 *
 * <p>A state that was written in another generation is not believed before it was checked and written again. A
 * generation lasts while stores end well; after any other end the next store begins a new one. Generations are random,
 * not counted, so that losing {@code store.lock} cannot bring an old one back.
 */
final class StoreDirectory implements Closeable {

    private final Disk disk;
    private final Layout layout;
    private final DiskFile lock;
    private final List<Object> keys;
    private final long generation;

    private StoreDirectory(Disk disk, Layout layout, DiskFile lock) throws IOException {
        this.disk = disk;
        this.layout = layout;
        this.lock = lock;
        this.keys = keys();
        this.generation = begin();
    }

    /** Opens the directory, making it if there is none. @throws IOException also if another store has it */
    static StoreDirectory open(Disk disk, Path root) throws IOException {
        disk.createDirectories(root);
        Layout layout = new Layout(root);
        DiskFile lock = disk.lock(layout.lock());
        try {
            disk.createDirectory(layout.uploads());
            disk.createDirectory(layout.joined());
            disk.createDirectory(layout.pending());
            disk.createDirectory(layout.quarantine());
            return new StoreDirectory(disk, layout, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private long begin() throws IOException {
        long current = LockRecord.read(lock)
                .filter(LockRecord::clean)
                .map(LockRecord::generation)
                .orElseGet(() -> new SecureRandom().nextLong());
        new LockRecord(current, false).write(lock);
        disk.syncDirectory(layout.root());
        disk.syncDirectory(layout.uploads()); // what a killed process had created or deleted, as this one sees it
        disk.syncDirectory(layout.pending());
        return current;
    }

    Disk disk() {
        return disk;
    }

    Layout layout() {
        return layout;
    }

    long generation() {
        return generation;
    }

    /**
     * Asks that this still is the directory that was opened, so that a missing file means a missing upload.
     *
     * @throws UploadException {@code UNAVAILABLE} if it vanished, was unmounted or replaced
     */
    void requirePresent() {
        boolean same;
        try {
            same = keys.equals(keys());
        } catch (IOException e) {
            throw new UploadException(Reason.UNAVAILABLE, "the store cannot be reached", e);
        }
        if (!same) {
            throw new UploadException(Reason.UNAVAILABLE, "the store is not there any more");
        }
    }

    /** What tells this directory from any other, also from an empty one in its place. */
    private List<Object> keys() throws IOException {
        List<Object> found = new ArrayList<>();
        for (Path file : List.of(layout.lock(), layout.uploads())) {
            disk.entry(file).ifPresent(entry -> found.add(Objects.requireNonNullElse(entry.key(), file)));
        }
        return found;
    }

    /** Says that every state is durable, so that the next store may believe them. */
    void endWell() throws IOException {
        new LockRecord(generation, true).write(lock);
    }

    @Override
    public void close() throws IOException {
        try (disk) {
            lock.close();
        }
    }
}

package io.highwater.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** The local disk, and a way to end a store as the end of its process does: its files are closed and its lock is lost. */
final class ForwardingDisk implements Disk {

    private final Disk disk = new LocalDisk();
    private final boolean linking;
    private final Queue<DiskFile> open = new ConcurrentLinkedQueue<>();

    /** @param linking whether it knows hard links */
    ForwardingDisk(boolean linking) {
        this.linking = linking;
    }

    void end() throws IOException {
        for (DiskFile file : open) {
            file.close();
        }
    }

    @Override
    public DiskFile lock(Path file) throws IOException {
        return noted(disk.lock(file));
    }

    @Override
    public Space space(Path directory) {
        return new Space(
                Long.MAX_VALUE, Long.MAX_VALUE); // as if there were room for every length that a creation may have
    }

    @Override
    public Condition condition(Path directory) throws IOException {
        return disk.condition(directory);
    }

    @Override
    public DiskFile open(Path file, Access access) throws IOException {
        return noted(disk.open(file, access));
    }

    private DiskFile noted(DiskFile file) {
        open.add(file);
        return file;
    }

    @Override
    public Optional<Entry> entry(Path file) throws IOException {
        return disk.entry(file);
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return disk.delete(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        disk.rename(from, to);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        if (!linking) {
            throw new UnsupportedOperationException("no hard links");
        }
        disk.link(link, existing);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        disk.createDirectories(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        disk.createDirectory(directory);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public Stream<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }
}

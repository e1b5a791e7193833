package io.highwater.store.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.highwater.store.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The platform's file systems. Files and directories it makes belong to their owner alone where that can be said. */
final class LocalDisk implements Disk {

    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    private final Durability durability;
    private final BlockWrites blocks;
    private final BlockWrites none = new BlockWrites(false);

    LocalDisk() {
        this(Durability.DISK);
    }

    LocalDisk(Durability durability) {
        this.durability = durability;
        this.blocks = new BlockWrites(durability == Durability.DISK);
    }

    @Override
    public Space space(Path directory) throws IOException {
        FileStore files = Files.getFileStore(directory);
        return new Space(files.getTotalSpace(), files.getUsableSpace());
    }

    @Override
    public Condition condition(Path directory) throws IOException {
        if (space(directory).usable() < DiskFile.LARGEST_WRITE) {
            return Condition.FULL;
        }
        return Files.isWritable(directory) ? Condition.WELL : Condition.READ_ONLY;
    }

    @Override
    public DiskFile open(Path file, Access access) throws IOException {
        if (access != Access.CREATE) {
            Entry entry = entry(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
            if (!entry.regular()) {
                throw new NotRegularFileException(file.toString());
            }
        }
        FileChannel channel = FileChannel.open(file, options(access), privately(file, "rw-------"));
        boolean ours = access == Access.WRITE; // a new file may be a copy for an application, on another file system
        return new LocalFile(file, channel, durability, ours ? blocks : none);
    }

    private static Set<OpenOption> options(Access access) {
        return switch (access) {
            case READ -> Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, NOFOLLOW_LINKS);
            case CREATE ->
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE_NEW,
                        NOFOLLOW_LINKS);
        };
    }

    /**
     * A lock on the file keeps other processes out. Within this one it cannot be relied on: merely opening and closing
     * the file a second time would give the lock up. So the directory is claimed first, in the one place that all class
     * loaders share.
     */
    @Override
    public DiskFile lock(Path file) throws IOException {
        String claim = claim(file);
        if (System.getProperties().putIfAbsent(claim, "") != null) {
            throw inUse(file, "this process");
        }
        Runnable release = () -> System.getProperties().remove(claim);
        try {
            return new ClaimedFile(new LocalFile(file, lockedChannel(file), Durability.DISK, none), release);
        } catch (IOException | RuntimeException e) {
            release.run();
            throw e;
        }
    }

    private static String claim(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory: " + file);
        }
        Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
        return "io.highwater.store.file.claim:" + (key == null ? directory.toRealPath() : key);
    }

    private static FileChannel lockedChannel(Path file) throws IOException {
        Set<OpenOption> options =
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE, NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(file, options, privately(file, "rw-------"));
        try {
            if (channel.tryLock() == null) {
                throw inUse(file, "another process");
            }
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw inUse(file, "this process");
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static IOException inUse(Path file, String by) {
        return new IOException("the store directory " + file.getParent() + " is in use by " + by
                + "; one store directory belongs to one store in one process");
    }

    @Override
    public Optional<Entry> entry(Path file) throws IOException {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return Optional.of(new Entry(
                    a.isRegularFile(),
                    a.size(),
                    a.fileKey(),
                    a.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean delete(Path file) throws IOException {
        return Files.deleteIfExists(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        Files.createLink(link, existing);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        createDirectory(directory);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        try {
            Files.createDirectory(directory, privately(parent, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
                throw e;
            }
            return;
        }
        if (parent != null) {
            syncDirectory(parent);
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (durability == Durability.DISK) {
            DurableFiles.syncDirectory(directory);
        }
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public Stream<String> list(Path directory) throws IOException {
        return Files.list(directory).map(file -> String.valueOf(file.getFileName()));
    }

    @Override
    public void close() {
        blocks.close();
    }

    private static FileAttribute<?>[] privately(@Nullable Path place, String permissions) {
        boolean posix = place != null
                && place.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NO_ATTRIBUTES;
    }
}

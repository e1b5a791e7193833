package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A disk in memory that knows what was synced. It can stop at any call, after which it must be {@link #after reopened},
 * and fail at any call.
 */
final class CrashDisk implements Disk {

    /** What goes wrong at a call. */
    enum Trouble {
        NONE,
        POWER_CUT,
        IO_ERROR,
        NO_SPACE,
        SHORT_WRITE
    }

    private final Map<Path, CrashDirectory> directories;
    private final Map<Path, CrashDirectory> removed = new TreeMap<>(); // and their parents not synced since
    private final Set<Path> locked = new HashSet<>();
    private Predicate<Path> unheard = path -> false;
    private Predicate<Path> broken = path -> false;
    private boolean links = true;
    private int calls;
    private int troubleAt = Integer.MAX_VALUE;
    private int troubleUntil;
    private Trouble trouble = Trouble.NONE;

    CrashDisk() {
        this(new TreeMap<>());
    }

    private CrashDisk(Map<Path, CrashDirectory> directories) {
        this.directories = directories;
    }

    /** How many calls there were. */
    int calls() {
        return calls;
    }

    /** Lets the call with that number, counted from now, go wrong, and if {@code lasting} all after it. */
    CrashDisk trouble(Trouble kind, int call, boolean lasting) {
        calls = 0;
        trouble = kind;
        troubleAt = call;
        troubleUntil = lasting ? Integer.MAX_VALUE : call;
        return this;
    }

    /** Lets nothing go wrong any more. */
    void heal() {
        trouble = Trouble.NONE;
    }

    /** Lets the disk lie: it says that it has synced these files or directories, and does not. */
    CrashDisk deafFor(Predicate<Path> paths) {
        unheard = paths;
        return this;
    }

    /** Lets every sync of these files fail. */
    CrashDisk failingToSync(Predicate<Path> paths) {
        broken = paths;
        return this;
    }

    /** Lets the disk know hard links, or not. */
    CrashDisk linking(boolean able) {
        links = able;
        return this;
    }

    /** The disk as it is found after a crash, with nothing locked and no trouble ahead. */
    CrashDisk after(Crash crash, Random random) {
        Map<Path, CrashDirectory> found = new TreeMap<>();
        IdentityHashMap<CrashFile, CrashFile> files = new IdentityHashMap<>();
        directories.forEach((path, directory) -> found.put(path, directory.after(crash, random, files)));
        if (crash != Crash.PROCESS) {
            removed.forEach((path, directory) -> found.putIfAbsent(path, directory.after(crash, random, files)));
        }
        return new CrashDisk(found).deafFor(unheard).linking(links);
    }

    private boolean isTroubled() {
        calls++;
        boolean now = calls >= troubleAt && calls <= troubleUntil;
        if (calls >= troubleAt && trouble == Trouble.POWER_CUT) {
            throw new PowerCut();
        }
        return now && trouble != Trouble.NONE;
    }

    private void call() throws IOException {
        if (isTroubled() && trouble != Trouble.SHORT_WRITE) {
            throw failure();
        }
    }

    private IOException failure() {
        return new IOException(trouble == Trouble.NO_SPACE ? "No space left on device" : "Input/output error");
    }

    private CrashDirectory directory(Path path) throws IOException {
        CrashDirectory directory = directories.get(path);
        if (directory == null) {
            throw new NoSuchFileException(path.toString());
        }
        return directory;
    }

    private CrashFile file(Path path) throws IOException {
        CrashFile file = directory(path.getParent()).get(name(path));
        if (file == null) {
            throw new NoSuchFileException(path.toString());
        }
        return file;
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    @Override
    public Space space(Path directory) {
        return new Space(1L << 40, 1L << 40);
    }

    @Override
    public Condition condition(Path directory) {
        return Condition.WELL;
    }

    @Override
    public DiskFile open(Path path, Access access) throws IOException {
        call();
        if (access == Access.CREATE) {
            create(path);
        }
        return new OpenFile(path, file(path));
    }

    private void create(Path path) throws IOException {
        CrashDirectory directory = directory(path.getParent());
        if (directory.get(name(path)) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        directory.set(name(path), new CrashFile());
    }

    @Override
    public DiskFile lock(Path path) throws IOException {
        call();
        if (!locked.add(path)) {
            throw new IOException("in use");
        }
        if (directory(path.getParent()).get(name(path)) == null) {
            create(path);
        }
        return new OpenFile(path, file(path));
    }

    @Override
    public Optional<Entry> entry(Path path) throws IOException {
        call();
        if (directories.containsKey(path)) {
            return Optional.of(new Entry(false, 0, path, Instant.EPOCH));
        }
        CrashDirectory directory = directories.get(path.getParent());
        CrashFile file = directory == null ? null : directory.get(name(path));
        return Optional.ofNullable(file).map(f -> new Entry(true, f.bytes().length, f, Instant.EPOCH));
    }

    @Override
    public boolean delete(Path path) throws IOException {
        call();
        CrashDirectory own = directories.get(path);
        if (own != null) {
            if (!own.names().isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            removed.put(path, directories.remove(path));
            return true;
        }
        CrashDirectory directory = directory(path.getParent());
        boolean there = directory.get(name(path)) != null;
        if (there) {
            directory.set(name(path), null);
        }
        return there;
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        call();
        if (directories.containsKey(from)) {
            directories.put(to, directories.remove(from));
            return;
        }
        CrashFile file = file(from);
        directory(to.getParent()).set(name(to), file);
        directory(from.getParent()).set(name(from), null);
    }

    @Override
    public void link(Path link, Path existing) throws IOException {
        call();
        if (!links) {
            throw new UnsupportedOperationException("no links");
        }
        if (directory(link.getParent()).get(name(link)) != null) {
            throw new FileAlreadyExistsException(link.toString());
        }
        directory(link.getParent()).set(name(link), file(existing));
    }

    @Override
    public void createDirectories(Path path) throws IOException {
        createDirectory(path);
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        call();
        directories.putIfAbsent(path, new CrashDirectory());
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        call();
        if (!unheard.test(path)) {
            directory(path).sync();
            removed.keySet().removeIf(gone -> gone.getParent().equals(path));
        }
    }

    @Override
    public Stream<String> list(Path path) throws IOException {
        call();
        Stream<String> below = directories.keySet().stream()
                .filter(other -> path.equals(other.getParent()))
                .map(CrashDisk::name);
        return Stream.concat(directory(path).names().stream(), below.toList().stream());
    }

    /** An open file. */
    private final class OpenFile implements DiskFile {

        private final Path path;
        private final CrashFile file;

        OpenFile(Path path, CrashFile file) {
            this.path = path;
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            call();
            byte[] bytes = file.bytes();
            if (position >= bytes.length) {
                return -1;
            }
            int count = Math.min(into.remaining(), bytes.length - (int) position);
            into.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            boolean troubled = isTroubled();
            int count = troubled ? Math.max(1, from.remaining() / 2) : from.remaining();
            file.write(from.slice(from.position(), count), (int) position);
            if (troubled && trouble != Trouble.SHORT_WRITE) {
                throw failure();
            }
            from.position(from.position() + count);
            return count;
        }

        @Override
        public void truncate(long size) throws IOException {
            call();
            file.truncate((int) size);
        }

        @Override
        public long size() throws IOException {
            call();
            return file.bytes().length;
        }

        @Override
        public void sync() throws IOException {
            boolean fails = isTroubled() && trouble != Trouble.SHORT_WRITE;
            if (fails || broken.test(path)) {
                file.failSync(new Random(calls));
                throw failure();
            }
            if (!unheard.test(path)) {
                file.sync();
            }
        }

        @Override
        public void close() {
            locked.remove(path);
        }
    }
}

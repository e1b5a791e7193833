package io.highwater.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything the store asks of a file system, so that a test can stand in for the disk and fail at any call. Nothing
 * lasts but what was synced. No method follows a symbolic link in the last part of a path, but for {@link
 * #createDirectories}, and {@link #syncDirectory} and {@link #list}, which are asked of directories that are known.
 */
interface Disk extends AutoCloseable {

    /** How a file is opened. */
    enum Access {
        /** An existing file, for reading. */
        READ,
        /** An existing file, for reading and writing. */
        WRITE,
        /** A file that must not exist yet, for reading and writing. */
        CREATE
    }

    /**
     * What a directory knows of a file.
     *
     * @param key the same for two names of one file and for no other file, null where the platform has none
     */
    record Entry(boolean regular, long size, @Nullable Object key, Instant modified) {}

    /** What can be said of a file system that has just refused something. */
    enum Condition {
        /** Nothing: it has space and takes writes. */
        WELL,
        /** It has no space left, or less than one write may need. */
        FULL,
        /** It takes no writes: it is read-only, or not ours to write to. */
        READ_ONLY
    }

    /**
     * How much of a file system is there for us, in bytes.
     *
     * @param total how large it is
     * @param usable how much may still be written
     */
    record Space(long total, long usable) {}

    /** How much space there is where a directory is. */
    Space space(Path directory) throws IOException;

    /** Why writing in a directory fails, as far as that can be asked; the texts of errors depend on the locale. */
    Condition condition(Path directory) throws IOException;

    /**
     * Opens a regular file.
     *
     * @throws java.nio.file.NoSuchFileException if it is missing
     * @throws java.nio.file.FileAlreadyExistsException if it is to be created and is there
     * @throws NotRegularFileException if it is a link, a directory or something else
     */
    DiskFile open(Path file, Access access) throws IOException;

    /**
     * Opens a file, creating it if need be, and keeps everybody else from doing so until it is closed: other processes
     * and other stores in this one.
     *
     * @throws IOException if somebody has it
     */
    DiskFile lock(Path file) throws IOException;

    /** What is known of a file, without following it; empty if there is none. */
    Optional<Entry> entry(Path file) throws IOException;

    /** Removes a name. Returns whether there was one. */
    boolean delete(Path file) throws IOException;

    /** Moves a name atomically; what had the new name is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Gives a file a second name, which must be free. */
    void link(Path link, Path existing) throws IOException;

    /**
     * Makes a directory unless there is one or a link to one, as {@link #createDirectory}, and what is missing above
     * it.
     */
    void createDirectories(Path directory) throws IOException;

    /**
     * Makes a directory, unless there is one, private to the owner, and its entry durable.
     *
     * @throws java.nio.file.FileAlreadyExistsException if something else is there, also a link
     */
    void createDirectory(Path directory) throws IOException;

    /** Makes the names in a directory durable. */
    void syncDirectory(Path directory) throws IOException;

    /** The names in a directory, lazily; the caller closes the stream. */
    Stream<String> list(Path directory) throws IOException;

    /** Lets go of threads, if it has any. Open files are not closed, and can be written to the end. */
    @Override
    default void close() {}
}

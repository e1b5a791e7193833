package io.highwater.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * Puts files in place so that they are there, and whole, after a power cut once the call has returned; until then the
 * place has what it had before. Thread-safe; two calls at once for one place are the caller's mistake. Threads must not
 * be interrupted meanwhile.
 *
 * @since 0.1.0
 */
public final class DurableFiles {

    private static final int BUFFER_SIZE = 256 << 10;

    private DurableFiles() {}

    /** Puts {@code bytes} at {@code file}, whose directory exists. What was there is replaced as a whole. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        try (ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(bytes))) {
            place(channel, bytes.length, file);
        }
        syncDirectory(directory(file));
    }

    /**
     * Puts all bytes of {@code content} at {@code target}, whose directory exists: what a store that has no faster way
     * does first in {@link UploadContent#moveTo}. Does nothing if the same bytes are there already, from an earlier
     * try.
     *
     * @throws FileAlreadyExistsException if something else is there
     */
    public static void copy(UploadContent content, Path target) throws IOException {
        if (!Files.exists(target, NOFOLLOW_LINKS)) {
            try (ReadableByteChannel channel = content.open(0, content.size())) {
                place(channel, content.size(), target);
            }
        } else if (hasSameBytes(content, target)) {
            sync(target, WRITE);
        } else {
            throw new FileAlreadyExistsException(target.toString());
        }
        syncDirectory(directory(target));
    }

    /** Makes the names in a directory durable: what was created, renamed and deleted there. */
    public static void syncDirectory(Path directory) throws IOException {
        if (File.separatorChar != '\\') { // Windows opens no directories; NTFS keeps names in its journal
            sync(directory, READ);
        }
    }

    private static void place(ReadableByteChannel from, long size, Path target) throws IOException {
        Path part = directory(target).resolve("." + target.getFileName() + ".part");
        try {
            try (FileChannel to = FileChannel.open(part, CREATE, TRUNCATE_EXISTING, WRITE)) {
                copy(from, ByteBuffer.allocate((int) Math.min(size + 1, BUFFER_SIZE)), to);
                to.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part); // there after a failure only
        }
    }

    private static void copy(ReadableByteChannel from, ByteBuffer buffer, FileChannel to) throws IOException {
        while (from.read(buffer.clear()) >= 0) {
            for (buffer.flip(); buffer.hasRemaining(); ) {
                to.write(buffer);
            }
        }
    }

    private static boolean hasSameBytes(UploadContent content, Path target) throws IOException {
        if (!Files.isRegularFile(target, NOFOLLOW_LINKS) || Files.size(target) != content.size()) {
            return false;
        }
        try (InputStream first = content.openStream();
                InputStream second = Files.newInputStream(target, NOFOLLOW_LINKS)) {
            byte[] bytes;
            do {
                bytes = first.readNBytes(BUFFER_SIZE);
                if (!Arrays.equals(bytes, second.readNBytes(BUFFER_SIZE))) {
                    return false;
                }
            } while (bytes.length > 0);
            return true;
        }
    }

    private static void sync(Path file, OpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(file, access)) {
            channel.force(true);
        }
    }

    private static Path directory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory: " + file);
        }
        return directory;
    }
}

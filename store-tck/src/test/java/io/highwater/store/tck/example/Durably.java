package io.highwater.store.tck.example;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Changes to files that are there after a power cut once they have returned. */
final class Durably {

    private Durably() {}

    /** Replaces a file as a whole: after a crash it is the old one or the new one. */
    static void replace(Path file, byte[] content) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(whole, CREATE, TRUNCATE_EXISTING, WRITE)) {
            for (ByteBuffer bytes = ByteBuffer.wrap(content); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.toAbsolutePath().getParent());
    }

    /** Copies a file, unless the same bytes are at the target already. */
    static void copy(Path file, Path target) throws IOException {
        if (Files.exists(target)) {
            if (Files.mismatch(file, target) != -1) {
                throw new FileAlreadyExistsException(target.toString());
            }
        } else {
            Path whole = target.resolveSibling(target.getFileName() + ".new");
            Files.copy(file, whole, StandardCopyOption.REPLACE_EXISTING);
            Files.move(synced(whole), target, StandardCopyOption.ATOMIC_MOVE);
        }
        sync(synced(target).toAbsolutePath().getParent());
    }

    private static Path synced(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.force(true);
        }
        return file;
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }
}

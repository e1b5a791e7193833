package io.highwater.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is gone when a benchmark is over.
 *
 * @param path where it is
 * @param owned whether it is to be deleted
 */
public record TemporaryFolder(Path path, boolean owned) implements AutoCloseable {

    /** No folder: deleting it does nothing. */
    public static final TemporaryFolder NONE = new TemporaryFolder(Path.of("."), false);

    /** A folder of its own below the directory for temporary files ({@code java.io.tmpdir}). */
    public static TemporaryFolder create() throws IOException {
        return new TemporaryFolder(Files.createTempDirectory("highwater-benchmark"), true);
    }

    /** A folder of its own below {@code parent}. */
    public static TemporaryFolder in(Path parent) throws IOException {
        return new TemporaryFolder(Files.createTempDirectory(Files.createDirectories(parent), "run"), true);
    }

    /** Deletes it with all that is in it. Idempotent. */
    public void delete() throws IOException {
        if (!owned || !Files.exists(path)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() throws IOException {
        delete();
    }
}

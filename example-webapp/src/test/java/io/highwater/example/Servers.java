package io.highwater.example;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The servers of one test over one directory of uploads. None of them outlives the test; what they said is shown if it
 * fails.
 */
public final class Servers implements BeforeEachCallback, AfterEachCallback {

    private final List<ExampleJar> started = new ArrayList<>();
    private Path directory = Path.of("");

    public ExampleJar start(String... options) throws IOException {
        return kept(ExampleJar.start(data(), options));
    }

    /** @param heap such as {@code -Xmx128m} */
    public ExampleJar startWithHeap(String heap) throws IOException {
        return kept(ExampleJar.startWithHeap(heap, data()));
    }

    ExampleJar startTraced(Strace strace) throws IOException {
        return kept(ExampleJar.startTraced(strace, data()));
    }

    /** A directory that is deleted after the test. */
    public Path directory() {
        return directory;
    }

    /** How many bytes of an upload the server has written to its file, committed or not; 0 if there is none. */
    public long bytesOnDisk(String upload) {
        Path file = data().resolve("uploads").resolve(upload.substring(upload.lastIndexOf('/') + 1) + ".data");
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private synchronized ExampleJar kept(ExampleJar server) {
        started.add(server);
        return server;
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("highwater-it");
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) throws IOException {
        started.forEach(ExampleJar::close);
        if (context.getExecutionException().isPresent()) {
            for (ExampleJar server : started) {
                System.out.println("--- " + context.getDisplayName() + ": a server said\n" + server.output() + "---");
            }
        }
        started.clear();
        delete(directory);
    }

    public static void delete(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, IOException failure) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

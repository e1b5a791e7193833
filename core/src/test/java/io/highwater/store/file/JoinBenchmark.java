package io.highwater.store.file;

import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What it costs to join 4 parts of 256 MiB, beside a plain copy of the same bytes: time, bytes written (Linux) and heap. No
 * test, as it asserts no times: {@code java -Xmx64m -cp CLASSES io.highwater.store.file.JoinBenchmark DIRECTORY [MIB]}, in a
 * directory on the disk in question, with room for three times the bytes.
 */
final class JoinBenchmark {

    private static final int PARTS = 4;
    private static final int MIB = 1 << 20;

    private final Path directory;
    private final int mib;

    private JoinBenchmark(Path directory, int mib) {
        this.directory = directory;
        this.mib = mib;
    }

    /** Something to be measured. */
    private interface Work {
        void run() throws IOException;
    }

    public static void main(String[] args) throws IOException {
        int mib = args.length > 1 ? Integer.parseInt(args[1]) : 256;
        new JoinBenchmark(Files.createDirectories(Path.of(args[0])), mib).run();
    }

    private void run() throws IOException {
        try (FileUploadStore store = FileUploadStore.open(directory.resolve("store"))) {
            List<UploadId> parts = new ArrayList<>();
            for (int i = 0; i < PARTS; i++) {
                parts.add(part(store, i));
            }
            UploadId id = create(store, Composition.of(parts));
            measure("joined", () -> store.concatenate(id, Commit.complete()));
            measure("read, all of it", () -> read(store, id));
            measure("made one file, for path()", () -> store.content(id).path());
            measure("copied plainly", () -> copy(store, parts));
        }
    }

    private static UploadId create(FileUploadStore store, Composition composition) throws IOException {
        NewUpload request = NewUpload.ofUnknownLength().withComposition(composition);
        return store.create(new Creation(UploadId.random(), "/", null, Instant.now(), request))
                .id();
    }

    private UploadId part(FileUploadStore store, int seed) throws IOException {
        UploadId id = create(store, Composition.PART);
        byte[] bytes = new byte[MIB];
        new Random(seed).nextBytes(bytes);
        try (UploadWriter writer = store.openWriter(id)) {
            for (int i = 0; i < mib; i++) {
                writer.write(ByteBuffer.wrap(bytes));
            }
            writer.commit(Commit.complete());
        }
        return id;
    }

    private static void read(FileUploadStore store, UploadId id) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MIB);
        var content = store.content(id);
        try (var channel = content.open(0, content.size())) {
            while (channel.read(buffer.clear()) >= 0) {
                buffer.flip();
            }
        }
    }

    private void copy(FileUploadStore store, List<UploadId> parts) throws IOException {
        Path target = directory.resolve("copy");
        try (FileChannel to = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (UploadId part : parts) {
                try (FileChannel from =
                        FileChannel.open(store.content(part).path().orElseThrow())) {
                    for (long at = 0; at < from.size(); ) {
                        at += from.transferTo(at, from.size() - at, to);
                    }
                }
            }
            to.force(false);
        }
    }

    private static void measure(String what, Work work) throws IOException {
        long written = written();
        long begin = System.nanoTime();
        work.run();
        long millis = (System.nanoTime() - begin) / 1_000_000;
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "%-28s %7d ms  %10.3f MiB written  %3d MiB of heap%n",
                what,
                millis,
                (written() - written) / (double) MIB,
                (runtime.totalMemory() - runtime.freeMemory()) / MIB);
    }

    /** What this process had written to disks, as Linux counts it. */
    private static long written() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith("write_bytes:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        }
    }
}

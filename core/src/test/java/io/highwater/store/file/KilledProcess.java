package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process that appends to uploads until it is killed. It says every acknowledgement on a line of its own: an id and an
 * offset, and {@code done} when it is complete. Byte n of an upload is {@link #byteAt}.
 */
final class KilledProcess {

    private static final int WRITERS = 6;
    private static final int COMMITS_PER_UPLOAD = 12;

    private KilledProcess() {}

    /** Starts it on a store's directory. What it says is to be read from its output, which ends after two minutes. */
    static Process start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
        return process;
    }

    public static void main(String[] args) throws IOException {
        FileUploadStore store = FileUploadStore.open(Path.of(args[0]));
        for (int i = 0; i < WRITERS; i++) {
            new Thread(() -> writeForEver(store)).start();
        }
    }

    static byte byteAt(UploadId id, long offset) {
        return (byte) (id.hashCode() * 31 + offset * 7 + (offset >> 8));
    }

    private static void writeForEver(FileUploadStore store) {
        try {
            while (true) {
                UploadId id = UploadId.random();
                store.create(new Creation(id, "/", null, Instant.now(), NewUpload.ofUnknownLength()));
                say(id + " 0");
                append(store, id);
            }
        } catch (IOException | UploadException e) {
            System.err.println("a writer has stopped: " + e);
        }
    }

    private static void append(FileUploadStore store, UploadId id) throws IOException {
        for (int commit = 1; commit <= COMMITS_PER_UPLOAD; commit++) {
            boolean last = commit == COMMITS_PER_UPLOAD;
            try (UploadWriter writer = store.openWriter(id)) {
                for (int i = ThreadLocalRandom.current().nextInt(1, 4); i > 0; i--) {
                    writer.write(bytes(id, writer.position()));
                }
                long offset = writer.commit(last ? Commit.completeAndAnnounce() : Commit.progress())
                        .committed();
                say(id + " " + offset + (last ? " done" : ""));
            }
        }
    }

    private static ByteBuffer bytes(UploadId id, long position) {
        byte[] bytes = new byte[ThreadLocalRandom.current().nextInt(1, 20_000)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = byteAt(id, position + i);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}

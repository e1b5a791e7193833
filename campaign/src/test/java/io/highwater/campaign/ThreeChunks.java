package io.highwater.campaign;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.FileUploadStore;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process with one store in which one thread makes an upload of three chunks, and then deletes a second one, while
 * somebody makes its system calls fail. It says {@code ready}, waits for a byte, says each acknowledgement on a line,
 * and at the end {@code done}, or {@code gave up}; it ends with its input.
 */
final class ThreeChunks {

    static final UploadId UPLOAD = id("three-chunks-of-one-upload");
    static final UploadId DELETED = id("an-upload-that-is-deleted-");

    /** So often may a step fail before it is given up: a fault of one call in each thread may hit one in turn. */
    static final int ATTEMPTS = 5;

    private interface Step {
        void run() throws IOException;
    }

    private final FileUploadStore store;
    private final int chunkBytes;

    private ThreeChunks(FileUploadStore store, int chunkBytes) {
        this.store = store;
        this.chunkBytes = chunkBytes;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int chunkBytes = Integer.parseInt(args[1]);
        FileInputStream in = new FileInputStream(FileDescriptor.in); // a read and no other calls
        try (FileUploadStore store = FileUploadStore.open(Path.of(args[0], "warm"))) {
            new ThreeChunks(store, chunkBytes).run(); // so that no class is loaded later
        }
        FileUploadStore store = FileUploadStore.open(Path.of(args[0], "store"));
        store.create(creation(DELETED));
        say("ready");
        requireMore(in.read());
        Thread subject = new Thread(() -> new ThreeChunks(store, chunkBytes).run(), "subject");
        subject.start();
        subject.join();
        say("end");
        requireMore(in.read());
        Runtime.getRuntime().halt(0);
    }

    private static void requireMore(int read) {
        if (read < 0) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void run() {
        boolean whole =
                attempt(this::create) && attempt(this::append) && attempt(this::append) && attempt(this::complete);
        boolean gone = attempt(() -> {
            store.delete(DELETED);
            say("deleted");
        });
        say(whole && gone ? "done" : "gave up");
    }

    /** A client that is told of a failure tries again. */
    private boolean attempt(Step step) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try {
                step.run();
                return true;
            } catch (IOException | UploadException e) {
                say("failed " + e);
            }
        }
        return false;
    }

    private void create() throws IOException {
        if (store.find(UPLOAD).isEmpty()) {
            store.create(creation(UPLOAD));
        }
        say("created");
    }

    private void append() throws IOException {
        commit(Commit.progress());
    }

    private void complete() throws IOException {
        Optional<UploadSession> now = store.find(UPLOAD);
        if (now.isEmpty() || !now.get().isComplete()) {
            commit(Commit.completeAndAnnounce());
        }
        store.markAnnounced(UPLOAD);
        say("complete");
    }

    private void commit(Commit commit) throws IOException {
        try (UploadWriter writer = store.openWriter(UPLOAD)) {
            writer.write(ByteBuffer.wrap(bytes(writer.position(), chunkBytes)));
            say("offset " + writer.commit(commit).committed());
        }
    }

    private static UploadId id(String text) {
        return UploadId.parse(text).orElseThrow();
    }

    private static Creation creation(UploadId id) {
        return new Creation(id, "/", null, Instant.now(), NewUpload.ofUnknownLength());
    }

    static byte[] bytes(long from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ((from + i) * 31 + ((from + i) >> 9));
        }
        return bytes;
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}

package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.CrashDisk.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The life of one upload on a {@link CrashDisk}, beside a model of what was acknowledged and what was asked for last: one
 * of the two is what a store must find, whatever happened.
 */
final class Trial {

    static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");

    private static final Path ROOT = Path.of("store").toAbsolutePath();

    /** One thing done to the upload. */
    enum Step {
        CREATE,
        APPEND,
        APPEND_TWICE_COMMIT_ONCE,
        DISCARD,
        COMPLETE,
        COMPLETE_WITHOUT_BYTES,
        DELETE,
        RETIRE,
        END_WELL;

        boolean isPossible(State state) {
            return switch (this) {
                case CREATE -> state.status == null;
                case DELETE, END_WELL -> state.status != null;
                default -> state.status == UploadStatus.OPEN;
            };
        }
    }

    /** @param status null if there is no such upload */
    record State(UploadStatus status, byte[] bytes) {

        static final State NONE = new State(null, new byte[0]);

        boolean equalTo(State other) {
            return status == other.status && (status == UploadStatus.GONE || Arrays.equals(bytes, other.bytes));
        }

        @Override
        public String toString() {
            return status == null ? "none" : status + " with " + bytes.length + " bytes";
        }
    }

    private CrashDisk disk;
    private FileUploadStore store;
    private State acknowledged = State.NONE;
    private State asked = State.NONE;
    private byte salt;
    private long nanos;

    Trial(CrashDisk disk) {
        this.disk = disk;
    }

    CrashDisk disk() {
        return disk;
    }

    State acknowledged() {
        return acknowledged;
    }

    void open() throws IOException {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        store = FileUploadStore.open(ROOT, clock, disk, () -> nanos);
    }

    /** Opens the store unless it is open. */
    Trial openAgain() throws IOException {
        if (store == null) {
            open();
        }
        return this;
    }

    void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }

    /** Goes on with the disk as it is found after a crash. */
    Trial after(Crash crash, Random random) {
        disk = disk.after(crash, random);
        store = null;
        return this;
    }

    /** Appends, if that can be, until the power fails at a call of the disk. */
    void appendUntilCut(int call) throws IOException {
        if (acknowledged.status == UploadStatus.OPEN) {
            disk.trouble(Trouble.POWER_CUT, call, true);
            try {
                run(Step.APPEND);
            } catch (PowerCut e) {
                assertThat(disk.calls()).isEqualTo(call);
            }
        }
    }

    /** Asks for the upload, with no demands on the answer. */
    void look() throws IOException {
        store.find(ID);
    }

    /** Asks for the upload as a client does, and completes it if it is open. */
    void completeAgain() throws IOException {
        Optional<UploadSession> session = store.find(ID);
        if (session.filter(UploadSession::isOpen).isPresent()) {
            acknowledged = new State(UploadStatus.OPEN, bytes());
            run(Step.COMPLETE);
        }
    }

    void letTimePass() {
        nanos += 60_000_000_000L;
    }

    void run(Step step) throws IOException {
        switch (step) {
            case CREATE -> create();
            case APPEND -> append(1, Commit.progress());
            case APPEND_TWICE_COMMIT_ONCE -> append(2, Commit.progress());
            case DISCARD -> discard();
            case COMPLETE -> append(1, Commit.completeAndAnnounce());
            case COMPLETE_WITHOUT_BYTES -> append(0, Commit.completeAndAnnounce());
            case DELETE -> {
                asked = State.NONE;
                store.delete(ID);
            }
            case RETIRE -> {
                asked = new State(UploadStatus.GONE, acknowledged.bytes);
                store.retire(ID);
            }
            case END_WELL -> {
                FileUploadStore ending = store;
                store = null;
                ending.close();
                open();
            }
        }
        acknowledged = asked;
    }

    private void create() throws IOException {
        asked = new State(UploadStatus.OPEN, new byte[0]);
        store.create(new Creation(ID, "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
    }

    private void discard() throws IOException {
        try (UploadWriter writer = store.openWriter(ID)) {
            writer.write(ByteBuffer.allocate(70));
        }
    }

    /** Writes, and neither commits nor closes the writer. */
    void leaveBytes() throws IOException {
        store.openWriter(ID).write(ByteBuffer.allocate(70));
    }

    private void append(int writes, Commit commit) throws IOException {
        byte[] all = acknowledged.bytes;
        try (UploadWriter writer = store.openWriter(ID)) {
            for (int i = 0; i < writes; i++) {
                byte[] more = new byte[100 + 30 * i];
                Arrays.fill(more, ++salt);
                all = ByteBuffer.allocate(all.length + more.length)
                        .put(all)
                        .put(more)
                        .array();
                writer.write(ByteBuffer.wrap(more));
            }
            asked = new State(commit.completes() ? UploadStatus.COMPLETE : UploadStatus.OPEN, all);
            writer.commit(commit);
        }
    }

    /** Finds what may be found, and takes it for acknowledged, since a client has heard of it now. */
    void check() throws IOException {
        State found = found();
        boolean allowed = found.equalTo(acknowledged) || found.equalTo(asked);
        assertThat(allowed || isUnheardOf(found))
                .as("found %s; acknowledged %s, asked for %s", found, acknowledged, asked)
                .isTrue();
        acknowledged = found;
        asked = found;
    }

    /** A creation or a deletion that was cut short may leave pieces that nobody was told of. */
    private boolean isUnheardOf(State found) {
        return found.status == UploadStatus.GONE
                && (acknowledged.status == null || asked.status == null)
                && acknowledged != asked;
    }

    private State found() throws IOException {
        Optional<UploadSession> session;
        try {
            session = store.find(ID);
        } catch (UploadException e) {
            assertThat(e.reason()).as("reason of %s", e).isEqualTo(Reason.GONE);
            return new State(UploadStatus.GONE, new byte[0]);
        }
        if (session.isEmpty()) {
            return State.NONE;
        }
        UploadSession s = session.get();
        State state = new State(s.status(), s.isGone() ? new byte[0] : bytes());
        if (s.isGone()) {
            assertThat(disk.entry(new Layout(ROOT).data(ID)))
                    .as("bytes that were given up")
                    .isEmpty();
        } else {
            assertThat(s.committed()).isEqualTo(state.bytes.length);
            assertThat(s.crc32c()).isEqualTo(Crc32c.of(ByteBuffer.wrap(state.bytes)));
        }
        assertThat(isUnannounced()).as("unannounced").isEqualTo(s.isComplete());
        assertThat(s.isComplete() && dataSize() != s.committed())
                .as("more in the file than the upload has")
                .isFalse();
        return state;
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = store.content(ID).openStream()) {
            return in.readAllBytes();
        }
    }

    private long dataSize() throws IOException {
        return disk.entry(new Layout(ROOT).data(ID)).orElseThrow().size();
    }

    private boolean isUnannounced() throws IOException {
        try (Stream<UploadId> unannounced = store.unannounced()) {
            return unannounced.anyMatch(ID::equals);
        }
    }

    /** The upload is as good as any other: it can be appended to, completed and deleted. */
    void goOn() throws IOException {
        if (acknowledged.status == UploadStatus.OPEN) {
            run(Step.APPEND);
            check();
            run(Step.COMPLETE);
            check();
        }
        run(Step.DELETE);
        check();
    }
}

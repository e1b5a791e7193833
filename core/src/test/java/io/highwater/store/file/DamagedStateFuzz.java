package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any change to the state file of an upload after a clean end: its state as it was told, or gone. */
class DamagedStateFuzz {

    private static final Layout LAYOUT = new Layout(JoinTrial.ROOT);
    private static final UploadId OPEN = new UploadId("open-abcdefghijklmnopqrstuvwx");
    private static final List<UploadId> DAMAGED = List.of(OPEN, JoinTrial.FIRST, JoinTrial.WHOLE);

    /** Which upload (1 byte), and changes: where (2), how many bytes (1), and the bytes; without any the file is cut. */
    static Stream<byte[]> changes() {
        return Mutants.of(List.of(
                new byte[] {0, 0, 0, 1, 9},
                new byte[] {1, 16, 8, 1, 0},
                new byte[] {0, 0, 40, 4, 1, 2, 3, 4, 16, 0, 2, 8, 8},
                new byte[] {2, 32, 0, 0},
                new byte[] {2, 0, 0, 0}));
    }

    /** Uploads that are open, complete and joined, each with the bytes that a client was told of. */
    private static CrashDisk disk() throws IOException {
        CrashDisk disk = JoinTrial.diskWithJoined(true);
        try (FileUploadStore store = JoinTrial.open(disk)) {
            store.create(new Creation(OPEN, "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
            try (UploadWriter writer = store.openWriter(OPEN)) {
                writer.write(ByteBuffer.allocate(50));
                writer.commit(Commit.progress());
                writer.write(ByteBuffer.allocate(50));
                writer.commit(Commit.progress());
            }
        }
        return disk;
    }

    @MethodSource("changes")
    @FuzzTest(maxDuration = "15s")
    void a_changed_state_is_right_or_the_upload_is_gone(byte @NotNull [] changes) throws IOException {
        UploadId id = DAMAGED.get(changes.length == 0 ? 0 : Math.floorMod(changes[0], DAMAGED.size()));
        CrashDisk disk = disk();
        StateImage before = image(disk, id);
        UploadSession told = told(disk, id);
        change(disk, LAYOUT.state(id), ByteBuffer.wrap(changes));
        StateImage after = image(disk, id);
        try (FileUploadStore store = JoinTrial.open(disk)) {
            Optional<UploadSession> found = find(store, id);
            if (isNoForgery(before, after)) {
                assertThat(found).isIn(Optional.empty(), Optional.of(told));
                assertThat(store.quarantined()).isEqualTo(found.isEmpty() ? 1 : 0);
            }
            assertThat(find(store, id)).as("asked again").isEqualTo(found);
            assertUsable(store, id);
        }
    }

    private static StateImage image(CrashDisk disk, UploadId id) throws IOException {
        try (DiskFile state = disk.open(LAYOUT.state(id), Disk.Access.READ)) {
            return StateFile.read(state);
        }
    }

    private static UploadSession told(CrashDisk disk, UploadId id) throws IOException {
        try (FileUploadStore store = JoinTrial.open(disk)) {
            return store.find(id).orElseThrow();
        }
    }

    private static void change(CrashDisk disk, Path path, ByteBuffer changes) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Access.WRITE)) {
            changes.position(Math.min(1, changes.limit()));
            while (changes.remaining() >= 3) {
                long at = (changes.getShort() & 0xffff) % (file.size() + 1);
                int count = Math.min(changes.get() & 0xff, changes.remaining());
                if (count == 0) {
                    file.truncate(at);
                } else {
                    file.writeFully(changes.slice(changes.position(), count), at);
                    changes.position(changes.position() + count);
                }
            }
            file.sync();
        }
    }

    /** Whether nothing that is whole was not there before. Checksums find damage; they are no seal against an enemy. */
    private static boolean isNoForgery(StateImage before, StateImage after) {
        return isIn(after.odd(), before.odd())
                && isIn(after.even(), before.even())
                && isIn(after.creation(), before.creation());
    }

    private static boolean isIn(Object found, Object before) {
        return found == null || found.equals(before);
    }

    private static Optional<UploadSession> find(FileUploadStore store, UploadId id) throws IOException {
        try {
            return Optional.of(store.find(id).orElseThrow(() -> new AssertionError("silently forgotten")));
        } catch (UploadException e) {
            assertThat(e.reason()).isEqualTo(Reason.GONE);
            return Optional.empty();
        }
    }

    /** The sweeps go over it, the others are as they were, and it can be deleted. */
    private static void assertUsable(FileUploadStore store, UploadId id) throws IOException {
        store.inactiveSince(Instant.MAX).close();
        store.unjoined().close();
        store.unannounced().close();
        assertThat(store.find(JoinTrial.SECOND).orElseThrow().isComplete()).isTrue();
        store.delete(id);
        assertThat(store.find(id)).isEmpty();
    }
}

package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every byte of an upload's files is flipped in turn. */
@Tag("T20")
class FlippedBytesTest {

    private static final Path ROOT = Path.of("store").toAbsolutePath();
    private static final Layout LAYOUT = new Layout(ROOT);
    private static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    private static final long GONE = -1;

    private static FileUploadStore open(CrashDisk disk) throws IOException {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        return FileUploadStore.open(ROOT, clock, disk, () -> 0);
    }

    /** An upload of two commits of 50 bytes each. */
    private static CrashDisk disk(boolean cleanEnd) throws IOException {
        CrashDisk disk = new CrashDisk();
        FileUploadStore store = open(disk);
        store.create(new Creation(ID, "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
        try (UploadWriter writer = store.openWriter(ID)) {
            writer.write(ByteBuffer.allocate(50));
            writer.commit(Commit.progress());
            writer.write(ByteBuffer.allocate(50));
            writer.commit(Commit.progress());
        }
        if (cleanEnd) {
            store.close();
        }
        return disk.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, new Random(0));
    }

    /** A disk to flip bytes on. */
    private interface Disks {
        CrashDisk disk() throws IOException;
    }

    /** What is done to a file. */
    private interface Damage {
        void at(CrashDisk disk, Path file, int position) throws IOException;
    }

    private static Set<Long> offsetsFound(boolean cleanEnd, Path file) throws IOException {
        return offsetsFound(() -> disk(cleanEnd), ID, file, FlippedBytesTest::flip);
    }

    private static Set<Long> offsetsFound(Disks disks, UploadId id, Path file, Damage damage) throws IOException {
        Set<Long> offsets = new TreeSet<>();
        int size = Math.toIntExact(disks.disk().entry(file).orElseThrow().size());
        for (int i = 0; i < size; i++) {
            CrashDisk disk = disks.disk();
            damage.at(disk, file, i);
            try (FileUploadStore store = open(disk)) {
                long offset = offset(store, id);
                assertThat(offset(store, id)).as("asked again").isEqualTo(offset);
                assertThat(store.quarantined()).isEqualTo(offset == GONE ? 1 : 0);
                offsets.add(offset);
            }
        }
        return offsets;
    }

    private static void flip(CrashDisk disk, Path path, int at) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Access.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.readFully(one, at);
            one.put(0, (byte) ~one.get(0));
            file.writeFully(one.rewind(), at);
            file.sync();
        }
    }

    private static void cut(CrashDisk disk, Path path, int at) throws IOException {
        try (DiskFile file = disk.open(path, Disk.Access.WRITE)) {
            file.truncate(at);
            file.sync();
        }
    }

    private static long offset(FileUploadStore store, UploadId id) throws IOException {
        try {
            Optional<UploadSession> session = store.find(id);
            return session.orElseThrow().committed();
        } catch (UploadException e) {
            assertThat(e.reason()).isEqualTo(Reason.GONE);
            return GONE;
        }
    }

    @Test
    void after_a_clean_end_the_state_is_right_or_gone() throws IOException {
        assertThat(offsetsFound(true, LAYOUT.state(ID))).containsExactly(GONE, 100L);
    }

    @Test
    void after_a_crash_a_slot_that_is_not_whole_may_be_one_that_was_never_acknowledged() throws IOException {
        assertThat(offsetsFound(false, LAYOUT.state(ID))).containsExactly(GONE, 50L, 100L);
    }

    @Test
    void after_a_crash_the_last_bytes_are_right_or_the_upload_is_gone() throws IOException {
        assertThat(offsetsFound(false, LAYOUT.data(ID))).containsExactly(GONE, 100L);
    }

    /** What rots on the disk is found by the one who asks for a digest. */
    @Test
    void after_a_clean_end_the_bytes_are_not_read_and_damage_to_them_is_not_found() throws IOException {
        assertThat(offsetsFound(true, LAYOUT.data(ID))).containsExactly(100L);
    }

    @Test
    void a_lock_file_that_is_not_whole_means_that_nothing_is_believed_without_a_check() throws IOException {
        assertThat(offsetsFound(true, LAYOUT.lock())).containsExactly(100L);
    }

    @Test
    void the_state_of_a_joined_upload_and_of_its_parts_is_right_or_gone() throws IOException {
        Disks disks = () -> JoinTrial.diskWithJoined(true);
        assertThat(offsetsFound(disks, JoinTrial.WHOLE, LAYOUT.state(JoinTrial.WHOLE), FlippedBytesTest::flip))
                .containsExactly(GONE, (long) JoinTrial.BYTES.length());
        assertThat(offsetsFound(disks, JoinTrial.FIRST, LAYOUT.state(JoinTrial.FIRST), FlippedBytesTest::flip))
                .containsExactly(GONE, 8L);
    }

    @Test
    void a_state_cut_anywhere_means_that_the_upload_is_gone() throws IOException {
        assertThat(offsetsFound(() -> disk(true), ID, LAYOUT.state(ID), FlippedBytesTest::cut))
                .containsExactly(GONE);
        assertThat(offsetsFound(() -> disk(false), ID, LAYOUT.state(ID), FlippedBytesTest::cut))
                .containsExactly(GONE);
        Path joined = LAYOUT.state(JoinTrial.WHOLE);
        assertThat(offsetsFound(() -> JoinTrial.diskWithJoined(true), JoinTrial.WHOLE, joined, FlippedBytesTest::cut))
                .containsExactly(GONE);
    }

    /** A sweep goes by what a look would find; it found nothing, and took the names of the parts away. */
    @Test
    void the_bytes_of_a_joined_upload_whose_state_is_blank_are_kept_for_the_operator() throws IOException {
        CrashDisk disk = JoinTrial.diskWithJoined(true);
        cut(disk, LAYOUT.state(JoinTrial.WHOLE), 0);
        try (FileUploadStore store = open(disk)) {
            assertThat(store.inactiveSince(Instant.MAX))
                    .extracting(UploadSession::id)
                    .doesNotContain(JoinTrial.WHOLE);
            assertThat(offset(store, JoinTrial.WHOLE)).isEqualTo(GONE);
        }
        assertThat(disk.list(LAYOUT.quarantinedJoined(JoinTrial.WHOLE))).isNotEmpty();
    }
}

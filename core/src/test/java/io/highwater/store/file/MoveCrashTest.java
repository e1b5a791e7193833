package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.CrashDisk.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handing the finished bytes over, cut off at every call: they are at one place or at both, never at none. */
class MoveCrashTest {

    private static final Path ROOT = Path.of("store").toAbsolutePath();
    private static final Path PLACE = Path.of("place").toAbsolutePath();
    private static final Path TARGET = PLACE.resolve("target");
    private static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    private static final byte[] BYTES = "the finished bytes".getBytes(StandardCharsets.US_ASCII);

    private static FileUploadStore open(CrashDisk disk) throws IOException {
        return FileUploadStore.open(ROOT, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), disk, () -> 0);
    }

    private static CrashDisk diskWithUpload(boolean links) throws IOException {
        CrashDisk disk = new CrashDisk().linking(links);
        disk.createDirectory(PLACE);
        try (FileUploadStore store = open(disk)) {
            store.create(new Creation(ID, "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
            try (UploadWriter writer = store.openWriter(ID)) {
                writer.write(ByteBuffer.wrap(BYTES));
                writer.commit(Commit.complete());
            }
        }
        return disk;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_move_that_was_cut_off_anywhere_is_done_by_moving_again(boolean links) throws IOException {
        for (Crash crash : Crash.values()) {
            for (int seed = 0; seed < 20; seed++) {
                int cut = 1;
                while (moveAndCut(diskWithUpload(links), cut, crash, new Random(seed))) {
                    cut++;
                }
                assertThat(cut).isGreaterThan(10);
            }
        }
    }

    private static boolean moveAndCut(CrashDisk disk, int cut, Crash crash, Random random) throws IOException {
        FileUploadStore store = open(disk);
        disk.trouble(Trouble.POWER_CUT, cut, true);
        boolean wasCut = false;
        try {
            store.content(ID).moveTo(TARGET);
        } catch (PowerCut e) {
            wasCut = true;
        }
        CrashDisk found = disk.after(crash, random);
        moveAgain(open(found));
        CrashDisk last = found.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, random);
        assertMoved(open(last), last);
        return wasCut;
    }

    private static void moveAgain(FileUploadStore store) throws IOException {
        try {
            store.content(ID).moveTo(TARGET);
        } catch (UploadException e) {
            assertThat(e.reason()).as("it was done").isEqualTo(Reason.GONE);
        }
    }

    private static void assertMoved(FileUploadStore store, CrashDisk disk) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES.length);
        try (DiskFile target = disk.open(TARGET, Disk.Access.READ)) {
            target.readFully(bytes, 0);
            assertThat(target.size()).isEqualTo(BYTES.length);
        }
        assertThat(bytes.array()).isEqualTo(BYTES);
        assertThat(store.find(ID).orElseThrow().isComplete()).isTrue();
        assertThat(disk.list(PLACE)).containsExactly("target");
        assertThat(disk.entry(new Layout(ROOT).data(ID))).isEmpty();
    }

    @Test
    void a_move_that_failed_anywhere_can_be_tried_again() throws IOException {
        for (boolean links : new boolean[] {true, false}) {
            for (int call = 1; call < 30; call++) {
                CrashDisk disk = diskWithUpload(links);
                FileUploadStore store = open(disk);
                disk.trouble(Trouble.IO_ERROR, call, false);
                try {
                    store.content(ID).moveTo(TARGET);
                } catch (IOException e) {
                    disk.heal();
                    moveAgain(store);
                }
                CrashDisk last = disk.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, new Random(call));
                assertMoved(open(last), last);
            }
        }
    }
}

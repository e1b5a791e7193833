package io.highwater.store.file;

import static io.highwater.store.file.JoinTrial.BYTES;
import static io.highwater.store.file.JoinTrial.EMPTY;
import static io.highwater.store.file.JoinTrial.FIRST;
import static io.highwater.store.file.JoinTrial.ROOT;
import static io.highwater.store.file.JoinTrial.SECOND;
import static io.highwater.store.file.JoinTrial.WHOLE;
import static io.highwater.store.file.JoinTrial.assertJoined;
import static io.highwater.store.file.JoinTrial.assertParts;
import static io.highwater.store.file.JoinTrial.isJoined;
import static io.highwater.store.file.JoinTrial.names;
import static io.highwater.store.file.JoinTrial.open;
import static io.highwater.store.file.JoinTrial.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.store.file.CrashDisk.Trouble;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joining parts, and what is done to a joined upload, cut off at every call of the disk. */
class JoinCrashTest {

    private static final int SEEDS = Integer.getInteger("highwater.crash.seeds", 2);
    private static final Path PLACE = Path.of("place").toAbsolutePath();
    private static final Path TARGET = PLACE.resolve("target");

    /** Something done in a store. */
    private interface Deed {
        void in(FileUploadStore store) throws IOException;
    }

    /** A disk to begin with. */
    private interface Begin {
        CrashDisk disk() throws IOException;
    }

    /** What must hold in a store that was opened after the crash. */
    private interface Check {
        void of(FileUploadStore store, CrashDisk disk) throws IOException;
    }

    private static void cutEverywhere(Begin begin, Deed deed, Check check) throws IOException {
        for (Crash crash : Crash.values()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                int cut = 1;
                while (wasCut(begin.disk(), deed, cut, crash, new Random(seed), check)) {
                    cut++;
                }
                assertThat(cut).isGreaterThan(5);
            }
        }
    }

    private static boolean wasCut(CrashDisk disk, Deed deed, int cut, Crash crash, Random random, Check check)
            throws IOException {
        boolean wasCut = false;
        FileUploadStore store = open(disk);
        disk.trouble(Trouble.POWER_CUT, cut, true);
        try {
            deed.in(store);
        } catch (PowerCut e) {
            wasCut = true;
        }
        CrashDisk found = disk.after(crash, random);
        try {
            check.of(open(found), found);
            CrashDisk last = found.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, random);
            check.of(open(last), last);
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError(crash + ", cut at call " + cut + ": " + e.getMessage(), e);
        }
        return wasCut;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_join_that_was_cut_off_happened_or_did_not(boolean links) throws IOException {
        cutEverywhere(() -> JoinTrial.diskWithParts(links), JoinTrial::join, (store, disk) -> {
            assertParts(store);
            if (!isJoined(store)) {
                JoinTrial.join(store);
            }
            assertJoined(store);
            assertParts(store);
        });
    }

    @Test
    void a_disk_that_does_not_sync_the_names_of_parts_is_found_out() {
        Begin deaf = () -> JoinTrial.diskWithParts(true).deafFor(path -> path.startsWith(ROOT.resolve("joined")));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> cutEverywhere(deaf, JoinTrial::join, (store, disk) -> assertJoinedOrNot(store)));
    }

    private static void assertJoinedOrNot(FileUploadStore store) throws IOException {
        assertThat(isJoined(store)).isIn(true, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_joined_upload_outlives_its_parts(boolean links) throws IOException {
        Deed deed = store -> {
            store.delete(FIRST);
            store.delete(SECOND);
            store.delete(EMPTY);
        };
        cutEverywhere(() -> JoinTrial.diskWithJoined(links), deed, (store, disk) -> assertJoined(store));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_part_that_its_recovery_cuts_harms_no_joined_upload(boolean links) throws IOException {
        cutEverywhere(
                () -> JoinTrial.diskWithJoined(links).after(Crash.POWER_NOTHING_UNSYNCED_LASTS, new Random(1)),
                JoinTrial::assertParts,
                (store, disk) -> {
                    assertParts(store);
                    assertJoined(store);
                });
    }

    @Test
    void an_assembly_that_was_cut_off_anywhere_loses_nothing() throws IOException {
        Deed deed = store -> store.content(WHOLE).path();
        cutEverywhere(() -> JoinTrial.diskWithJoined(true), deed, (store, disk) -> {
            assertJoined(store);
            Path file = store.content(WHOLE).path().orElseThrow();
            assertThat(read(disk, file)).isEqualTo(BYTES);
            assertJoined(store);
            assertParts(store);
            assertThat(names(disk)).isEmpty();
        });
    }

    @Test
    void a_move_of_a_joined_upload_that_was_cut_off_anywhere_is_done_by_moving_again() throws IOException {
        Begin begin = () -> {
            CrashDisk disk = JoinTrial.diskWithJoined(true);
            disk.createDirectory(PLACE);
            return disk;
        };
        cutEverywhere(begin, store -> store.content(WHOLE).moveTo(TARGET), (store, disk) -> {
            moveAgain(store);
            assertThat(read(disk, TARGET)).isEqualTo(BYTES);
            assertThat(disk.list(PLACE)).containsExactly("target");
            assertThat(names(disk)).isEmpty();
            assertThat(store.find(WHOLE).orElseThrow().isComplete()).isTrue();
            assertParts(store);
        });
    }

    private static void moveAgain(FileUploadStore store) throws IOException {
        try {
            store.content(WHOLE).moveTo(TARGET);
        } catch (UploadException e) {
            assertThat(e.reason()).as("it was done").isEqualTo(Reason.GONE);
        }
    }

    @Test
    void a_deletion_of_a_joined_upload_leaves_nothing_but_its_parts() throws IOException {
        cutEverywhere(() -> JoinTrial.diskWithJoined(true), store -> store.delete(WHOLE), (store, disk) -> {
            store.delete(WHOLE);
            assertThat(store.find(WHOLE)).isEmpty();
            assertThat(names(disk)).isEmpty();
            assertParts(store);
        });
    }

    @Test
    void what_a_deletion_that_was_cut_off_left_is_swept() throws IOException {
        cutEverywhere(() -> JoinTrial.diskWithJoined(true), store -> store.delete(WHOLE), (store, disk) -> {
            store.inactiveSince(Instant.EPOCH).close();
            assertThat(store.find(WHOLE).isPresent()).isEqualTo(!names(disk).isEmpty());
        });
    }

    @Test
    void a_join_that_failed_anywhere_can_be_tried_again() throws IOException {
        for (boolean links : new boolean[] {true, false}) {
            for (int call = 1; call < 60; call++) {
                CrashDisk disk = JoinTrial.diskWithParts(links);
                FileUploadStore store = open(disk);
                disk.trouble(Trouble.IO_ERROR, call, false);
                try {
                    JoinTrial.join(store);
                } catch (IOException | UploadException e) {
                    disk.heal();
                    assertParts(store);
                }
                disk.heal();
                if (!isJoined(store)) {
                    JoinTrial.join(store);
                }
                assertJoined(store);
                CrashDisk last = disk.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, new Random(call));
                assertJoined(open(last));
            }
        }
    }

    @Test
    void an_assembly_that_failed_anywhere_is_said_and_loses_nothing() throws IOException {
        for (Trouble trouble : new Trouble[] {Trouble.IO_ERROR, Trouble.NO_SPACE}) {
            for (int call = 1; call < 60; call++) {
                CrashDisk disk = JoinTrial.diskWithJoined(true);
                FileUploadStore store = open(disk);
                disk.trouble(trouble, call, false);
                try {
                    store.content(WHOLE).path();
                } catch (UploadException e) {
                    assertThat(e.reason()).isIn(Reason.UNAVAILABLE, Reason.OUT_OF_SPACE);
                } catch (IOException e) {
                    assertThat(disk.calls()).isEqualTo(call); // of content, not of path
                }
                disk.heal();
                assertJoined(store);
                assertThat(read(disk, store.content(WHOLE).path().orElseThrow()))
                        .isEqualTo(BYTES);
            }
        }
    }
}

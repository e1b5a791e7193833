package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.store.file.CrashDisk.Trouble;
import io.highwater.store.file.Trial.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every sequence of up to three steps, cut after every call of the disk: what was acknowledged is found afterwards, and
 * what was found is found again after the next crash. {@code -Dhighwater.crash.seeds=N} tries more ways for the unsynced
 * to last.
 */
@Tag("T8")
class CrashTest {

    private static final int SEEDS = Integer.getInteger("highwater.crash.seeds", 2);

    @ParameterizedTest
    @EnumSource
    void what_was_acknowledged_survives_the_end_of_the_process(Past past) throws IOException {
        tryAll(past, Crash.PROCESS, 1, path -> false);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_acknowledged_survives_a_power_cut_that_loses_all_that_was_not_synced(Past past) throws IOException {
        tryAll(past, Crash.POWER_NOTHING_UNSYNCED_LASTS, 1, path -> false);
    }

    @ParameterizedTest
    @EnumSource
    void what_was_acknowledged_survives_a_power_cut_that_keeps_pieces_of_what_was_not_synced(Past past)
            throws IOException {
        tryAll(past, Crash.POWER_ANYTHING_MAY_LAST, SEEDS, path -> false);
    }

    @Test
    void a_recovery_after_the_end_of_the_process_may_be_cut_off_by_a_power_cut_anywhere() throws IOException {
        Plan plan = new Plan(Past.NOTHING, List.of(Step.CREATE, Step.APPEND), Crash.PROCESS, 1, path -> false);
        for (int cut = 15; cut < 40; cut++) {
            for (int second = 1; second < 30; second++) {
                for (int seed = 0; seed < 20; seed++) {
                    Random random = new Random(seed);
                    Trial trial = begin(plan, random);
                    liveUntilCut(trial, plan, cut);
                    trial.after(Crash.PROCESS, random);
                    lookUntilCut(trial, second);
                    trial.after(Crash.POWER_ANYTHING_MAY_LAST, random).open();
                    trial.check();
                }
            }
        }
    }

    @Test
    void what_a_killed_process_had_not_committed_never_comes_back_behind_a_complete_upload() throws IOException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            Trial trial = Past.AN_UPLOAD_AND_A_CLEAN_END.begin(random);
            trial.open();
            trial.leaveBytes();
            trial.after(Crash.PROCESS, random).open();
            trial.run(Step.COMPLETE_WITHOUT_BYTES);
            trial.close();
            trial.after(Crash.POWER_ANYTHING_MAY_LAST, random).open();
            trial.check();
        }
    }

    @Test
    void a_disk_that_does_not_sync_data_is_found_out() {
        assertFoundOut(path -> path.toString().endsWith(".data"));
    }

    @Test
    void a_disk_that_does_not_sync_states_is_found_out() {
        assertFoundOut(path -> path.toString().endsWith(".state"));
    }

    @Test
    void a_disk_that_does_not_sync_the_names_of_uploads_is_found_out() {
        assertFoundOut(path -> path.endsWith("uploads"));
    }

    @Test
    void a_disk_that_does_not_sync_markers_is_found_out() {
        assertFoundOut(path -> path.endsWith("pending"));
    }

    @Test
    void a_disk_that_does_not_sync_the_lock_file_is_found_out() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tryAll(
                        Past.AN_UPLOAD_AND_A_CLEAN_END,
                        Crash.POWER_ANYTHING_MAY_LAST,
                        20,
                        path -> path.endsWith("store.lock")));
    }

    private static void assertFoundOut(Predicate<Path> unheard) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tryAll(Past.NOTHING, Crash.POWER_NOTHING_UNSYNCED_LASTS, 1, unheard));
    }

    private static void tryAll(Past past, Crash crash, int seeds, Predicate<Path> unheard) throws IOException {
        int cuts = 0;
        for (List<Step> steps : past.sequences()) {
            for (long seed = 1; seed <= seeds; seed++) {
                cuts += tryEveryCut(new Plan(past, steps, crash, seed, unheard));
            }
        }
        assertThat(cuts).as("crashes tried").isGreaterThan(100);
    }

    /** One way for things to go. */
    private record Plan(Past past, List<Step> steps, Crash crash, long seed, Predicate<Path> unheard) {}

    private static int tryEveryCut(Plan plan) throws IOException {
        int cut = 0;
        boolean wasCut = true;
        while (wasCut) {
            cut++;
            try {
                wasCut = tryCut(plan, cut);
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(plan + ", cut at call " + cut + ": " + e.getMessage(), e);
            }
        }
        return cut;
    }

    private static boolean tryCut(Plan plan, int cut) throws IOException {
        Random random = new Random(plan.seed * 1_000_003 + cut);
        Trial trial = begin(plan, random);
        boolean wasCut = liveUntilCut(trial, plan, cut);
        recoverWithAnotherCut(trial, plan.crash, random);
        trial.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, random).open();
        trial.check();
        trial.goOn();
        return wasCut;
    }

    private static Trial begin(Plan plan, Random random) throws IOException {
        Trial trial = plan.past.begin(random);
        trial.disk().deafFor(plan.unheard);
        return trial;
    }

    private static boolean liveUntilCut(Trial trial, Plan plan, int cut) throws IOException {
        trial.disk().trouble(Trouble.POWER_CUT, cut, true);
        try {
            trial.open();
            for (Step step : plan.steps) {
                trial.run(step);
            }
            return false;
        } catch (PowerCut e) {
            return true;
        }
    }

    private static void lookUntilCut(Trial trial, int cut) throws IOException {
        trial.disk().trouble(Trouble.POWER_CUT, cut, true);
        try {
            trial.open();
            trial.check();
        } catch (PowerCut e) {
            assertThat(trial.disk().calls()).isGreaterThanOrEqualTo(cut);
        }
    }

    /** The crash, a recovery that is cut short by a second one, and one that is not. */
    private static void recoverWithAnotherCut(Trial trial, Crash crash, Random random) throws IOException {
        trial.after(crash, random);
        lookUntilCut(trial, 1 + random.nextInt(40));
        trial.after(anyOf(random, crash, Crash.POWER_ANYTHING_MAY_LAST), random).open();
        trial.check();
    }

    private static Crash anyOf(Random random, Crash... crashes) {
        return crashes[random.nextInt(crashes.length)];
    }
}

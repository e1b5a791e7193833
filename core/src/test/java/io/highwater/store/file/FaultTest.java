package io.highwater.store.file;

import static io.highwater.store.file.Crash.POWER_ANYTHING_MAY_LAST;
import static io.highwater.store.file.Crash.POWER_NOTHING_UNSYNCED_LASTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadException;
import io.highwater.store.file.CrashDisk.Trouble;
import io.highwater.store.file.Trial.Step;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Every sequence of up to three steps with every call of the disk failing, once or from then on: the upload is found as
 * it was acknowledged or asked for, is durable as it is found, and goes on.
 */
class FaultTest {

    /** What happens between the failure and the next look at the upload. */
    private enum Next {
        A_LOOK,
        ANOTHER_APPEND,
        A_COMPLETION,
        A_CLOSE,
        A_CLOSE_AND_A_LOOK
    }

    /** One way for things to go. */
    private record Plan(Past past, List<Step> steps, Trouble trouble, boolean lasting, Next next) {}

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"IO_ERROR", "NO_SPACE", "SHORT_WRITE"})
    void after_one_call_that_went_wrong_the_upload_goes_on(Trouble trouble) throws IOException {
        tryAll(trouble, false);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"IO_ERROR", "NO_SPACE", "SHORT_WRITE"})
    void after_a_while_in_which_every_call_went_wrong_the_upload_goes_on(Trouble trouble) throws IOException {
        tryAll(trouble, true);
    }

    @Test
    void after_a_recovery_that_failed_at_any_call_the_upload_is_recovered_again() throws IOException {
        for (int call = 1; call < 25; call++) {
            for (int cut = 1; cut < 10; cut++) {
                for (int seed = 0; seed < 20; seed++) {
                    Random random = new Random(seed);
                    Trial trial = Past.AN_UPLOAD_AND_A_POWER_CUT.begin(random);
                    trial.open();
                    trial.disk().trouble(Trouble.IO_ERROR, call, false);
                    lookUntilItFails(trial);
                    trial.disk().heal();
                    trial.check();
                    trial.appendUntilCut(cut);
                    trial.after(POWER_ANYTHING_MAY_LAST, random).open();
                    trial.check();
                }
            }
        }
    }

    private static void lookUntilItFails(Trial trial) {
        try {
            trial.look();
        } catch (IOException e) {
            assertThat(e).hasMessage("Input/output error");
        }
    }

    private static void tryAll(Trouble trouble, boolean lasting) throws IOException {
        int tries = 0;
        for (Past past : Past.values()) {
            for (List<Step> steps : past.sequences()) {
                for (Next next : nextAfter(steps, trouble)) {
                    tries += tryEveryCall(new Plan(past, steps, trouble, lasting, next));
                }
            }
        }
        assertThat(tries).as("failures tried").isGreaterThan(500);
    }

    private static List<Next> nextAfter(List<Step> steps, Trouble trouble) {
        return trouble == Trouble.IO_ERROR && steps.size() < 3 ? List.of(Next.values()) : List.of(Next.A_LOOK);
    }

    private static int tryEveryCall(Plan plan) throws IOException {
        int call = 0;
        boolean wentWrong = true;
        while (wentWrong) {
            call++;
            try {
                wentWrong = tryCall(plan, call);
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(plan + ", wrong at call " + call + ": " + e.getMessage(), e);
            }
        }
        return call;
    }

    private static boolean tryCall(Plan plan, int call) throws IOException {
        Random random = new Random(call);
        Trial trial = plan.past.begin(random);
        trial.disk().trouble(plan.trouble, call, plan.lasting);
        liveUntilItFails(trial, plan.steps, call);
        boolean wentWrong = trial.disk().calls() >= call;
        trial.disk().heal();
        trial.letTimePass();
        switch (plan.next) {
            case A_LOOK -> trial.openAgain().check();
            case ANOTHER_APPEND -> {
                trial.openAgain().check();
                trial.appendUntilCut(1 + random.nextInt(8));
            }
            case A_COMPLETION -> trial.openAgain().completeAgain();
            case A_CLOSE -> trial.close();
            case A_CLOSE_AND_A_LOOK -> {
                trial.close();
                trial.after(Crash.PROCESS, random).openAgain().check();
            }
        }
        trial.after(anyOf(random, POWER_NOTHING_UNSYNCED_LASTS, POWER_ANYTHING_MAY_LAST), random)
                .openAgain()
                .check();
        trial.goOn();
        trial.after(POWER_NOTHING_UNSYNCED_LASTS, random).openAgain().check();
        return wentWrong;
    }

    private static Crash anyOf(Random random, Crash... crashes) {
        return crashes[random.nextInt(crashes.length)];
    }

    private static void liveUntilItFails(Trial trial, List<Step> steps, int call) {
        try {
            trial.open();
            for (Step step : steps) {
                trial.run(step);
            }
        } catch (IOException | UploadException e) {
            assertThat(trial.disk().calls()).as("calls before %s", e).isGreaterThanOrEqualTo(call);
        }
    }
}

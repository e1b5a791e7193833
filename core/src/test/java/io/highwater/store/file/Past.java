package io.highwater.store.file;

import io.highwater.session.UploadStatus;
import io.highwater.store.file.Trial.State;
import io.highwater.store.file.Trial.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What was there before a sequence of steps. */
enum Past {
    NOTHING,
    AN_UPLOAD_AND_A_CLEAN_END,
    AN_UPLOAD_AND_A_POWER_CUT;

    private static final int LONGEST = 3;

    /** A disk with this past. */
    Trial begin(Random random) throws IOException {
        Trial trial = new Trial(new CrashDisk());
        if (this == NOTHING) {
            return trial;
        }
        trial.open();
        trial.run(Step.CREATE);
        trial.run(Step.APPEND);
        if (this == AN_UPLOAD_AND_A_CLEAN_END) {
            trial.close();
        }
        return trial.after(Crash.POWER_NOTHING_UNSYNCED_LASTS, random);
    }

    /** All that can be done in up to three steps. */
    List<List<Step>> sequences() {
        List<List<Step>> all = new ArrayList<>();
        extend(List.of(), this == NOTHING ? State.NONE : state(UploadStatus.OPEN), all);
        return all;
    }

    private static void extend(List<Step> steps, State state, List<List<Step>> all) {
        for (Step step : Step.values()) {
            if (steps.size() < LONGEST && step.isPossible(state)) {
                List<Step> longer = new ArrayList<>(steps);
                longer.add(step);
                all.add(longer);
                extend(longer, after(step, state), all);
            }
        }
    }

    private static State after(Step step, State before) {
        return switch (step) {
            case CREATE, APPEND, APPEND_TWICE_COMMIT_ONCE, DISCARD -> state(UploadStatus.OPEN);
            case COMPLETE, COMPLETE_WITHOUT_BYTES -> state(UploadStatus.COMPLETE);
            case END_WELL -> before;
            case DELETE, RETIRE -> state(UploadStatus.GONE); // an id is never used again
        };
    }

    private static State state(UploadStatus status) {
        return new State(status, new byte[0]);
    }
}

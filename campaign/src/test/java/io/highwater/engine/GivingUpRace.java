package io.highwater.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.highwater.session.ExpectedDigests;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** An upload is completed and given up as contradictory: exactly one of the two counts. */
@JCStressTest
@Outcome(id = "4, ALREADY_COMPLETE, complete abcd", expect = ACCEPTABLE, desc = "completed, so it is not given up")
@Outcome(id = "GONE, given up, gone", expect = ACCEPTABLE, desc = "given up, so it is not completed")
@Outcome(id = "4, given up, .*", expect = FORBIDDEN, desc = "both were acknowledged")
@Outcome(id = "4, .*", expect = FORBIDDEN, desc = "an acknowledged completion was lost")
@Outcome(id = "GONE, .*", expect = FORBIDDEN, desc = "neither was done")
@State
public class GivingUpRace extends RacedUpload {

    /** Makes an upload that lacks nothing but its completion. */
    public GivingUpRace() {
        super("abcd");
    }

    @Actor
    public void complete(LLL_Result result) {
        meet();
        result.r1 = offset(() -> engine.complete(CLIENT, id, ExpectedDigests.none()));
    }

    @Actor
    public void giveUp(LLL_Result result) {
        meet();
        result.r2 = answer(() -> {
            engine.invalidate(CLIENT, id);
            return "given up";
        });
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

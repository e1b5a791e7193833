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

/** An upload is completed and cancelled, which ends complete ones, too: nothing of it remains, whichever comes first. */
@JCStressTest
@Outcome(id = "4, cancelled, nothing", expect = ACCEPTABLE, desc = "completed, then cancelled")
@Outcome(
        id = "NOT_FOUND, cancelled, nothing",
        expect = ACCEPTABLE,
        desc = "cancelled, so there was nothing to complete")
@Outcome(id = ".*, cancelled, (?!nothing).*", expect = FORBIDDEN, desc = "what was cancelled is back")
@Outcome(id = ".*, (?!cancelled).*", expect = FORBIDDEN, desc = "nobody may keep an upload from being cancelled")
@State
public class CancelRace extends RacedUpload {

    /** Makes an upload that lacks nothing but its completion. */
    public CancelRace() {
        super("abcd");
    }

    @Actor
    public void complete(LLL_Result result) {
        meet();
        result.r1 = offset(() -> engine.complete(CLIENT, id, ExpectedDigests.none()));
    }

    @Actor
    public void cancel(LLL_Result result) {
        meet();
        result.r2 = answer(() -> {
            engine.cancel(CLIENT, id);
            return "cancelled";
        });
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

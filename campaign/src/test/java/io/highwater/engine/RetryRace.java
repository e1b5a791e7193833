package io.highwater.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.highwater.session.NewUpload;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A chunk comes twice, the second time from a client that took the first for lost: one of the two gets through. */
@JCStressTest
@Outcome(id = "4, 4, open abcd", expect = ACCEPTABLE, desc = "both are acknowledged, for the same bytes")
@Outcome(id = "(4, TAKEN_OVER|TAKEN_OVER, 4), open abcd", expect = ACCEPTABLE, desc = "the later one has taken over")
@Outcome(id = "TAKEN_OVER, TAKEN_OVER, .*", expect = FORBIDDEN, desc = "both are refused for the other")
@Outcome(id = ".*4, .*", expect = FORBIDDEN, desc = "acknowledged bytes are not there")
@State
public class RetryRace extends RacedUpload {

    /** Makes an upload without bytes. */
    public RetryRace() {
        super(NewUpload.ofUnknownLength());
    }

    private String chunk() {
        return offset(() -> append(chunk(0, "abcd"), "abcd"));
    }

    @Actor
    public void once(LLL_Result result) {
        meet();
        result.r1 = chunk();
    }

    @Actor
    public void again(LLL_Result result) {
        meet();
        result.r2 = chunk();
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

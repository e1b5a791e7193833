package io.highwater.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.NewUpload;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** The bytes that complete an upload come as it is cancelled. */
@JCStressTest
@Outcome(id = "4, cancelled, nothing", expect = ACCEPTABLE, desc = "completed, then cancelled")
@Outcome(id = "TAKEN_OVER, cancelled, nothing", expect = ACCEPTABLE, desc = "cancelled under the body")
@Outcome(id = "NOT_FOUND, cancelled, nothing", expect = ACCEPTABLE, desc = "cancelled before")
@Outcome(id = ".*, cancelled, (?!nothing).*", expect = FORBIDDEN, desc = "what was cancelled is back")
@Outcome(id = ".*, (?!cancelled).*", expect = FORBIDDEN, desc = "nobody may keep an upload from being cancelled")
@State
public class LastBytesCancelRace extends RacedUpload {

    /** Makes an upload without bytes. */
    public LastBytesCancelRace() {
        super(NewUpload.ofLength(4));
    }

    @Actor
    public void send(LLL_Result result) {
        meet();
        result.r1 = offset(() -> append(exact(Completion.AT_LENGTH), "abcd"));
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

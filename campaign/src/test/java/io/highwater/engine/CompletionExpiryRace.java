package io.highwater.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.highwater.session.ExpectedDigests;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** An upload is completed as it expires: it is one or the other, and for good. */
@JCStressTest
@Outcome(id = "4, complete abcd", expect = ACCEPTABLE, desc = "completed, and kept")
@Outcome(id = "GONE, gone", expect = ACCEPTABLE, desc = "the completion came too late")
@Outcome(id = "4, .*", expect = FORBIDDEN, desc = "an acknowledged completion was lost")
@Outcome(id = "NOT_FOUND, .*", expect = FORBIDDEN, desc = "said never to have been")
@Outcome(id = "GONE, .*", expect = FORBIDDEN, desc = "said to be gone, and is not")
@State
public class CompletionExpiryRace extends RacedUpload {

    /** Makes an upload that lacks nothing but its completion. */
    public CompletionExpiryRace() {
        super("abcd");
    }

    @Actor
    public void complete(LL_Result result) {
        meet();
        result.r1 = offset(() -> engine.complete(CLIENT, id, ExpectedDigests.none()));
    }

    @Actor
    public void expire() {
        meet();
        letTimePass();
    }

    @Arbiter
    public void upload(LL_Result result) {
        result.r2 = remains();
    }
}

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
import org.openjdk.jcstress.infra.results.LL_Result;

/** The bytes that complete an upload come as it expires. */
@JCStressTest
@Outcome(id = "4, complete abcd", expect = ACCEPTABLE, desc = "completed, and kept")
@Outcome(id = "GONE, gone", expect = ACCEPTABLE, desc = "the bytes came too late")
@Outcome(id = "4, .*", expect = FORBIDDEN, desc = "an acknowledged completion was lost")
@Outcome(id = "GONE under the body, .*", expect = FORBIDDEN, desc = "ended while it was written to")
@Outcome(id = "NOT_FOUND, .*", expect = FORBIDDEN, desc = "said never to have been")
@Outcome(id = "GONE, .*", expect = FORBIDDEN, desc = "said to be gone, and is not")
@State
public class LastBytesExpiryRace extends RacedUpload {

    /** Makes an upload without bytes. */
    public LastBytesExpiryRace() {
        super(NewUpload.ofLength(4));
    }

    @Actor
    public void send(LL_Result result) {
        meet();
        result.r1 = answer(exact(Completion.AT_LENGTH), "abcd", state -> Long.toString(state.committed()));
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

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

/** Two requests bring different bytes for one offset: no byte is acknowledged to both, and none is mixed in. */
@JCStressTest
@Outcome(
        id = "4, (TAKEN_OVER|OFFSET_MISMATCH 4), open aaaa",
        expect = ACCEPTABLE,
        desc = "the first has its bytes there, the second is refused")
@Outcome(
        id = "(TAKEN_OVER|OFFSET_MISMATCH 4), 4, open bbbb",
        expect = ACCEPTABLE,
        desc = "the second has its bytes there, the first is refused")
@Outcome(
        id = "TAKEN_OVER, OFFSET_MISMATCH 2, open aa",
        expect = ACCEPTABLE,
        desc = "the first was taken over, the second is told of its beginning")
@Outcome(
        id = "TAKEN_OVER, OFFSET_MISMATCH 4, open aaaa",
        expect = ACCEPTABLE,
        desc = "the same at the end of the first")
@Outcome(
        id = "OFFSET_MISMATCH 2, TAKEN_OVER, open bb",
        expect = ACCEPTABLE,
        desc = "the second was taken over, the first is told of its beginning")
@Outcome(
        id = "OFFSET_MISMATCH 4, TAKEN_OVER, open bbbb",
        expect = ACCEPTABLE,
        desc = "the same at the end of the second")
@Outcome(id = "4, 4, .*", expect = FORBIDDEN, desc = "different bytes are acknowledged for one range")
@Outcome(id = "4, .*", expect = FORBIDDEN, desc = "the first was acknowledged, and its bytes are not there")
@Outcome(id = ".*, 4, .*", expect = FORBIDDEN, desc = "the second was acknowledged, and its bytes are not there")
@Outcome(id = ".*(ab|ba).*", expect = FORBIDDEN, desc = "bytes of both")
@Outcome(id = ".*MISMATCH.*", expect = FORBIDDEN, desc = "an offset was told that is not the end of the bytes")
@Outcome(id = ".*", expect = FORBIDDEN, desc = "both are refused for the other")
@State
public class TakeoverRace extends RacedUpload {

    /** Makes an upload without bytes. */
    public TakeoverRace() {
        super(NewUpload.ofUnknownLength());
    }

    @Actor
    public void first(LLL_Result result) {
        meet();
        result.r1 = offset(() -> append(exact(Completion.EXPLICIT), "aaaa"));
    }

    @Actor
    public void second(LLL_Result result) {
        meet();
        result.r2 = offset(() -> append(exact(Completion.EXPLICIT), "bbbb"));
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

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

/** A client asks where to go on while its last request still runs: nothing comes in behind what it is told. */
@JCStressTest
@Outcome(id = "4, 4, open abcd", expect = ACCEPTABLE, desc = "the bytes came before the question")
@Outcome(id = "TAKEN_OVER, 0, open ", expect = ACCEPTABLE, desc = "the question came before the first byte")
@Outcome(id = "TAKEN_OVER, 2, open ab", expect = ACCEPTABLE, desc = "the question came in the middle")
@Outcome(id = "TAKEN_OVER, 4, open abcd", expect = ACCEPTABLE, desc = "the question came before the end was told")
@Outcome(id = "4, .*, open abcd", expect = FORBIDDEN, desc = "bytes came in after the client was told where to go on")
@Outcome(id = "TAKEN_OVER, .*", expect = FORBIDDEN, desc = "the upload does not end where the client was told")
@Outcome(id = "4, .*", expect = FORBIDDEN, desc = "acknowledged bytes are not there")
@State
public class HeadRace extends RacedUpload {

    private final OpenAppend running;

    /** Makes an upload whose first body is about to come. */
    public HeadRace() {
        super(NewUpload.ofUnknownLength());
        running = engine.openAppend(CLIENT, id, chunk(0, "abcd"), () -> {});
    }

    @Actor
    public void body(LLL_Result result) {
        meet();
        result.r1 = offset(() -> send(running, "abcd"));
    }

    @Actor
    public void ask(LLL_Result result) {
        meet();
        result.r2 = offset(() -> engine.inspect(CLIENT, id));
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

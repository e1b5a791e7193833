package io.highwater.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.highwater.session.NewUpload;
import io.highwater.session.UploadSession;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** An upload is written to as it expires: it ends by that alone, and not if it was written to a moment ago. */
@JCStressTest
@Outcome(id = "4 in time, (open abcd|gone)", expect = ACCEPTABLE, desc = "the bytes came before the time was up")
@Outcome(
        id = "4 afterwards, open abcd",
        expect = ACCEPTABLE,
        desc = "the bytes keep the upload, which began to be written to in time")
@Outcome(id = "GONE, gone", expect = ACCEPTABLE, desc = "the bytes came too late")
@Outcome(
        id = "4 afterwards, gone",
        expect = FORBIDDEN,
        desc = "ended by its age, though it was written to a moment ago")
@Outcome(id = "GONE under the body, .*", expect = FORBIDDEN, desc = "ended while it was written to")
@Outcome(id = "NOT_FOUND, .*", expect = FORBIDDEN, desc = "said never to have been")
@Outcome(id = ".*, nothing", expect = FORBIDDEN, desc = "forgotten, not ended")
@Outcome(id = "4 .*", expect = FORBIDDEN, desc = "acknowledged bytes are not there")
@Outcome(id = "GONE, .*", expect = FORBIDDEN, desc = "said to be gone, and is not")
@State
public class ExpiryRace extends RacedUpload {

    private final UploadSession begun;

    /** Makes an upload without bytes. */
    public ExpiryRace() {
        super(NewUpload.ofUnknownLength());
        begun = engine.peek(CLIENT, id);
    }

    @Actor
    public void send(LL_Result result) {
        meet();
        result.r1 = answer(chunk(0, "abcd"), "abcd", this::described);
    }

    private String described(UploadSession state) {
        boolean inTime = state.updatedAt().equals(begun.updatedAt());
        return state.committed() + (inTime ? " in time" : " afterwards");
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

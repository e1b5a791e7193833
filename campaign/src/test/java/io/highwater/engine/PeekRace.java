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
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Somebody watches while chunks are committed: the offset only rises, and all below it can be read. */
@JCStressTest
@Outcome(id = "246, rises, open abcdef", expect = ACCEPTABLE, desc = "what was told could be read")
@Outcome(id = ".*, falls, .*", expect = FORBIDDEN, desc = "an offset was followed by a smaller one")
@Outcome(id = ".*, unreadable, .*", expect = FORBIDDEN, desc = "an offset was told before its bytes could be read")
@Outcome(id = ".*, rises, .*", expect = FORBIDDEN, desc = "a chunk was refused or is not there")
@State
public class PeekRace extends RacedUpload {

    private static final int LOOKS = 4;
    private static final String BYTES = "abcdef";

    /** Makes an upload without bytes. */
    public PeekRace() {
        super(NewUpload.ofUnknownLength());
    }

    @Actor
    public void send(LLL_Result result) {
        meet();
        result.r1 = chunk(0) + chunk(2) + chunk(4);
    }

    private String chunk(int offset) {
        String body = BYTES.substring(offset, offset + 2);
        return offset(() -> append(chunk(offset, body), body));
    }

    @Actor
    public void watch(LLL_Result result) {
        meet();
        String verdict = "rises";
        long before = 0;
        for (int look = 0; look < LOOKS; look++) {
            UploadSession state = engine.peek(CLIENT, id);
            if (!readable().startsWith(BYTES.substring(0, (int) state.committed()))) {
                verdict = "unreadable";
            } else if (state.committed() < before) {
                verdict = "falls";
            }
            before = state.committed();
        }
        result.r2 = verdict;
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

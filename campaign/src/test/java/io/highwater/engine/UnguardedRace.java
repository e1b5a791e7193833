package io.highwater.engine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.highwater.session.NewUpload;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/**
 * {@link TakeoverRace} past the engine, whose part it is to keep writers apart: <b>what is forbidden has to be
 * seen</b>, or the other races prove nothing.
 */
@JCStressTest
@Outcome(id = "4, refused, open aaaa", expect = ACCEPTABLE, desc = "the first came first")
@Outcome(id = "refused, 4, open bbbb", expect = ACCEPTABLE, desc = "the second came first")
@Outcome(id = "[48], [48], .*", expect = FORBIDDEN, desc = "different bytes are acknowledged for one range")
@State
public class UnguardedRace extends RacedUpload {

    /** Makes an upload without bytes. */
    public UnguardedRace() {
        super(NewUpload.ofUnknownLength());
    }

    private String append(String body) {
        UploadStore store = store();
        try {
            if (store.find(id).orElseThrow().committed() > 0) {
                return "refused";
            }
            try (UploadWriter writer = store.openWriter(id)) {
                writer.write(bytes(body));
                return Long.toString(writer.commit(Commit.progress()).committed());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Actor
    public void first(LLL_Result result) {
        meet();
        result.r1 = append("aaaa");
    }

    @Actor
    public void second(LLL_Result result) {
        meet();
        result.r2 = append("bbbb");
    }

    @Arbiter
    public void upload(LLL_Result result) {
        result.r3 = remains();
    }
}

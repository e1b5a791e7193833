package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** T15: who is ended by the looks at all bodies, by a clock that is moved by hand. */
@Tag("T15")
class RunningBodiesTest {

    private static final MinimumRate RATE = new MinimumRate(256, Duration.ofSeconds(60));
    private static final long PAUSE = RATE.window().toNanos() / 20;

    private long now = System.nanoTime();
    private final RunningBodies bodies = new RunningBodies(RATE, () -> now);
    private final Silent silent = new Silent(bodies.newMeter());

    @BeforeEach
    void waitForTheClient() {
        bodies.add(silent);
        silent.meter().startWaiting();
    }

    @AfterEach
    void close() {
        bodies.close();
    }

    @Test
    void whoSendsNothingIsEndedAfterAWindow() {
        look(20);
        assertThat(silent.endedBy()).isEmpty();
        look(1);
        assertThat(silent.endedBy()).containsExactly(Reason.TOO_SLOW);
    }

    @Test
    void aLookThatIsALittleLateCountsAllTheTime() {
        look(18);
        now += 3 * PAUSE;
        bodies.endSlow();
        assertThat(silent.endedBy()).containsExactly(Reason.TOO_SLOW);
    }

    @Test
    void nobodyPaysForAMachineThatWasHeldUp() {
        now += RATE.window().toNanos() * 1000;
        bodies.endSlow();
        assertThat(silent.endedBy()).isEmpty();
        look(17);
        assertThat(silent.endedBy()).isEmpty();
        look(1);
        assertThat(silent.endedBy()).containsExactly(Reason.TOO_SLOW);
    }

    @Test
    void whoIsHeardBeforeTheFirstLookAfterwardsDoesNotPayEither() {
        look(5);
        now += RATE.window().toNanos() * 1000;
        silent.meter().stopWaiting();
        silent.meter().received(1);
        silent.meter().startWaiting();
        look(1);
        assertThat(silent.endedBy()).isEmpty();
    }

    private void look(int times) {
        for (int look = 0; look < times; look++) {
            now += PAUSE;
            bodies.endSlow();
        }
    }

    /** A body of which nothing comes. */
    private record Silent(RateMeter meter, List<Reason> endedBy) implements RunningBodies.Body {

        Silent(RateMeter meter) {
            this(meter, new ArrayList<>());
        }

        @Override
        public void end(UploadException why) {
            endedBy.add(why.reason());
        }
    }
}

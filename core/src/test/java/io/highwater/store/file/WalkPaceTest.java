package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How a long walk shares the machine with requests. */
class WalkPaceTest {

    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger rests = new AtomicInteger();
    private final WalkPace pace = new WalkPace(time::get, nanos -> {
        rests.incrementAndGet();
        time.addAndGet(nanos);
    });

    @Test
    void a_walk_takes_a_quarter_of_the_time() {
        int steps = 0;
        for (; time.get() < Duration.ofSeconds(10).toNanos(); steps++) {
            time.addAndGet(20_000); // one state
            pace.step();
        }

        assertThat(steps * 20_000L).isBetween(2_400_000_000L, 2_600_000_000L);
    }

    @Test
    void a_short_walk_takes_no_rest() {
        for (int i = 0; i < 200; i++) {
            time.addAndGet(20_000);
            pace.step();
        }

        assertThat(rests).hasValue(0);
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** T15 and T19: the rule for slow bodies, by a clock that is moved by hand. */
@Tag("T15")
class RateMeterTest {

    private static final MinimumRate RATE = new MinimumRate(256, Duration.ofSeconds(60));
    private static final long WINDOW = RATE.window().toNanos();

    private long now = System.nanoTime();
    private final RateMeter meter = new RateMeter(RATE, () -> now);

    static LongStream seeds() {
        long start = System.nanoTime();
        return LongStream.range(start, start + 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverEndsABodyThatComesAtTheRateOrFasterHoweverBusyTheServerIs(long seed) {
        Random random = new Random(seed);
        double owed = 0;
        meter.startWaiting();
        for (long waited = 0; waited < 5 * WINDOW; ) {
            long pause = random.nextLong(1, TimeUnit.SECONDS.toNanos(5));
            owed += pause / 1e9 * RATE.bytesPerSecond();
            int bytes = (int) Math.ceil(owed) + random.nextInt(3);
            waited += pause;
            pass(pause);
            meter.stopWaiting();
            pass(random.nextLong(WINDOW)); // a disk, a queue
            meter.received(bytes + (int) (RATE.bytesPerSecond() * 5)); // what a pause may straddle
            owed = 0;
            meter.startWaiting();
            assertThat(meter.isTooSlow()).as("after %d ns", waited).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void alwaysEndsABodyWithinTwoWindowsOfItsFallBelowTheRate(long seed) {
        Random random = new Random(seed);
        fastFor(random.nextLong(3 * WINDOW));
        double share = 0.9 * random.nextDouble(); // of the rate; a window has what came in a pause before it
        double sent = 0;
        long waited = 0;
        long whole = 0;
        while (waited <= 2 * WINDOW) {
            long pause = random.nextLong(1, TimeUnit.SECONDS.toNanos(5));
            waited += pause;
            pass(pause);
            meter.stopWaiting();
            sent += pause / 1e9 * RATE.bytesPerSecond() * share;
            int bytes = (int) ((long) sent - whole);
            whole += bytes;
            meter.received(bytes);
            meter.startWaiting();
        }
        assertThat(meter.isTooSlow()).isTrue();
    }

    private void fastFor(long nanos) {
        meter.startWaiting();
        long step = TimeUnit.SECONDS.toNanos(1);
        for (long waited = 0; waited < nanos; waited += step) {
            pass(step);
            meter.stopWaiting();
            meter.received(100_000);
            meter.startWaiting();
        }
        assertThat(meter.isTooSlow()).isFalse();
    }

    @Test
    void aClientThatSendsNothingIsTooSlowAfterAWindowAndNotBefore() {
        meter.startWaiting();
        pass(WINDOW);
        assertThat(meter.isTooSlow()).isFalse();
        pass(1);
        assertThat(meter.isTooSlow()).isTrue();
    }

    @Test
    void theExactRateWillDo() {
        meter.startWaiting();
        for (int second = 0; second < 600; second++) {
            pass(TimeUnit.SECONDS.toNanos(1));
            meter.stopWaiting();
            meter.received(256);
            meter.startWaiting();
            assertThat(meter.isTooSlow()).isFalse();
        }
    }

    @Test
    void oneByteLessInAWindowWillNot() {
        meter.startWaiting();
        pass(WINDOW / 2);
        meter.stopWaiting();
        meter.received(256 * 60 - 1);
        meter.startWaiting();
        pass(WINDOW / 2 + 1);
        assertThat(meter.isTooSlow()).isTrue();
    }

    @Test
    void theServersOwnTimeDoesNotCount() {
        meter.startWaiting();
        meter.stopWaiting();
        pass(100 * WINDOW);
        assertThat(meter.isTooSlow()).isFalse();
    }

    @Test
    void aVerdictStands() {
        meter.startWaiting();
        pass(WINDOW + 1);
        meter.stopWaiting();
        meter.received(1_000_000);
        assertThat(meter.isTooSlow()).isTrue();
    }

    @Test
    void whereNoRateIsSetNothingIsTooSlow() {
        RateMeter patient = new RateMeter(new MinimumRate(0, Duration.ofSeconds(60)), () -> now);
        patient.startWaiting();
        pass(1000 * WINDOW);
        assertThat(patient.isTooSlow()).isFalse();
    }

    private void pass(long nanos) {
        now += nanos;
    }
}

package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T19")
class SteadyClockTest {

    private final Clock clock = SteadyClock.utc();

    @Test
    void it_tells_the_time_of_day() {
        assertThat(Duration.between(Instant.now(), clock.instant()).abs()).isLessThan(Duration.ofMinutes(10));
    }

    @Test
    void it_goes_on_and_never_back() {
        Instant start = clock.instant();
        Instant last = start;
        for (int i = 0; i < 10_000; i++) {
            Instant now = clock.instant();
            assertThat(now).isAfterOrEqualTo(last);
            last = now;
        }
        await().until(() -> clock.instant().isAfter(start.plusMillis(5)));
    }

    @Test
    void it_is_the_same_for_all_who_ask() {
        assertThat(SteadyClock.utc()).isSameAs(clock);
    }

    @Test
    void another_zone_has_the_same_time() {
        Clock elsewhere = clock.withZone(ZoneId.of("Europe/Vienna"));

        Instant before = clock.instant();
        Instant there = elsewhere.instant();

        assertThat(there).isBetween(before, clock.instant());
        assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Europe/Vienna"));
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
    }
}

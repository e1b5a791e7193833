package io.highwater.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that starts at the wall clock's time and goes on steadily, so that no correction of the wall clock makes an
 * upload look older or younger than it is while the process lives. One for the whole process: engine and store must
 * agree on the time. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SteadyClock extends Clock {

    @SuppressWarnings("TimeInStaticInitializer") // the anchor: from here on only nanoTime counts
    private static final SteadyClock UTC = new SteadyClock(Instant.now(), System.nanoTime(), ZoneOffset.UTC);

    private final Instant start;
    private final long startNanos;
    private final ZoneId zone;

    private SteadyClock(Instant start, long startNanos, ZoneId zone) {
        this.start = start;
        this.startNanos = startNanos;
        this.zone = zone;
    }

    /** The process's clock, in UTC. */
    public static Clock utc() {
        return UTC;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(start, startNanos, other);
    }
}

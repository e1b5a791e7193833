package io.highwater.store.file;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Has a long walk rest three times as long as it works, so that requests hardly notice it. For one thread. */
final class WalkPace {

    private static final long WORK_NANOS = 5_000_000;
    private static final long REST_NANOS = 3 * WORK_NANOS;

    private final LongSupplier nanoTime;
    private final LongConsumer rest;
    private long begun;

    /** @param nanoTime a monotonic clock, as {@link System#nanoTime()} */
    WalkPace(LongSupplier nanoTime) {
        this(nanoTime, LockSupport::parkNanos);
    }

    WalkPace(LongSupplier nanoTime, LongConsumer rest) {
        this.nanoTime = nanoTime;
        this.rest = rest;
        this.begun = nanoTime.getAsLong();
    }

    /** To be called often, with no lock held. */
    void step() {
        if (nanoTime.getAsLong() - begun >= WORK_NANOS) {
            rest.accept(REST_NANOS);
            begun = nanoTime.getAsLong();
        }
    }
}

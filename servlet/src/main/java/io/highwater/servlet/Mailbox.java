package io.highwater.servlet;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The events of a body, each a bit, so that the same one is there but once. Any thread puts them in; one at a time takes
 * them out.
 */
final class Mailbox {

    static final int READ = 1;
    static final int END = 2;
    static final int BROKEN = 4;
    static final int FENCED = 8;
    static final int ENDED = 16;

    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicInteger events = new AtomicInteger();
    private volatile @Nullable Thread waiting;

    void put(int event) {
        events.getAndUpdate(mask -> mask | event);
        Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    int peek() {
        return events.get();
    }

    int takeAll() {
        return events.getAndSet(0);
    }

    /** Waits for an event, but no longer than a moment. An {@code old} one does not count, and is taken out. */
    void awaitOtherThan(int old) {
        events.getAndUpdate(mask -> mask & ~old);
        long end = System.nanoTime() + MOMENT_NANOS;
        waiting = Thread.currentThread();
        for (long left = MOMENT_NANOS; left > 0 && peek() == 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        waiting = null;
    }
}

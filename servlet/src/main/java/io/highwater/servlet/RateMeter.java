package io.highwater.servlet;

import java.util.function.LongSupplier;

/**
 * Tells whether one body comes too slowly. Its clock runs only while the client is waited for, so nobody pays for a
 * slow disk or a busy server; the windows follow one another without a gap. Thread-safe.
 */
final class RateMeter {

    private final MinimumRate rate;
    private final LongSupplier nanoTime;
    private boolean waiting; // all guarded by this
    private long since;
    private long waited;
    private double received;
    private boolean tooSlow;

    /** @param nanoTime a monotonic clock */
    RateMeter(MinimumRate rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.nanoTime = nanoTime;
    }

    /** From now on it is the client's turn. */
    synchronized void startWaiting() {
        if (!waiting) {
            waiting = true;
            since = nanoTime.getAsLong();
        }
    }

    /** From now on it is the server's turn, or nobody's any more. */
    synchronized void stopWaiting() {
        measure();
        waiting = false;
    }

    /** So many bytes were there when the waiting was over. */
    synchronized void received(int bytes) {
        received += bytes;
    }

    /** Whether a whole window has gone by with too few bytes. Once so, always so. */
    synchronized boolean isTooSlow() {
        measure();
        return tooSlow;
    }

    private void measure() {
        if (!waiting || !rate.isSet()) {
            return;
        }
        long now = nanoTime.getAsLong();
        waited += now - since;
        since = now;
        while (!tooSlow && waited > rate.window().toNanos()) {
            tooSlow = received < rate.bytesPerWindow();
            waited -= rate.window().toNanos();
            received = 0;
        }
    }
}

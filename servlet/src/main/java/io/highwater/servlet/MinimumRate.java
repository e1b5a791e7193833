package io.highwater.servlet;

import java.time.Duration;

/**
 * How fast a body has to come: at least so many bytes in every window of time that its client was waited for.
 *
 * @param bytesPerSecond the rate; 0 if every one will do
 * @param window the time over which it is taken
 */
record MinimumRate(long bytesPerSecond, Duration window) {

    static final long DEFAULT_BYTES_PER_SECOND = 256;
    static final Duration DEFAULT_WINDOW = Duration.ofSeconds(60);

    /** Whether a body can be too slow. */
    boolean isSet() {
        return bytesPerSecond > 0;
    }

    /** How many bytes a window has to bring. */
    double bytesPerWindow() {
        return bytesPerSecond * (window.toNanos() / 1e9);
    }

    /** What a client is told that was slower. */
    String detail() {
        return "The body came with less than " + bytesPerSecond + " bytes a second over " + window.toMillis() / 1000.0
                + " s, so the rest was not waited for. What arrived was kept, unless it had a digest.";
    }
}

package io.highwater.servlet;

import java.util.OptionalLong;

/**
 * When progress is worth an interim response, so that few of them last for a long body: after equal shares of one whose
 * length is known, else each time that four times as much is there.
 */
final class InterimPace {

    private static final long GROWTH = 4;

    private final OptionalLong length;
    private int left;
    private long next;

    /** @param most how often progress may be told */
    InterimPace(OptionalLong length, int most) {
        this.length = length;
        this.left = most;
        this.next = after(0);
    }

    /** Whether it is worth telling that {@code bytes} of the body are durable. */
    boolean isDue(long bytes) {
        return left > 0 && bytes >= next;
    }

    /** That was told. */
    void told(long bytes) {
        left--;
        next = after(bytes);
    }

    private long after(long bytes) {
        long step = length.isPresent() ? (length.getAsLong() - bytes) / (left + 1) : (GROWTH - 1) * bytes;
        return bytes + Math.max(1, step);
    }
}

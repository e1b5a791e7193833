package io.highwater.engine;

import java.time.Duration;

/**
 * When a long body is committed before its end: often enough that a crash costs little, seldom enough that thousands of
 * trickling bodies do not keep the disk busy with syncs of a few bytes.
 */
final class CommitPace {

    private static final long MANY_BYTES = 8L << 20;
    private static final long SOME_BYTES = 256L << 10;
    private static final long SOON = Duration.ofSeconds(1).toNanos();
    private static final long AT_LAST = Duration.ofSeconds(15).toNanos();

    private CommitPace() {}

    static boolean isDue(long uncommittedBytes, long nanosSinceCommit) {
        return uncommittedBytes >= MANY_BYTES
                || (uncommittedBytes >= SOME_BYTES && nanosSinceCommit >= SOON)
                || (uncommittedBytes > 0 && nanosSinceCommit >= AT_LAST);
    }
}

package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Keeps a failing disk from being tried again and again: after three failures in a row, or one on a read-only file
 * system, writing is refused for five seconds; then one try in five seconds is let through until one succeeds. A full
 * disk is no failure: it is said to the client each time. Thread-safe.
 */
final class Health {

    private static final int FAILURES = 3;
    private static final long PAUSE_NANOS = 5_000_000_000L;

    private final LongSupplier nanoTime;
    private final DiskAction<Disk.Condition> condition;
    private int failures;
    private long nextTry;

    /**
     * @param nanoTime a monotonic clock, as {@link System#nanoTime()}
     * @param condition asks how the store's file system is
     */
    Health(LongSupplier nanoTime, DiskAction<Disk.Condition> condition) {
        this.nanoTime = nanoTime;
        this.condition = condition;
    }

    /** @throws UploadException {@code UNAVAILABLE} while writing is refused */
    synchronized void requireWritable() {
        if (failures < FAILURES) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - nextTry < 0) {
            throw new UploadException(Reason.UNAVAILABLE, "the store cannot write at present");
        }
        nextTry = now + PAUSE_NANOS;
    }

    /** Something was written and synced. */
    synchronized void succeeded() {
        failures = 0;
    }

    /** Something could not be written. Returns what to throw, unless it throws it itself. */
    IOException failed(IOException failure) {
        IOException other = translated(failure);
        if (isUnspecific(other)) {
            explain(conditionAfter(other), other);
        }
        countFailure(1);
        return other;
    }

    /**
     * The failure as it is, if nothing better can be said from its text alone.
     *
     * @throws UploadException {@code OUT_OF_SPACE} or {@code UNAVAILABLE} instead of it
     */
    IOException translated(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            explain(Disk.Condition.FULL, failure);
        }
        if (message.contains("read-only file system")) {
            explain(Disk.Condition.READ_ONLY, failure);
        }
        return failure;
    }

    /** Whether the platform said what is wrong in words only, which may be of any language. */
    private static boolean isUnspecific(IOException failure) {
        return failure.getClass() == IOException.class || failure.getClass() == FileSystemException.class;
    }

    private Disk.Condition conditionAfter(IOException failure) {
        try {
            return condition.run();
        } catch (IOException e) {
            failure.addSuppressed(e);
            return Disk.Condition.WELL;
        }
    }

    private void explain(Disk.Condition found, IOException failure) {
        switch (found) {
            case FULL -> throw new UploadException(Reason.OUT_OF_SPACE, "the store has no space left", failure);
            case READ_ONLY -> {
                countFailure(FAILURES);
                throw new UploadException(Reason.UNAVAILABLE, "the store cannot write at present", failure);
            }
            case WELL -> {}
        }
    }

    private synchronized void countFailure(int count) {
        failures = Math.min(FAILURES, failures + count);
        if (failures == FAILURES) {
            nextTry = nanoTime.getAsLong() + PAUSE_NANOS;
        }
    }
}

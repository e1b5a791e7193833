package io.highwater.engine;

import io.highwater.session.UploadId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many unfinished uploads each owner has. Uploads that were there before are {@linkplain #found found} one by one,
 * while others begin and end. Thread-safe.
 */
final class OpenUploads {

    private static final int MOST_OWNERS = 100_000;

    private final int max;
    private final Map<String, Integer> counts = new HashMap<>(); // guarded by this, as what follows
    private @Nullable Map<UploadId, Boolean> handled = new HashMap<>(); // true: counted; null: all that there are

    OpenUploads(int max) {
        this.max = max;
    }

    /** Counts an upload that is about to be created, unless its owner has too many. */
    synchronized boolean tryBegin(UploadId id, String owner) {
        if (counts.getOrDefault(owner, 0) >= max) {
            return false;
        }
        count(id, owner);
        return true;
    }

    /** Counts an upload that was there before, unless it has ended since it was looked at. */
    synchronized void found(UploadId id, String owner) {
        if (handled != null && !handled.containsKey(id)) {
            count(id, owner);
        }
    }

    private void count(UploadId id, String owner) {
        if (handled != null) {
            handled.put(id, true);
        }
        if (counts.containsKey(owner) || counts.size() < MOST_OWNERS) {
            counts.merge(owner, 1, Integer::sum);
        }
    }

    /** An upload that was open is complete, gone or deleted. */
    synchronized void ended(UploadId id, String owner) {
        boolean counted = handled == null || Boolean.TRUE.equals(handled.get(id));
        if (handled != null) {
            handled.put(id, false);
        }
        if (counted) {
            counts.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    /** All that were there before were found. */
    synchronized void allFound() {
        handled = null;
    }

    synchronized boolean areAllFound() {
        return handled == null;
    }

    /** How many owners are known. */
    synchronized int owners() {
        return counts.size();
    }

    synchronized int of(String owner) {
        return counts.getOrDefault(owner, 0);
    }
}

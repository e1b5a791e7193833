package io.highwater.engine;

import io.highwater.session.UploadId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many unfinished uploads each owner has. Uploads that were there before are {@linkplain #found found} one by one,
 * while others begin and end. Each is known by its id, since of one that is damaged nothing else can be read.
 * Thread-safe.
 */
final class OpenUploads {

    private static final int MOST_OWNERS = 100_000;

    private final int max;
    private final Map<String, Owner> owners = new HashMap<>(); // guarded by this, as what follows
    private final Map<UploadId, Owner> counted = new HashMap<>();
    private @Nullable Set<UploadId> endedBefore = new HashSet<>(); // null: all that there were are found

    private static final class Owner {
        final String name;
        int uploads;

        Owner(String name) {
            this.name = name;
        }
    }

    OpenUploads(int max) {
        this.max = max;
    }

    /** Counts an upload that is about to be created, unless its owner has too many. */
    synchronized boolean tryBegin(UploadId id, String owner) {
        if (of(owner) >= max) {
            return false;
        }
        count(id, owner);
        return true;
    }

    /** Counts an upload that was there before, unless it is counted or has ended since it was looked at. */
    synchronized void found(UploadId id, String owner) {
        if (endedBefore != null && !endedBefore.contains(id) && !counted.containsKey(id)) {
            count(id, owner);
        }
    }

    private void count(UploadId id, String name) {
        if (owners.containsKey(name) || owners.size() < MOST_OWNERS) {
            Owner owner = owners.computeIfAbsent(name, Owner::new);
            owner.uploads++;
            counted.put(id, owner);
        }
    }

    /** An upload is complete, gone, damaged or deleted. Idempotent. */
    synchronized void ended(UploadId id) {
        if (endedBefore != null) {
            endedBefore.add(id);
        }
        Owner owner = counted.remove(id);
        if (owner != null && --owner.uploads == 0) {
            owners.remove(owner.name);
        }
    }

    /** All that were there before were found. */
    synchronized void allFound() {
        endedBefore = null;
    }

    synchronized boolean areAllFound() {
        return endedBefore == null;
    }

    /** How many owners are known. */
    synchronized int owners() {
        return owners.size();
    }

    synchronized int of(String owner) {
        Owner known = owners.get(owner);
        return known == null ? 0 : known.uploads;
    }
}

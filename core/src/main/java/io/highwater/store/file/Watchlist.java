package io.highwater.store.file;

import io.highwater.session.UploadId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The uploads that were last committed before a moment, the horizon. Time only goes on, so no other upload ever gets an
 * earlier commit: up to the horizon nobody else has to be looked at. Where too many are that old the horizon comes
 * nearer, so that the memory is bounded whatever is stored. Filled by one thread, thread-safe then.
 */
final class Watchlist {

    private final Map<UploadId, Instant> uploads = new ConcurrentHashMap<>();
    private final int most;
    private volatile Instant horizon;

    /** @param most how many uploads it holds at most */
    Watchlist(Instant horizon, int most) {
        this.horizon = horizon;
        this.most = most;
    }

    /** Whether every upload that was last committed before {@code moment} is here. */
    boolean reaches(Instant moment) {
        return !moment.isAfter(horizon);
    }

    /** Notes when an upload was last committed, {@link Instant#MIN} if that is to be asked at every look. */
    void put(UploadId id, Instant since) {
        if (!since.isBefore(horizon)) {
            uploads.remove(id);
            return;
        }
        uploads.put(id, since);
        if (uploads.size() > most) {
            shorten();
        }
    }

    private void shorten() {
        List<Instant> times = uploads.values().stream().sorted().toList();
        Instant nearer = times.get(times.size() / 2);
        horizon = nearer;
        uploads.values().removeIf(since -> !since.isBefore(nearer));
    }

    /** An upload is not there any more, or will never be inactive. */
    void remove(UploadId id) {
        uploads.remove(id);
    }

    /** Those that were last committed before {@code moment}, as far as is known here; they may have changed since. */
    Stream<UploadId> before(Instant moment) {
        return uploads.entrySet().stream()
                .filter(upload -> upload.getValue().isBefore(moment))
                .map(Map.Entry::getKey);
    }

    int size() {
        return uploads.size();
    }
}

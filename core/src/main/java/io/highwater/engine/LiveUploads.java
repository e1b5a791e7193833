package io.highwater.engine;

import io.highwater.session.UploadId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The uploads that requests are busy with, each there only while somebody is. Thread-safe. */
final class LiveUploads {

    private final Map<UploadId, LiveUpload> byId = new ConcurrentHashMap<>();

    /** Runs {@code work} under the upload's monitor, alone on this upload. */
    <T> T locked(UploadId id, Function<LiveUpload, T> work) {
        LiveUpload live = hold(id);
        live.lock.lock();
        try {
            return work.apply(live);
        } finally {
            live.lock.unlock();
            release(id);
        }
    }

    /** Keeps the upload's monitor from being forgotten until {@link #release}. */
    LiveUpload hold(UploadId id) {
        return byId.compute(id, (key, live) -> {
            LiveUpload held = live == null ? new LiveUpload() : live;
            held.users++;
            return held;
        });
    }

    void release(UploadId id) {
        byId.computeIfPresent(id, (key, live) -> --live.users == 0 ? null : live);
    }

    /** The uploads that are busy now. */
    Set<UploadId> ids() {
        return Set.copyOf(byId.keySet());
    }
}

package io.highwater.engine;

import io.highwater.session.UploadId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uploads that requests are busy with, each there only while somebody is, and which of the new ones nobody can know
 * of yet. Thread-safe.
 */
final class LiveUploads {

    private static final Logger LOG = LoggerFactory.getLogger(LiveUploads.class);

    private final Map<UploadId, LiveUpload> byId = new ConcurrentHashMap<>();
    private final Set<UploadId> unnamed = ConcurrentHashMap.newKeySet();

    /**
     * Runs {@code work} under the upload's monitor, alone on this upload. Never to be nested: a request that the work
     * fenced is told afterwards, when no monitor is held, as what it does then is its own.
     */
    <T> T locked(UploadId id, Function<LiveUpload, T> work) {
        LiveUpload live = hold(id);
        live.lock.lock();
        try {
            return work.apply(live);
        } finally {
            Runnable notice = live.takeNotice();
            live.lock.unlock();
            release(id);
            tell(notice);
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

    /** A new upload that only the request knows of which creates it, until it is {@link #named}. */
    void begin(UploadId id) {
        unnamed.add(id);
    }

    /** Somebody names the upload, or is about to be told of it. @return whether nobody could know of it before */
    boolean named(UploadId id) {
        return unnamed.remove(id);
    }

    /** The uploads that are busy now. */
    Set<UploadId> ids() {
        return Set.copyOf(byId.keySet());
    }

    private static void tell(@Nullable Runnable notice) {
        if (notice == null) {
            return;
        }
        try {
            notice.run();
        } catch (RuntimeException | Error e) { // the later request has nothing to do with it
            LOG.error("a request that was taken over could not be told", e);
        }
    }
}

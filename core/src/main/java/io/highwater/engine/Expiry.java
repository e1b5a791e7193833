package io.highwater.engine;

import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the uploads that nothing happened to for too long, unless somebody still needs them. Thread-safe. */
record Expiry(UploadStore store, LiveUploads lives, Parts parts, Joins joins, Handlings handlings, Events events) {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    /** Ends an upload that did nothing since {@code cutoff}: first the upload, and its memory when that is as old. */
    void expire(UploadSession found, Instant cutoff) {
        lives.locked(found.id(), live -> {
            Optional<UploadSession> upload = Storage.call(() -> store.find(found.id()));
            if (live.current == null && upload.isPresent() && isExpired(upload.get(), cutoff)) {
                end(upload.get());
            }
            return live;
        });
    }

    /** Who waits for parts lives as long as they do, and they, once they are complete, as long as somebody waits. */
    private boolean isExpired(UploadSession upload, Instant cutoff) {
        boolean stays = upload.isComplete()
                ? upload.composition().isKept() || parts.isNeeded(upload.id()) || handlings.isBusy(upload.id())
                : Joins.isWaiting(upload);
        return !stays && upload.updatedAt().isBefore(cutoff);
    }

    private void end(UploadSession upload) {
        if (upload.isGone()) {
            Storage.run(() -> store.delete(upload.id()));
            return;
        }
        if (upload.isComplete()) {
            Storage.run(() -> store.delete(upload.id()));
            if (upload.composition().isPart()) {
                events.expired(upload);
            }
            return;
        }
        UploadSession gone = Storage.call(() -> store.retire(upload.id()));
        LOG.info("upload {} expired, last written {}", upload.id(), upload.updatedAt());
        if (!Handlings.isOutcome(gone)) {
            events.expired(gone);
        }
        joins.ended(gone.id());
    }
}

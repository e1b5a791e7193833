package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands completions to the listeners, and has the store forget the ones that every listener took. Thread-safe. */
final class CompletionDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(CompletionDelivery.class);

    private final UploadStore store;
    private final LiveUploads lives;
    private final Parts parts;
    private final List<UploadListener> listeners;

    CompletionDelivery(UploadStore store, LiveUploads lives, Parts parts, List<UploadListener> listeners) {
        this.store = store;
        this.lives = lives;
        this.parts = parts;
        this.listeners = listeners;
    }

    /** Hands one completion to all listeners, without any monitor; false if it has to come again. */
    boolean deliver(UploadId id) {
        Optional<CompletedUpload> event = lives.locked(id, live -> event(id));
        if (event.isEmpty()) {
            return true; // deleted meanwhile
        }
        boolean taken = true;
        for (UploadListener listener : listeners) {
            taken &= tell(listener, event.get());
        }
        if (taken) {
            lives.locked(id, live -> markAnnounced(id, live));
        }
        return taken;
    }

    private LiveUpload markAnnounced(UploadId id, LiveUpload live) {
        Storage.run(() -> store.markAnnounced(id));
        return live;
    }

    private static boolean tell(UploadListener listener, CompletedUpload event) {
        try {
            listener.completed(event);
            return true;
        } catch (Exception | Error e) { // whatever a listener does, the others are told
            LOG.error(
                    "upload {}: a listener failed on its completion",
                    event.upload().id(),
                    e);
            return false;
        }
    }

    private Optional<CompletedUpload> event(UploadId id) {
        return Storage.call(() -> store.find(id))
                .filter(UploadSession::isComplete)
                .map(upload ->
                        new CompletedUpload(id + ":completed", upload, parts.handedOut(upload, content(upload))));
    }

    /** A listener may have moved the bytes away and then failed, or the process may have ended there. */
    private UploadContent content(UploadSession upload) {
        try {
            return Storage.call(() -> store.content(upload.id()));
        } catch (UploadException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
            return new MovedContent(upload);
        }
    }
}

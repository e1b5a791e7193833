package io.highwater.engine;

import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A creation that its first body decides: of one that is checked nobody hears before it has passed. Thread-safe. */
final class FirstBody {

    private static final Logger LOG = LoggerFactory.getLogger(FirstBody.class);

    private final Uploads uploads;
    private final UploadSession created;
    private final boolean checked;
    private final AtomicBoolean told = new AtomicBoolean();

    FirstBody(Uploads uploads, UploadSession created, boolean checked) {
        this.uploads = uploads;
        this.created = created;
        this.checked = checked;
        if (!checked) {
            tell();
        }
    }

    /** Whether the body counts as a whole or not at all. */
    boolean isChecked() {
        return checked;
    }

    /** Tells listeners of the upload, once. */
    void tell() {
        if (told.compareAndSet(false, true)) {
            uploads.events().created(created);
        }
    }

    /** Takes the creation back, for no client was told of it. */
    void undo() {
        try {
            uploads.requireRunning();
            UploadSession last = uploads.delete(created.id());
            if (told.get()) {
                uploads.events().cancelled(last);
            }
        } catch (UploadException e) {
            LOG.warn("upload {}: what its failed creation left will only go when it expires", created.id(), e);
        }
    }
}

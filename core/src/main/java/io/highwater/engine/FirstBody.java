package io.highwater.engine;

import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A creation that its first body decides: of one that is checked nobody hears before it has passed. Thread-safe. */
final class FirstBody {

    private static final Logger LOG = LoggerFactory.getLogger(FirstBody.class);

    private final Uploads uploads;
    private final UploadSession created;
    private final AtomicBoolean told = new AtomicBoolean();

    FirstBody(Uploads uploads, UploadSession created, boolean checked) {
        this.uploads = uploads;
        this.created = created;
        uploads.lives().begin(created.id());
        if (!checked) {
            tell();
        }
    }

    /** Tells listeners of the upload, once. */
    void tell() {
        if (told.compareAndSet(false, true)) {
            uploads.events().created(created);
        }
    }

    /** Somebody is about to be told of the upload: it stays. */
    void isNamed() {
        uploads.lives().named(created.id());
    }

    /**
     * Takes the creation back, unless the upload is complete or somebody knows of it: who names it from now on finds
     * nothing, who did before has kept it.
     *
     * @return whether it was taken back
     */
    boolean takeBack() {
        try {
            Optional<UploadSession> last = uploads.takeBack(created.id());
            last.filter(upload -> told.get()).ifPresent(uploads.events()::cancelled);
            return last.isPresent();
        } catch (UploadException e) {
            LOG.warn("upload {}: what its failed creation left will only go when it expires", created.id(), e);
            return false;
        }
    }
}

package io.highwater.engine;

import io.highwater.session.UploadSession;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what. Asked on every request, before anything is read or changed. Called by many threads at once,
 * with no lock held; an exception refuses the request.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface UploadAuthorizer {

    /** By default an upload belongs to the principal that created it; one created anonymously to whoever has its id. */
    UploadAuthorizer OWNER = (intent, requester, upload) -> upload == null
                    || upload.creation().owner() == null
                    || Objects.equals(upload.creation().owner(), requester.principal())
            ? Decision.ALLOW
            : Decision.HIDE;

    /**
     * The decision.
     *
     * @param upload the upload that is asked for, null for {@link Intent#CREATE}
     */
    Decision authorize(Intent intent, Requester requester, @Nullable UploadSession upload);

    /** The outcome. */
    enum Decision {
        /** Go on. */
        ALLOW,
        /** Refuse, and answer as if there were no such upload. */
        HIDE,
        /** Refuse openly. */
        DENY
    }
}

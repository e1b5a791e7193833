package io.highwater.session;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an upload that are written once, when it is created, and never change.
 *
 * @param id the upload's name
 * @param path where it was created (for a servlet its context and servlet path, for an endpoint behind a filter the
 *     endpoint's whole path and {@code ?upload}); it is unknown everywhere else
 * @param owner the name of the principal that created it, null if it was created anonymously
 * @param createdAt when
 * @param request what the client asked for
 * @since 0.1.0
 */
public record Creation(UploadId id, String path, @Nullable String owner, Instant createdAt, NewUpload request) {

    /** The path of what the engine keeps for itself, such as what came of a request. No request comes in there. */
    public static final String PATH_OF_ENGINE = "-outcome";

    /** Whether the engine made it for itself: nobody sends bytes to it, and it is needed to bring others to an end. */
    public boolean isOfEngine() {
        return path.equals(PATH_OF_ENGINE);
    }

    /** The same of an upload of another length. */
    public Creation withLength(OptionalLong length) {
        return new Creation(id, path, owner, createdAt, request.withLength(length));
    }
}

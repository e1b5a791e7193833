package io.highwater.session;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one error of engine and stores: why, and the upload's state as far as it is known and may be told.
 *
 * @since 0.1.0
 */
public final class UploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable UploadSession session;

    /**
     * An error with a state.
     *
     * @param detail for the client: no path of the server, no secret
     */
    public UploadException(Reason reason, String detail, @Nullable UploadSession session) {
        super(detail);
        this.reason = reason;
        this.session = session;
    }

    /** An error on an upload whose state is not known or not to be told. */
    public UploadException(Reason reason, String detail) {
        this(reason, detail, (UploadSession) null);
    }

    /** An error with a cause, for the log. */
    public UploadException(Reason reason, String detail, Throwable cause) {
        this(reason, detail, (UploadSession) null);
        initCause(cause);
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The upload's state when it happened, if it is known and may be told. */
    public Optional<UploadSession> session() {
        return Optional.ofNullable(session);
    }
}

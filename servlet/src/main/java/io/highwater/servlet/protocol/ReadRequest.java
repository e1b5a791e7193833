package io.highwater.servlet.protocol;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;

/**
 * A {@code GET} or {@code HEAD} of an upload: its finished bytes where downloads are switched on, else its state.
 *
 * @since 0.1.0
 */
public final class ReadRequest {

    private ReadRequest() {}

    /** What {@code head} asks for. An explicit {@code Accept: application/json} only looks. */
    public static Command decode(RequestHead head, UploadId id, ProtocolSettings settings) {
        if (MediaType.isNamed(head.fields().lines("Accept"), "application/json")) {
            return new Command.Peek(id);
        }
        if (settings.downloads()) {
            return new Command.Look(
                    id, upload -> upload.isComplete() ? new Command.Download(id) : new Command.Inspect(id));
        }
        return new Command.Inspect(id);
    }

    /** {@code state}, told to a HEAD or GET. Where a GET sends the finished bytes, a HEAD has their length. */
    public static Answer answer(RequestHead head, Answer state, UploadSession upload, ProtocolSettings settings) {
        boolean ofBytes = head.method().equals("HEAD") && settings.downloads() && upload.isComplete();
        return ofBytes ? state.ofLength(upload.committed()) : state;
    }
}

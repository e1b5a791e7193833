package io.highwater.servlet.protocol;

import io.highwater.session.UploadId;

/**
 * A {@code GET} of an upload: its finished bytes where downloads are switched on, else its state.
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
}

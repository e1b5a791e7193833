package io.highwater.servlet.protocol;

import io.highwater.session.UploadId;
import java.util.Optional;

/**
 * What a URL path below the mount names.
 *
 * @since 0.1.0
 */
public sealed interface UploadRoute {

    /** The collection: the mount itself, with or without a slash. */
    record Collection() implements UploadRoute {}

    /** One upload. */
    record Upload(UploadId id) implements UploadRoute {}

    /** The completion of an upload. */
    record Complete(UploadId id) implements UploadRoute {}

    /** The finished bytes of an upload. */
    record Content(UploadId id) implements UploadRoute {}

    /** The route that {@code path} spells, empty if it spells none. */
    static Optional<UploadRoute> of(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return Optional.of(new Collection());
        }
        String[] segments = path.split("/", -1);
        if (!segments[0].isEmpty() || segments.length > 3) {
            return Optional.empty();
        }
        return UploadId.parse(segments[1]).flatMap(id -> ofUpload(id, segments));
    }

    private static Optional<UploadRoute> ofUpload(UploadId id, String[] segments) {
        if (segments.length == 2) {
            return Optional.of(new Upload(id));
        }
        return switch (segments[2]) {
            case "complete" -> Optional.of(new Complete(id));
            case "content" -> Optional.of(new Content(id));
            default -> Optional.empty();
        };
    }
}

package io.highwater.servlet.protocol;

import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What codecs need to know of the deployment.
 *
 * @param limits the engine's limits, to be told to clients
 * @param downloads whether the finished bytes may be read
 * @param trailers whether fields that come behind a body get through to this server
 * @param publicBaseUrl the URL of the collection as clients know it, without a slash at its end; null for the path that
 *     each request came in by
 * @since 0.1.0
 */
public record ProtocolSettings(
        UploadLimits limits,
        boolean downloads,
        boolean trailers,
        @Nullable String publicBaseUrl) {

    /** What the path of {@code head} names here: finished bytes only where they may be read. */
    public Optional<UploadRoute> route(RequestHead head) {
        return UploadRoute.of(head.path()).filter(route -> downloads || !(route instanceof UploadRoute.Content));
    }

    /** The {@code Location} of an upload that {@code head} created. */
    public String location(RequestHead head, UploadId id) {
        String base = publicBaseUrl == null ? head.target().mount() : publicBaseUrl;
        return base + "/" + id;
    }
}

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
 * @param publicBaseUrl the URL of the collection as clients know it (of endpoints: what stands before their paths),
 *     without a slash at its end; null for the path that each request came in by
 * @param parameter the query parameter that names an upload at the URL of the endpoint that it is for; null for uploads
 *     in a collection
 * @since 0.1.0
 */
public record ProtocolSettings(
        UploadLimits limits,
        boolean downloads,
        boolean trailers,
        @Nullable String publicBaseUrl,
        @Nullable String parameter) {

    /** Of uploads in a collection. */
    public ProtocolSettings(UploadLimits limits, boolean downloads, boolean trailers, @Nullable String publicBaseUrl) {
        this(limits, downloads, trailers, publicBaseUrl, null);
    }

    /** Whether uploads are for endpoints, and lie under the URLs of these. */
    public boolean ofEndpoints() {
        return parameter != null;
    }

    /** What the path of {@code head} names here: finished bytes only where they may be read. */
    public Optional<UploadRoute> route(RequestHead head) {
        return UploadRoute.of(head.path()).filter(route -> downloads || !(route instanceof UploadRoute.Content));
    }

    /** The {@code Location} of an upload that {@code head} created. */
    public String location(RequestHead head, UploadId id) {
        String mount = head.target().mount();
        if (parameter != null) {
            return (publicBaseUrl == null ? "" : publicBaseUrl) + mount + "?" + parameter + "=" + id;
        }
        return (publicBaseUrl == null ? mount : publicBaseUrl) + "/" + id;
    }
}

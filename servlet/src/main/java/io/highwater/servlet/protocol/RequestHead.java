package io.highwater.servlet.protocol;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that a codec sees of a request: its head.
 *
 * @param method the method, case-sensitive
 * @param target where it was sent
 * @param fields its header fields
 * @param contentLength bytes in the body: 0 without a body, empty if not known before its end (chunked, HTTP/2)
 * @param protocol the version, such as {@code HTTP/1.1}
 * @since 0.1.0
 */
public record RequestHead(String method, Target target, Fields fields, OptionalLong contentLength, String protocol) {

    /**
     * Where a request was sent.
     *
     * @param mount what stands before {@code path} in a URL path, percent-encoded, without a slash at its end
     * @param path what the URL says below the mount: empty, or a slash and more; anything that could not be the path of
     *     an upload may be in it
     * @param query the query string as received, null if there is none
     */
    public record Target(
            String mount, String path, @Nullable String query) {}

    /** What the URL says below the mount. */
    public String path() {
        return target.path();
    }

    /** Whether bytes may follow the head. */
    public boolean mayHaveBody() {
        return contentLength.isEmpty() || contentLength.getAsLong() > 0;
    }

    /** Whether the connection serves one request at a time and may be closed to end one (HTTP/1.x). */
    public boolean isHttp1() {
        return protocol.startsWith("HTTP/1");
    }
}

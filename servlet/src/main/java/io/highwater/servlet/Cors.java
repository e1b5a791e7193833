package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.MediaType;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.RequestHead;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pages of other origins a browser lets speak to the uploads (Fetch Standard, CORS protocol). It keeps nobody
 * out: that is the authorizer's part. Immutable.
 */
final class Cors {

    /** Says nothing to any browser. */
    static final Cors OFF = new Cors(Set.of(), false);

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private static final String REQUEST_FIELDS = "Authorization, Content-Type, Content-Disposition, Content-Digest,"
            + " Repr-Digest, Want-Repr-Digest, Range, If-Range, X-HTTP-Method-Override, X-Request-ID, X-Requested-With,"
            + " Tus-Resumable, Upload-Length, Upload-Defer-Length, Upload-Offset, Upload-Metadata, Upload-Concat,"
            + " Upload-Checksum, Upload-Complete, Upload-Incomplete, Upload-Draft-Interop-Version";
    private static final String RESPONSE_FIELDS =
            "Location, ETag, Retry-After, Repr-Digest, Content-Range, Accept-Patch,"
                    + " Tus-Version, Tus-Resumable, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset,"
                    + " Upload-Length, Upload-Defer-Length, Upload-Metadata, Upload-Concat, Upload-Expires,"
                    + " Upload-Complete, Upload-Incomplete, Upload-Limit, Upload-Draft-Interop-Version";
    private static final String MAX_AGE_SECONDS = "7200"; // Chromium keeps none longer

    private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");
    private static final Set<String> UNASKED_TYPES =
            Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");
    private static final Set<String> UNSAFE_FIELDS = Set.of("Tus-Resumable", "Authorization", "X-Requested-With");

    private final Set<Origin> origins;
    private final boolean credentials;

    /** @param credentials whether those pages may send cookies and the browser's other credentials */
    Cors(Set<Origin> origins, boolean credentials) {
        this.origins = Set.copyOf(origins);
        this.credentials = credentials;
    }

    /** Says in a response, whatever it will be, who may read it. */
    void mark(RequestHead head, HttpServletResponse response) {
        if (origins.isEmpty()) {
            return;
        }
        response.addHeader("Vary", "Origin");
        if (isAllowed(head)) {
            response.setHeader("Access-Control-Allow-Origin", origin(head));
            response.setHeader("Access-Control-Expose-Headers", RESPONSE_FIELDS);
            if (credentials) {
                response.setHeader("Access-Control-Allow-Credentials", "true");
            }
        }
    }

    /** The answer to a preflight of a page that is allowed; empty for every other request. */
    Optional<Answer> preflight(RequestHead head) {
        boolean asks = head.method().equals("OPTIONS") && head.fields().has("Access-Control-Request-Method");
        return asks && isAllowed(head)
                ? Optional.of(Answer.of(204)
                        .with("Access-Control-Allow-Methods", METHODS)
                        .with("Access-Control-Allow-Headers", REQUEST_FIELDS)
                        .with("Access-Control-Max-Age", MAX_AGE_SECONDS))
                : Optional.empty();
    }

    /**
     * Whether a browser sends this for a page of a foreign origin that had to ask nobody for leave, so that it may be
     * the page's doing alone (Fetch Metadata, {@code Sec-Fetch-Site}). Pages of origins that are allowed may.
     */
    boolean isForged(RequestHead head) {
        boolean foreign =
                FOREIGN.contains(head.fields().combined("Sec-Fetch-Site").orElse(""));
        return foreign && head.method().equals("POST") && !isAllowed(head) && !wasAskedFor(head);
    }

    /** What such a request gets. */
    static Answer refusal() {
        return Problem.of(403, "Pages of other origins may not do this unasked.")
                .answer();
    }

    /**
     * Whether it has what no browser sends to another origin without a preflight (Fetch Standard, CORS-safelisting).
     */
    private static boolean wasAskedFor(RequestHead head) {
        String type = head.fields().combined("Content-Type").orElse("text/plain");
        return UNASKED_TYPES.stream().noneMatch(plain -> MediaType.is(type, plain))
                || head.fields().hasStarting("Upload-")
                || UNSAFE_FIELDS.stream().anyMatch(head.fields()::has);
    }

    /** Compared as written: browsers write an origin in one way. */
    private boolean isAllowed(RequestHead head) {
        List<String> lines = head.fields().lines("Origin");
        return lines.size() == 1 && origins.contains(new Origin(lines.get(0)));
    }

    private static String origin(RequestHead head) {
        return head.fields().lines("Origin").get(0);
    }
}

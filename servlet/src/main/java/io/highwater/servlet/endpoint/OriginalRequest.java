package io.highwater.servlet.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the first request of an upload, so that an endpoint can be shown it when the body is there: all
 * that the endpoint may want to know and that is not the same in the request that brings the last byte. Credentials
 * ({@link CredentialFields}) are never remembered, nor are fields that speak of
 * the transfer of a body ({@code Content-Length}, {@code Transfer-Encoding}, {@code Expect}, {@code Trailer}, {@code
 * TE}) or of its upload ({@code Upload-*}). Immutable.
 *
 * @param method in its spelling
 * @param uri the path as written in the request line, without the query
 * @param query the query string as written, null if there was none
 * @param fields the lines of every header field, each at least one; found by names in any case
 * @since 0.1.0
 */
public record OriginalRequest(
        String method, String uri, @Nullable String query, Map<String, List<String>> fields) {

    private static final Set<String> TRANSFER =
            Set.of("content-length", "transfer-encoding", "expect", "trailer", "te");

    /** @throws IllegalArgumentException if a field is one that is never remembered, or has no line */
    public OriginalRequest {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((name, lines) -> {
            if (lines.isEmpty() || !isRemembered(name) || copy.put(name, List.copyOf(lines)) != null) {
                throw new IllegalArgumentException("not a field to be remembered: " + name);
            }
        });
        fields = Collections.unmodifiableMap(copy);
    }

    /** What is remembered of {@code request}, with the usual credentials. */
    public static OriginalRequest of(HttpServletRequest request) {
        return of(request, CredentialFields.USUAL);
    }

    /** What is remembered of {@code request}. Reads neither its body nor its parameters. */
    public static OriginalRequest of(HttpServletRequest request, CredentialFields credentials) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            if (isRemembered(name) && !credentials.contain(name)) {
                fields.put(name, Collections.list(request.getHeaders(name)));
            }
        }
        return new OriginalRequest(request.getMethod(), request.getRequestURI(), request.getQueryString(), fields);
    }

    /**
     * The same for a body that came in several requests: without {@code Content-Digest}, which speaks of the first
     * one's alone (RFC 9530 §2).
     */
    public OriginalRequest ofSeveralBodies() {
        Map<String, List<String>> whole = new TreeMap<>(fields);
        whole.keySet().removeIf("Content-Digest"::equalsIgnoreCase);
        return new OriginalRequest(method, uri, query, whole);
    }

    /** The first line of a field, null if there is none. */
    @Nullable
    String field(String name) {
        List<String> lines = fields.get(name);
        return lines == null ? null : lines.get(0);
    }

    /** This as one line of text, from which {@link #parse} makes an equal one. */
    public String toText() {
        return OriginalRequestText.write(this);
    }

    /**
     * The request that {@code text} was made of.
     *
     * @throws IllegalArgumentException if it was made of none, or is damaged
     */
    public static OriginalRequest parse(String text) {
        return OriginalRequestText.parse(text);
    }

    private static boolean isRemembered(String field) {
        String name = field.toLowerCase(Locale.ROOT);
        return !CredentialFields.USUAL.contain(name) && !TRANSFER.contains(name) && !name.startsWith("upload-");
    }
}

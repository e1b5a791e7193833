package io.highwater.servlet.endpoint;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint's response, to be given again, without cookies and trailers. Immutable.
 *
 * @param status 100 to 999
 * @param fields the lines of the header fields that the endpoint set, found by names in any case; not those that
 *     containers and connections add, nor {@code Content-Type}
 * @param contentType with its charset, null if there is none
 * @param content what came behind the head
 * @since 0.1.0
 */
public record RecordedResponse(
        int status,
        Map<String, List<String>> fields,
        @Nullable String contentType,
        Content content) {

    /** @throws IllegalArgumentException if the status is no status, or a field has no line */
    public RecordedResponse {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("no status: " + status);
        }
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach((name, lines) -> {
            if (lines.isEmpty() || copy.put(name, List.copyOf(lines)) != null) {
                throw new IllegalArgumentException("no field: " + name);
            }
        });
        fields = Collections.unmodifiableMap(copy);
    }

    /** What came behind the head of a response. */
    public sealed interface Content permits Body, ErrorPage, Unkept {}

    /** Bytes, all of them. */
    public static final class Body implements Content {

        private final byte[] bytes;

        /** A body of a copy of {@code bytes}. */
        public Body(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** A copy of the bytes. */
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Body body && Arrays.equals(bytes, body.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /**
     * The container's page for an error.
     *
     * @param message of {@code sendError}, null if there was none
     */
    public record ErrorPage(@Nullable String message) implements Content {}

    /** A body that was too large to be kept, or that broke off. */
    public record Unkept() implements Content {}

    /**
     * Gives the response again: the same status and fields and the same body; an error is sent as an error again, so
     * that the container's page comes again; in place of a body that was not kept comes none.
     *
     * @param response one of which nothing has been sent
     */
    public void replay(HttpServletResponse response) throws IOException {
        fields.forEach((name, lines) -> {
            response.setHeader(name, lines.get(0));
            lines.stream().skip(1).forEach(line -> response.addHeader(name, line));
        });
        if (contentType != null) {
            response.setContentType(contentType);
        }
        if (content instanceof ErrorPage page) {
            sendError(response, page);
            return;
        }
        response.setStatus(status);
        if (content instanceof Body body && body.bytes.length > 0) {
            response.setContentLength(body.bytes.length);
            response.getOutputStream().write(body.bytes);
        }
    }

    private void sendError(HttpServletResponse response, ErrorPage page) throws IOException {
        if (page.message == null) {
            response.sendError(status);
        } else {
            response.sendError(status, page.message);
        }
    }

    /** This as bytes, from which {@link #fromBytes} makes an equal one. */
    public byte[] toBytes() {
        return RecordedResponseCodec.encode(this);
    }

    /**
     * The response that {@code bytes} were made of.
     *
     * @throws IllegalArgumentException if they were made of none, or are damaged
     */
    public static RecordedResponse fromBytes(byte[] bytes) {
        return RecordedResponseCodec.decode(bytes);
    }
}

package io.highwater.servlet.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A response: status, header fields and a small body. Says {@code Cache-Control: no-store} unless told otherwise.
 *
 * @param status the HTTP status
 * @param fields header fields in order, each name once; {@code Content-Length} only if that is not the body's
 * @param body the body's text, sent as UTF-8; empty for none
 * @since 0.1.0
 */
public record Answer(int status, Map<String, String> fields, String body) {

    /** Copies the fields. */
    public Answer {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** An answer without a body. */
    public static Answer of(int status) {
        return new Answer(status, Map.of("Cache-Control", "no-store"), "");
    }

    /** An answer with {@code members} as a JSON object. */
    public static Answer json(int status, Map<String, ?> members) {
        return of(status).withBody("application/json", Json.object(members));
    }

    /** The same with a header field set. */
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Answer(status, more, body);
    }

    /** The same with header fields set. */
    public Answer with(Map<String, String> others) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.putAll(others);
        return new Answer(status, more, body);
    }

    /** The same for a HEAD of something else that has {@code length} bytes (RFC 9110 §9.3.2). */
    public Answer ofLength(long length) {
        Map<String, String> other = new LinkedHashMap<>(fields);
        other.remove("Content-Type");
        other.put("Content-Length", Long.toString(length));
        return new Answer(status, other, "");
    }

    /** The same with another body. */
    public Answer withBody(String contentType, String text) {
        return new Answer(status, with("Content-Type", contentType).fields, text);
    }
}

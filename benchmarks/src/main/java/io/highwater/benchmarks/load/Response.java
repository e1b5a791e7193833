package io.highwater.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The final response to a request.
 *
 * @param status the status code
 * @param fields the header fields; names in any case
 * @param text the content
 * @param nanos how long it took from the first byte sent to the last byte received
 */
public record Response(int status, Map<String, String> fields, String text, long nanos) {

    /** This response, if it has one of these status codes. @throws IOException if not */
    Response expect(int... allowed) throws IOException {
        if (Arrays.stream(allowed).noneMatch(code -> code == status)) {
            throw new IOException("answered " + status + " " + text);
        }
        return this;
    }

    /** The field's value. @throws IOException if there is none */
    String field(String name) throws IOException {
        String value = fields.get(name);
        if (value == null) {
            throw new IOException("no " + name + " in the answer");
        }
        return value;
    }

    /** What the first group of {@code pattern} finds in the content. @throws IOException if nothing */
    String find(Pattern pattern) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    boolean closes() {
        return "close".equalsIgnoreCase(fields.get("Connection"));
    }
}

package io.highwater.servlet.endpoint;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The fields of a response at one time, without those that belong to a connection, a moment or a container, and without
 * cookies, which are credentials of the client that was given them.
 *
 * @param fields found by names in any case
 */
record HeadSnapshot(Map<String, List<String>> fields) {

    private static final Set<String> PASSING = Set.of(
            "date",
            "connection",
            "keep-alive",
            "transfer-encoding",
            "content-length",
            "content-type",
            "server",
            "set-cookie");

    static HeadSnapshot of(HttpServletResponse response) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : response.getHeaderNames()) {
            if (!PASSING.contains(name.toLowerCase(Locale.ROOT))) {
                fields.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        return new HeadSnapshot(fields);
    }

    /** The fields that are not in {@code earlier}, or were different. */
    Map<String, List<String>> changesSince(HeadSnapshot earlier) {
        Map<String, List<String>> changes = new TreeMap<>(fields);
        changes.entrySet()
                .removeIf(field ->
                        field.getValue().isEmpty() || field.getValue().equals(earlier.fields.get(field.getKey())));
        return changes;
    }
}

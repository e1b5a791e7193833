package io.highwater.servlet.protocol;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query string, without the container's help: that would read a body which looks like a form.
 *
 * @since 0.1.0
 */
public final class QueryString {

    private QueryString() {}

    /**
     * The values that {@code query} gives to {@code name}, as received: not decoded, in order, empty ones too. Names
     * are compared decoded, so that a second value cannot hide.
     */
    public static List<String> values(@Nullable String query, String name) {
        List<String> values = new ArrayList<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (decoded(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
                    values.add(equals < 0 ? "" : pair.substring(equals + 1));
                }
            }
        }
        return values;
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name; // a broken escape: no name of ours
        }
    }
}

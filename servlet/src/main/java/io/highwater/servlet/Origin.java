package io.highwater.servlet;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page comes from: scheme, host and port (RFC 6454).
 *
 * @param value as browsers write it in {@code Origin}: lower case, without the scheme's own port
 */
record Origin(String value) {

    private static final Pattern SHAPE = Pattern.compile(
            "(?<scheme>[a-z][a-z0-9+.-]*)://(?<host>[a-z0-9._-]+|\\[[0-9a-f:.]+])(:(?<port>[1-9][0-9]{0,4}))?");
    private static final Map<String, Integer> OWN_PORTS = Map.of("http", 80, "https", 443);
    private static final int LAST_PORT = 65_535;

    /** Reads {@code scheme://host[:port]}; empty if it is anything else. */
    static Optional<Origin> parse(String text) {
        Matcher matcher = SHAPE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String bare = matcher.group("scheme") + "://" + matcher.group("host");
        if (matcher.group("port") == null) {
            return Optional.of(new Origin(bare));
        }
        int port = Integer.parseInt(matcher.group("port"));
        boolean own = OWN_PORTS.getOrDefault(matcher.group("scheme"), 0) == port;
        return port > LAST_PORT ? Optional.empty() : Optional.of(new Origin(own ? bare : bare + ":" + port));
    }
}

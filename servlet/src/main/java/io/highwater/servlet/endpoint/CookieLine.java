package io.highwater.servlet.endpoint;

import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Set;

/** A cookie as a line of {@code Set-Cookie} (RFC 6265 §4.1). */
final class CookieLine {

    private static final Set<String> KNOWN = Set.of("path", "domain", "max-age", "secure", "httponly");

    private CookieLine() {}

    static String of(Cookie cookie) {
        StringBuilder line = new StringBuilder(cookie.getName()).append('=').append(cookie.getValue());
        if (cookie.getPath() != null) {
            line.append("; Path=").append(cookie.getPath());
        }
        if (cookie.getDomain() != null) {
            line.append("; Domain=").append(cookie.getDomain());
        }
        if (cookie.getMaxAge() >= 0) {
            line.append("; Max-Age=").append(cookie.getMaxAge());
        }
        line.append(cookie.getSecure() ? "; Secure" : "").append(cookie.isHttpOnly() ? "; HttpOnly" : "");
        cookie.getAttributes().forEach((name, value) -> {
            if (!KNOWN.contains(name.toLowerCase(Locale.ROOT))) {
                line.append("; ").append(name).append(value.isEmpty() ? "" : "=" + value);
            }
        });
        return line.toString();
    }
}

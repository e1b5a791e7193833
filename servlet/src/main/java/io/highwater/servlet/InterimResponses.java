package io.highwater.servlet;

import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.RequestHead;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which requests are sent interim responses: the option {@code interim-responses}. */
enum InterimResponses {
    /** Those that show no proxy: nginx up to 1.22 takes a 104 for the final response, which breaks the upload. */
    AUTO,
    ON,
    OFF;

    /** How values of the option are written. */
    static final String FORM = "auto, on or off";

    static Optional<InterimResponses> parse(String value) {
        return Stream.of(values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(value.strip()))
                .findFirst();
    }

    /** Whether a request may be sent any. HTTP/1.0 knows none (RFC 9110 §15.2). */
    boolean suit(RequestHead head) {
        boolean known = head.protocol().equals("HTTP/1.1") || !head.isHttp1();
        return known
                && switch (this) {
                    case AUTO -> !showsProxy(head.fields());
                    case ON -> true;
                    case OFF -> false;
                };
    }

    private static boolean showsProxy(Fields fields) {
        return fields.has("Via")
                || fields.has("Forwarded")
                || fields.has("X-Real-IP")
                || fields.hasStarting("X-Forwarded-");
    }
}

package io.highwater.servlet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A container, and the version of HTTP that is spoken to it. */
enum HttpLine {
    JETTY_HTTP_1(Container.JETTY, Http1Call::new),
    TOMCAT_HTTP_1(Container.TOMCAT, Http1Call::new),
    UNDERTOW_HTTP_1(Container.UNDERTOW, Http1Call::new),
    JETTY_HTTP_2(Container.JETTY, Http2Call::new),
    TOMCAT_HTTP_2(Container.TOMCAT, Http2Call::new),
    UNDERTOW_HTTP_2(Container.UNDERTOW, Http2Call::new);

    private final Container container;
    private final Opener opener;

    HttpLine(Container container, Opener opener) {
        this.container = container;
        this.opener = opener;
    }

    /**
     * What goes before a body.
     *
     * @param length how long the body is, if that is told
     */
    record Head(String method, String target, OptionalLong length, List<String> fields) {

        /** The fields, with that of the length, and with others that are not empty. */
        String[] fieldsWith(String... others) {
            List<String> all = new ArrayList<>(fields);
            boolean bodiless = Set.of("HEAD", "GET", "DELETE", "OPTIONS").contains(method);
            if (length.isPresent() && !(bodiless && length.getAsLong() == 0)) {
                all.add("Content-Length: " + length.getAsLong());
            }
            for (String other : others) {
                if (!other.isEmpty()) {
                    all.add(other);
                }
            }
            return all.toArray(String[]::new);
        }
    }

    /** Begins a request on a new connection. */
    private interface Opener {
        HttpCall open(int port, Head head) throws IOException;
    }

    Container container() {
        return container;
    }

    HttpCall open(int port, Head head) throws IOException {
        return opener.open(port, head);
    }
}

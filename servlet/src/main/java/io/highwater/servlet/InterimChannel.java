package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.util.Optional;

/**
 * A way to send interim responses, for which the servlet API has none. There is one for each kind of container that has
 * a public way.
 */
interface InterimChannel {

    /** What the status 104 means. */
    String REASON = "Upload Resumption Supported";

    /** How long a response may take to leave; a slower client hears no more of them. */
    int PATIENCE_SECONDS = 2;

    /**
     * Sends a response and waits until it has left, though not for long. Nothing else may be written to the client
     * meanwhile.
     *
     * @throws IOException if it could not be sent, or it is not known whether it was
     */
    void send(Answer interim) throws IOException;

    /** The way that the container of {@code request} has, empty if it has none. */
    static Optional<InterimChannel> to(ServletRequest request) {
        ServletRequest own = request;
        while (own instanceof ServletRequestWrapper wrapper) {
            own = wrapper.getRequest();
        }
        ServletRequest innermost = own;
        return JettyChannel.to(own).or(() -> UndertowChannel.to(innermost));
    }
}

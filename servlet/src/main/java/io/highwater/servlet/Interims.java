package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interim responses of one request (RFC 9110 §15.2). Calls come one at a time. */
final class Interims {

    private static final Logger LOG = LoggerFactory.getLogger(Interims.class);

    private final boolean suitable;
    private final HttpServletRequest request;
    private volatile boolean sought;
    private volatile @Nullable InterimChannel channel;

    Interims(InterimResponses wanted, RequestHead head, HttpServletRequest request) {
        this.suitable = wanted.suit(head);
        this.request = request;
    }

    /** Whether the client can be sent any: the container has a way, nothing speaks against it, and none has failed. */
    boolean areHeard() {
        if (suitable && !sought) {
            sought = true;
            channel = InterimChannel.to(request).orElse(null);
        }
        return channel != null;
    }

    /**
     * Sends {@code interim}, under whatever keeps the final answer from being given meanwhile. If that fails, none
     * follows; the request does not suffer.
     */
    void send(Answer interim) {
        InterimChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            open.send(interim);
        } catch (IOException e) {
            LOG.debug("an interim response could not be sent", e);
            channel = null;
        }
    }
}

package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interim responses of one request (RFC 9110 §15.2). Calls come one at a time. */
final class Interims {

    private static final Logger LOG = LoggerFactory.getLogger(Interims.class);

    private final Supplier<Optional<InterimChannel>> way;
    private volatile boolean sought;
    private volatile @Nullable InterimChannel channel;

    /** @param way finds the container's way to the client, if there is one, when it is needed */
    Interims(Supplier<Optional<InterimChannel>> way) {
        this.way = way;
    }

    static Interims of(InterimResponses wanted, RequestHead head, HttpServletRequest request) {
        return new Interims(() -> wanted.suit(head) ? InterimChannel.to(request) : Optional.empty());
    }

    /** Whether the client can be sent any: the container has a way, nothing speaks against it, and none has failed. */
    boolean areHeard() {
        if (!sought) {
            sought = true;
            channel = way.get().orElse(null);
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
            requireOneLineEach(interim);
            open.send(interim);
        } catch (IOException e) {
            LOG.debug("an interim response could not be sent", e);
            channel = null;
        }
    }

    /** No value may end its line or begin another response. */
    private static void requireOneLineEach(Answer interim) throws IOException {
        for (String value : interim.fields().values()) {
            if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                throw new IOException("the value of a field is not printable ASCII");
            }
        }
    }
}

package io.highwater.servlet;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.Optional;

/** A request under way, in whatever version of HTTP, on a connection of its own. */
interface HttpCall extends AutoCloseable {

    /** Sends a part of the body, unless the server has answered already. */
    void send(byte[] bytes);

    /** Ends the body, and waits for the answer; empty if the request is ended without one. */
    Optional<Response> finish();

    /** The answer that comes before the body is all sent; empty if the request is ended without one. */
    Optional<Response> answer();

    /** Goes away, abruptly. */
    void reset() throws IOException;

    @Override
    void close() throws IOException;
}

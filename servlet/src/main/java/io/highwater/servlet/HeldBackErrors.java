package io.highwater.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** Holds back the errors of an endpoint that could not read its body: what it says then is not its answer. */
final class HeldBackErrors extends HttpServletResponseWrapper {

    private final WatchedContent body;

    HeldBackErrors(HttpServletResponse response, WatchedContent body) {
        super(response);
        this.body = body;
    }

    @Override
    public void sendError(int status) throws IOException {
        if (!body.wasUnreadable()) {
            super.sendError(status);
        }
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        if (!body.wasUnreadable()) {
            super.sendError(status, message);
        }
    }
}

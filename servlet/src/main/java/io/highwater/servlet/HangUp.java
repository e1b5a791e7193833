package io.highwater.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a request without a response, for which the servlet API has no method. Jetty has a status for it, Undertow a
 * connection that can be closed. Others, such as Tomcat, close the connection (in HTTP/2 the stream) of an asynchronous
 * writer that fails before it has written anything; one that does not sends an empty 503.
 */
final class HangUp implements WriteListener {

    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);
    private static final int ABORT = -1;
    private static final String UNDERTOW = "io.undertow.servlet.";

    private final AsyncContext async;

    private HangUp(AsyncContext async) {
        this.async = async;
    }

    /** Ends an asynchronous request. */
    static void on(AsyncContext async, HttpServletResponse response) throws IOException {
        HttpServletResponse own = innermost(response);
        own.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE); // should the container answer all the same
        if (now(async.getRequest(), own)) {
            async.complete();
        } else if (isOf(innermost(async.getRequest()), UNDERTOW)) {
            throw new IOException("Undertow shows no connection that is this request's alone");
        } else {
            listen(own, new HangUp(async));
        }
    }

    private static void listen(HttpServletResponse response, HangUp listener) throws IOException {
        try {
            response.getOutputStream().setWriteListener(listener);
        } catch (IllegalStateException e) {
            throw new IOException("the response has a writer, or has ended", e);
        }
    }

    /** Ends any request, if the container has a way; the caller completes it. */
    static boolean now(ServletRequest request, HttpServletResponse response) throws IOException {
        if (isOf(innermost(request), "org.eclipse.jetty.")) {
            innermost(response).sendError(ABORT);
            return true;
        }
        return closeConnection(request);
    }

    /** Closes the connection of a request from any thread, if the container can do that and nobody else has it. */
    static boolean closeConnection(ServletRequest request) throws IOException {
        ServletRequest own = innermost(request);
        if (!isOf(own, UNDERTOW) || !own.getProtocol().startsWith("HTTP/1")) {
            return false;
        }
        try {
            Object connection = new Seen(own.getClass(), own)
                    .get("getExchange")
                    .get("getConnection")
                    .object();
            ((Closeable) connection).close();
            return true;
        } catch (ReflectiveOperationException | LinkageError e) {
            LOG.debug("this Undertow does not show its connections", e);
            return false;
        }
    }

    private static boolean isOf(ServletRequest request, String container) {
        return request instanceof HttpServletRequest
                && request.getClass().getName().startsWith(container);
    }

    private static ServletRequest innermost(ServletRequest request) {
        ServletRequest own = request;
        while (own instanceof ServletRequestWrapper wrapper) {
            own = wrapper.getRequest();
        }
        return own;
    }

    /** Wrappers of applications may keep errors and listeners to themselves. */
    private static HttpServletResponse innermost(HttpServletResponse response) {
        HttpServletResponse own = response;
        while (own instanceof ServletResponseWrapper wrapper
                && wrapper.getResponse() instanceof HttpServletResponse inner) {
            own = inner;
        }
        return own;
    }

    @Override
    public void onWritePossible() throws IOException {
        throw new IOException("no response is given");
    }

    @Override
    public void onError(Throwable why) {
        LOG.debug("a request ends without a response", why);
        async.complete();
    }
}

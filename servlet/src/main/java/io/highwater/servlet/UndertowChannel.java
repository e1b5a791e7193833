package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undertow's response out of band, by which it sends 100 (Continue): over HTTP/1.1, only to a request that expects
 * that, and before it is sent. So there is one, in front of the body.
 */
final class UndertowChannel implements InterimChannel {

    private static final Logger LOG = LoggerFactory.getLogger(UndertowChannel.class);

    private final Seen connection;
    private final Seen exchange;
    private boolean used;

    private UndertowChannel(Seen exchange) throws ReflectiveOperationException {
        this.exchange = exchange;
        this.connection = exchange.get("getConnection");
    }

    static Optional<InterimChannel> to(ServletRequest request) {
        boolean expects = request.getClass().getName().startsWith("io.undertow.servlet.")
                && request.getProtocol().equals("HTTP/1.1")
                && request instanceof HttpServletRequest http
                && "100-continue".equalsIgnoreCase(http.getHeader("Expect"));
        if (!expects) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UndertowChannel(new Seen(request.getClass(), request).get("getExchange")));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.debug("this Undertow sends no interim responses", e);
            return Optional.empty();
        }
    }

    @Override
    public void send(Answer interim) throws IOException {
        if (used) {
            throw new IOException("there is only one");
        }
        used = true;
        try {
            write(interim);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IOException(e);
        }
    }

    /** What may be missing is looked for before anything is begun. */
    private void write(Answer interim) throws ReflectiveOperationException, IOException {
        Class<?> type = exchange.type();
        Method status = type.getMethod("setStatusCode", int.class);
        Method reason = type.getMethod("setReasonPhrase", String.class);
        Method headers = type.getMethod("getResponseHeaders");
        Class<?> name = Class.forName("io.undertow.util.HttpString", false, type.getClassLoader());
        Constructor<?> named = name.getConstructor(String.class);
        Method put = headers.getReturnType().getMethod("put", name, String.class);
        Sink sink = new Sink(type.getMethod("getResponseChannel"));

        Object other = connection
                .type()
                .getMethod("sendOutOfBandResponse", type)
                .invoke(connection.object(), exchange.object());
        status.invoke(other, interim.status());
        reason.invoke(other, REASON);
        for (Map.Entry<String, String> field : interim.fields().entrySet()) {
            put.invoke(headers.invoke(other), named.newInstance(field.getKey()), field.getValue());
        }
        sink.end(other);
    }

    /** Writes the response, and waits until it has left, as Undertow does for a 100. */
    private record Sink(Method opened, Method shutdown, Method flush, Method awaitWritable) {

        Sink(Method opened) throws ReflectiveOperationException {
            this(
                    opened,
                    opened.getReturnType().getMethod("shutdownWrites"),
                    opened.getReturnType().getMethod("flush"),
                    opened.getReturnType().getMethod("awaitWritable", long.class, TimeUnit.class));
        }

        void end(Object exchange) throws ReflectiveOperationException, IOException {
            Object channel = opened.invoke(exchange);
            shutdown.invoke(channel);
            if (!(boolean) flush.invoke(channel)) {
                awaitWritable.invoke(channel, PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (!(boolean) flush.invoke(channel)) {
                    throw new IOException("the client takes nothing");
                }
            }
        }
    }
}

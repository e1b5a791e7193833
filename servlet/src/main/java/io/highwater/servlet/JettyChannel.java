package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jetty 12's connection of a request. Its {@code writeInterim} keeps the fields over HTTP/2 and HTTP/3, but drops them
 * over HTTP/1.1: there the bytes go to the connection's end point, which with TLS is the one that encrypts.
 */
final class JettyChannel implements InterimChannel {

    private static final Logger LOG = LoggerFactory.getLogger(JettyChannel.class);

    private final Writer writer;

    private JettyChannel(Writer writer) {
        this.writer = writer;
    }

    /** Begins to send. */
    private interface Writer {
        Future<?> write(Answer interim) throws ReflectiveOperationException;
    }

    static Optional<InterimChannel> to(ServletRequest request) {
        if (!request.getClass().getName().startsWith("org.eclipse.jetty.")) {
            return Optional.empty();
        }
        try {
            Seen own = new Seen(request.getClass(), request);
            return Optional.of(
                    new JettyChannel(request.getProtocol().startsWith("HTTP/1") ? toEndPoint(own) : toResponse(own)));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.debug("this Jetty sends no interim responses", e);
            return Optional.empty();
        }
    }

    private static Writer toEndPoint(Seen request) throws ReflectiveOperationException {
        Seen endPoint = request.get("getRequest")
                .get("getConnectionMetaData")
                .get("getConnection")
                .get("getEndPoint");
        ClassLoader jetty = endPoint.type().getClassLoader();
        Class<?> callback = Class.forName("org.eclipse.jetty.util.Callback", false, jetty);
        Class<?> completable = Class.forName("org.eclipse.jetty.util.Callback$Completable", false, jetty);
        Method write = endPoint.type().getMethod("write", callback, ByteBuffer[].class);
        return interim -> {
            Object done = completable.getConstructor().newInstance();
            write.invoke(endPoint.object(), done, new ByteBuffer[] {ByteBuffer.wrap(bytes(interim))});
            return (Future<?>) done;
        };
    }

    private static Writer toResponse(Seen request) throws ReflectiveOperationException {
        Object info = request.get("getServletRequestInfo").object();
        Seen response = new Seen(info.getClass(), info).get("getServletContextResponse");
        Method writeInterim = Stream.of(response.type().getMethods())
                .filter(method -> method.getName().equals("writeInterim") && !method.isBridge())
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException("writeInterim"));
        Method build = writeInterim.getParameterTypes()[1].getMethod("build");
        Method put = build.getReturnType().getMethod("put", String.class, String.class);
        return interim -> {
            Object fields = build.invoke(null);
            for (Map.Entry<String, String> field : interim.fields().entrySet()) {
                put.invoke(fields, field.getKey(), field.getValue());
            }
            return (Future<?>) writeInterim.invoke(response.object(), interim.status(), fields);
        };
    }

    private static byte[] bytes(Answer interim) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + interim.status() + " " + REASON + "\r\n");
        interim.fields().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void send(Answer interim) throws IOException {
        try {
            writer.write(interim).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ReflectiveOperationException | ExecutionException | TimeoutException | RuntimeException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

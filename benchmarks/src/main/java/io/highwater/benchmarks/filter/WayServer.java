package io.highwater.benchmarks.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A Jetty in this process with one servlet, to which every {@link Way} leads. */
final class WayServer implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /** @param directory for what the filter keeps */
    WayServer(Path directory) throws IOException {
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(Reader.class, "/*");
        for (Way way : Way.values()) {
            way.filter(directory).map(FilterHolder::new).ifPresent(filter -> {
                filter.setAsyncSupported(true);
                context.addFilter(filter, way.path(), EnumSet.of(DispatcherType.REQUEST));
            });
        }
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            close();
            throw new IOException(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** An endpoint that knows nothing of uploads: it says how much it has read. */
    public static final class Reader extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            long size = request.getInputStream().transferTo(OutputStream.nullOutputStream());
            response.getOutputStream().print(size);
        }
    }
}

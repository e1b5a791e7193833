package io.highwater.benchmarks.peer;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import me.desair.tus.server.TusFileUploadService;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Serves tus-java-server at {@code /files}, on a Jetty set up as the example's is. */
public final class TusJavaServer {

    private static final int INPUT_BUFFER_BYTES = 16 << 10;
    private static final int BACKLOG = 4096;
    private static final long MAX_BYTES = 1L << 40;

    private TusJavaServer() {}

    /** Runs until the process is ended; the arguments are port and directory. */
    public static void main(String[] args) throws Exception {
        start(Integer.parseInt(args[0]), Path.of(args[1])).join();
    }

    static Server start(int port, Path directory) throws Exception {
        Server server = new Server();
        HttpConnectionFactory connections = new HttpConnectionFactory(new HttpConfiguration());
        connections.setInputBufferSize(INPUT_BUFFER_BYTES);
        ServerConnector connector = new ServerConnector(server, connections);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new TusServlet(directory)), "/files/*");
        server.setHandler(context);
        server.start();
        return server;
    }

    private static final class TusServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient TusFileUploadService service;

        TusServlet(Path directory) {
            service = new TusFileUploadService()
                    .withStoragePath(directory.toString())
                    .withUploadUri("/files")
                    .withMaxUploadSize(MAX_BYTES);
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            service.process(request, response);
        }
    }
}

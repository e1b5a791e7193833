package peers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.desair.tus.server.TusFileUploadService;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** tus-java-server on Jetty at a free port, with its uploads in a directory. */
public final class TusJavaServer {

    private TusJavaServer() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new Uploads(directory)), "/files/*");
        server.setHandler(context);
        server.start();
        System.out.println("ready at http://localhost:" + connector.getLocalPort() + "/");
        server.join();
    }

    private static final class Uploads extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient TusFileUploadService service;

        Uploads(Path directory) {
            service = new TusFileUploadService()
                    .withStoragePath(directory.toString())
                    .withUploadUri("/files")
                    .withDownloadFeature();
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            service.process(request, response);
        }
    }
}

package io.highwater.example;

import io.highwater.servlet.ResumableUploadFilter;
import io.highwater.servlet.ResumableUploadServlet;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Serves the upload page at {@code /}, resumable uploads at {@code /uploads}, and at {@code /documents} an endpoint
 * that knows nothing of uploads behind the filter that makes it resumable, on an embedded Jetty. The options of the
 * uploads are the init-params of servlet and filter, passed on as they are.
 */
@Command(
        name = "example-webapp",
        mixinStandardHelpOptions = true,
        description = "Uploads that survive bad networks and restarts: a page, and the servlet behind it.")
public final class ExampleServer implements Callable<Integer> {

    private static final int INPUT_BUFFER_BYTES = 16 << 10; // a connection holds one while its bytes wait
    private static final int BACKLOG = 4096; // after a restart all clients come at once
    private static final String EVERY_ADDRESS = "0.0.0.0";
    private static final int STOP_MILLIS = 1_500;

    @Option(names = "--port", defaultValue = "8080", description = "port, 0 for a free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--host", defaultValue = EVERY_ADDRESS, description = "address (default: ${DEFAULT-VALUE})")
    private String host = "";

    @Mixin
    private UploadOptions uploads = new UploadOptions();

    /** Runs until the process is told to end. Exit code 2 for wrong options, 1 if the server does not start. */
    public static void main(String[] args) {
        int code = new CommandLine(new ExampleServer())
                .setExecutionExceptionHandler(ExampleServer::explain)
                .execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws Exception {
        Server server = new Server();
        server.addConnector(connector(server));
        server.setHandler(new GracefulHandler(webapp())); // waits for requests that are being served
        server.setStopAtShutdown(true);
        server.setStopTimeout(STOP_MILLIS);
        startOrStop(server);
        System.out.println(
                "Highwater example: http://localhost:" + server.getURI().getPort() + "/"
                        + (host.equals(EVERY_ADDRESS) ? " and at every other address of this machine" : ""));
        server.join();
        return 0;
    }

    private static void startOrStop(Server server) throws Exception {
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
    }

    private ServerConnector connector(Server server) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setHeaderCacheSize(0); // it would be 70 KiB for each connection
        HttpConnectionFactory connections = new HttpConnectionFactory(http);
        connections.setInputBufferSize(INPUT_BUFFER_BYTES);
        ServerConnector connector = new ServerConnector(server, connections);
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }

    private ServletContextHandler webapp() {
        ServletContextHandler context = new ServletContextHandler("/");
        context.setBaseResource(ResourceFactory.of(context).newClassLoaderResource("web/"));
        context.setWelcomeFiles(new String[] {"index.html"});
        context.getServletHandler().setStartWithUnavailable(false);
        addUploads(context);
        addDocuments(context);
        ServletHolder page = new ServletHolder("page", new PageServlet());
        page.setInitParameter("dirAllowed", "false");
        context.addServlet(page, "/");
        return context;
    }

    private void addUploads(ServletContextHandler context) {
        ServletHolder servlet = new ServletHolder("uploads", ResumableUploadServlet.class);
        servlet.setInitParameters(uploads.ofServlet());
        servlet.setInitOrder(1); // at the start, so that a wrong option stops it
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/uploads/*");
    }

    private void addDocuments(ServletContextHandler context) {
        context.addServlet(new ServletHolder("documents", new DocumentsServlet()), "/documents");
        FilterHolder filter = new FilterHolder(ResumableUploadFilter.class);
        filter.setName("resumable");
        filter.setInitParameters(uploads.ofFilter());
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/documents", EnumSet.of(DispatcherType.REQUEST));
    }

    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult options) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        command.getErr().println("The server did not start: " + reason);
        return 1;
    }
}

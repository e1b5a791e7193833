package io.highwater.example;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** The files of a directory at an origin of their own. */
final class Pages implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private Pages(Path directory) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ResourceHandler files = new ResourceHandler();
        files.setBaseResource(ResourceFactory.of(server).newResource(directory));
        server.setHandler(files);
    }

    static Pages of(Path directory) throws Exception {
        Pages pages = new Pages(directory);
        pages.server.start();
        return pages;
    }

    /** Without a slash at its end, as browsers write it. */
    String origin() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    URI page(String name) {
        return URI.create(origin() + "/" + name);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}

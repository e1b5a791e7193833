package io.highwater.example;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet container that deploys a WAR from its file at {@code /app}, on a free port of the loopback address. */
interface WarContainer extends AutoCloseable {

    /** The path of the deployed application. */
    String CONTEXT = "/app";

    URI base();

    /** The class loader of the deployed application. */
    ClassLoader classes();

    @Override
    void close() throws Exception;

    /** The containers by name. */
    enum Kind {
        JETTY {
            @Override
            WarContainer deploy(War war, Path directory) throws Exception {
                return JettyWithWar.start(war, directory);
            }
        },
        TOMCAT {
            @Override
            WarContainer deploy(War war, Path directory) throws Exception {
                return TomcatWithWar.start(war, directory);
            }
        };

        /** @throws Exception if the application does not start, and then nothing runs any more */
        abstract WarContainer deploy(War war, Path directory) throws Exception;
    }

    /** Jetty 12 with an EE 10 web application. */
    record JettyWithWar(Server server, WebAppContext context) implements WarContainer {

        static WarContainer start(War war, Path directory) throws Exception {
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            WebAppContext context = new WebAppContext(war.file().toString(), CONTEXT);
            context.setTempDirectory(directory.resolve("jetty").toFile());
            context.setThrowUnavailableOnStartupException(true);
            server.setHandler(context);
            try {
                server.start();
                return new JettyWithWar(server, context);
            } catch (Exception e) {
                server.stop();
                throw e;
            }
        }

        @Override
        public URI base() {
            return URI.create("http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
        }

        @Override
        public ClassLoader classes() {
            return context.getClassLoader();
        }

        @Override
        public void close() throws Exception {
            server.stop();
        }
    }

    /** Tomcat 10.1. */
    record TomcatWithWar(Tomcat tomcat, Context context) implements WarContainer {

        static WarContainer start(War war, Path directory) throws Exception {
            Tomcat tomcat = new Tomcat();
            Path home = Files.createDirectories(directory.resolve("tomcat"));
            Files.createDirectories(home.resolve("webapps"));
            tomcat.setBaseDir(home.toString());
            Connector connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            tomcat.setConnector(connector);
            tomcat.setAddDefaultWebXmlToWebapp(false);
            Context context = tomcat.addWebapp(CONTEXT, war.file().toString());
            tomcat.start();
            TomcatWithWar started = new TomcatWithWar(tomcat, context);
            if (context.getState() != LifecycleState.STARTED) {
                started.close();
                throw new IOException("the application is " + context.getState());
            }
            return started;
        }

        @Override
        public URI base() {
            return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
        }

        @Override
        public ClassLoader classes() {
            return context.getLoader().getClassLoader();
        }

        @Override
        public void close() throws Exception {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}

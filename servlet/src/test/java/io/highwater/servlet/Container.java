package io.highwater.servlet;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The containers that everything has to work on, each started for real on a free port. */
@SuppressWarnings("unchecked") // the classes of exceptions
enum Container {
    JETTY {
        @Override
        Running start(Deployment deployment) throws Exception {
            Server server = new Server();
            HttpConfiguration http = new HttpConfiguration();
            ServerConnector connector = new ServerConnector(
                    server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
            connector.setHost("127.0.0.1");
            connector.setIdleTimeout(deployment.idle().toMillis());
            server.addConnector(connector);
            ServletContextHandler context = new ServletContextHandler(deployment.context());
            ServletHolder holder = new ServletHolder("uploads", deployment.servlet());
            holder.setAsyncSupported(deployment.async());
            deployment.initParams().forEach(holder::setInitParameter);
            holder.setInitOrder(1);
            deployment.attributes().forEach(context::setAttribute);
            if (deployment.filter() != null) {
                jakarta.servlet.FilterRegistration.Dynamic filter =
                        context.getServletContext().addFilter("principal", deployment.filter());
                filter.setAsyncSupported(true);
                filter.addMappingForUrlPatterns(null, false, "/*");
            }
            context.addServlet(holder, deployment.mapping());
            context.addServletContainerInitializer(deployment::setUp);
            ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
            deployment.pieces().errorPages().forEach((error, page) -> {
                if (error instanceof Integer status) {
                    errors.addErrorPage(status, page);
                } else {
                    errors.addErrorPage((Class<? extends Throwable>) error, page);
                }
            });
            context.setErrorHandler(errors);
            server.setHandler(context);
            server.start();
            return new Running(connector.getLocalPort(), context::stop, server::stop);
        }
    },
    TOMCAT {
        @Override
        Running start(Deployment deployment) throws Exception {
            Logger.getLogger("org.apache").setLevel(Level.SEVERE);
            Tomcat tomcat = new Tomcat();
            File base = deployment.directory().resolve("tomcat").toFile();
            tomcat.setBaseDir(base.toString());
            Connector connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            connector.setProperty("allowedTrailerHeaders", deployment.trailers());
            connector.setProperty(
                    "connectionTimeout", Long.toString(deployment.idle().toMillis()));
            Http2Protocol http2 = new Http2Protocol();
            http2.setOverheadDataThreshold(0); // it would end connections that carry bodies of a few bytes
            connector.addUpgradeProtocol(http2);
            tomcat.setConnector(connector);
            org.apache.catalina.Context context =
                    tomcat.addContext(deployment.context().equals("/") ? "" : deployment.context(), null);
            org.apache.catalina.Wrapper wrapper = Tomcat.addServlet(context, "uploads", deployment.servlet());
            wrapper.setAsyncSupported(deployment.async());
            wrapper.setLoadOnStartup(1);
            deployment.initParams().forEach(wrapper::addInitParameter);
            context.addServletMappingDecoded(deployment.mapping(), "uploads");
            deployment
                    .attributes()
                    .forEach((name, value) -> context.getServletContext().setAttribute(name, value));
            if (deployment.filter() != null) {
                org.apache.tomcat.util.descriptor.web.FilterDef definition =
                        new org.apache.tomcat.util.descriptor.web.FilterDef();
                definition.setFilterName("principal");
                definition.setFilter(deployment.filter());
                definition.setAsyncSupported("true");
                context.addFilterDef(definition);
                org.apache.tomcat.util.descriptor.web.FilterMap map =
                        new org.apache.tomcat.util.descriptor.web.FilterMap();
                map.setFilterName("principal");
                map.addURLPattern("/*");
                context.addFilterMap(map);
            }
            context.addServletContainerInitializer(deployment::setUp, Set.of());
            deployment.pieces().errorPages().forEach((error, page) -> {
                ErrorPage declared = new ErrorPage();
                declared.setLocation(page);
                if (error instanceof Integer status) {
                    declared.setErrorCode(status);
                } else {
                    declared.setExceptionType(((Class<?>) error).getName());
                }
                context.addErrorPage(declared);
            });
            tomcat.start();
            return new Running(connector.getLocalPort(), context::stop, () -> {
                tomcat.stop();
                tomcat.destroy();
            });
        }
    },
    UNDERTOW {
        @Override
        Running start(Deployment deployment) throws Exception {
            io.undertow.servlet.api.ServletInfo servlet = Servlets.servlet(
                            "uploads",
                            deployment.servlet().getClass(),
                            new ImmediateInstanceFactory<Servlet>(deployment.servlet()))
                    .addMapping(deployment.mapping())
                    .setAsyncSupported(deployment.async())
                    .setLoadOnStartup(1);
            deployment.initParams().forEach(servlet::addInitParam);
            DeploymentInfo info = Servlets.deployment()
                    .setClassLoader(Container.class.getClassLoader())
                    .setDeploymentName("test")
                    .setContextPath(deployment.context())
                    .addServlet(servlet);
            deployment.attributes().forEach(info::addServletContextAttribute);
            if (deployment.filter() != null) {
                info.addFilter(Servlets.filter(
                                "principal",
                                deployment.filter().getClass(),
                                new ImmediateInstanceFactory<>(deployment.filter()))
                        .setAsyncSupported(true));
                info.addFilterUrlMapping("principal", "/*", jakarta.servlet.DispatcherType.REQUEST);
            }
            info.addServletContainerInitializer(new ServletContainerInitializerInfo(
                    ServletContainerInitializer.class,
                    new ImmediateInstanceFactory<ServletContainerInitializer>(deployment::setUp),
                    Set.of()));
            deployment.pieces().errorPages().forEach((error, page) -> {
                if (error instanceof Integer status) {
                    info.addErrorPage(Servlets.errorPage(page, status));
                } else {
                    info.addErrorPage(Servlets.errorPage(page, (Class<? extends Throwable>) error));
                }
            });
            DeploymentManager manager = Servlets.newContainer().addDeployment(info);
            manager.deploy();
            PathHandler paths = new PathHandler().addPrefixPath(deployment.context(), manager.start());
            GracefulShutdownHandler exchanges = new GracefulShutdownHandler(paths);
            Undertow undertow = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                    .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                    .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int)
                            deployment.idle().toMillis())
                    .setHandler(exchanges)
                    .build();
            undertow.start();
            int port = ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
            return new Running(port, manager::stop, () -> {
                manager.stop(); // first, as WildFly does: without its listeners nobody can be answered
                manager.undeploy();
                exchanges.shutdown();
                exchanges.awaitShutdown(500); // what is complete may not be written yet
                undertow.stop();
            });
        }
    };

    abstract Running start(Deployment deployment) throws Exception;

    /**
     * A started server.
     *
     * @param application stops what is deployed there
     */
    record Running(int port, Stop application, Stop stop) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            stop.stop();
        }
    }

    /** Stops a server. */
    interface Stop {
        void stop() throws Exception;
    }
}

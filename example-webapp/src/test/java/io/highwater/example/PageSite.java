package io.highwater.example;

import io.highwater.servlet.ResumableUploadFilter;
import io.highwater.servlet.ResumableUploadServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** The page and its uploads behind something that can answer in the server's place, as proxies do. */
final class PageSite implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ServletContextHandler context = page();
    private final Between between = new Between();

    private PageSite(Path dataDir) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletHolder uploads = new ServletHolder(ResumableUploadServlet.builder()
                .dataDir(dataDir)
                .downloads(true)
                .chunkSize(1 << 20)
                .build());
        uploads.setAsyncSupported(true);
        context.addServlet(uploads, "/uploads/*");
        addFilter(between, "/uploads/*");
        addFilter(between, "/documents");
        server.setHandler(context);
    }

    static PageSite start(Path dataDir) throws Exception {
        PageSite site = new PageSite(dataDir);
        site.server.start();
        return site;
    }

    /** Also with {@code endpoint} at {@code /documents}, made resumable. */
    static PageSite start(Path dataDir, HttpServlet endpoint) throws Exception {
        PageSite site = new PageSite(dataDir.resolve("uploads"));
        Path bodies = dataDir.resolve("documents");
        site.addFilter(ResumableUploadFilter.builder().dataDir(bodies).build(), "/documents");
        site.context.addServlet(new ServletHolder(endpoint), "/documents");
        site.server.start();
        return site;
    }

    private void addFilter(Filter filter, String path) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, path, EnumSet.of(DispatcherType.REQUEST));
    }

    /** A context that serves the page, and nothing yet at {@code /uploads}. */
    static ServletContextHandler page() {
        ServletContextHandler context = new ServletContextHandler("/");
        context.setBaseResource(ResourceFactory.of(context).newClassLoaderResource("web/"));
        context.setWelcomeFiles(new String[] {"index.html"});
        context.addServlet(new ServletHolder(new PageServlet()), "/");
        return context;
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/");
    }

    /** Answers with this from now on where {@code wanted}. */
    void interpose(Predicate<HttpServletRequest> wanted, Interjection answer) {
        between.answer = answer;
        between.wanted = wanted;
    }

    void stopInterposing() {
        between.wanted = request -> false;
    }

    /** Methods and paths of the requests so far. */
    List<String> requests() {
        return List.copyOf(between.lines);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    /** An answer that is not the server's; without {@code retryAfter} if that is empty. */
    record Interjection(int status, String type, String retryAfter, String body) {}

    private static final class Between extends HttpFilter {
        private static final long serialVersionUID = 1L;

        private final transient List<String> lines = new CopyOnWriteArrayList<>();
        private transient volatile Predicate<HttpServletRequest> wanted = request -> false;
        private transient volatile Interjection answer = new Interjection(500, "text/plain", "", "");

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            lines.add(request.getMethod() + " " + request.getRequestURI());
            if (!wanted.test(request)) {
                chain.doFilter(request, response);
                return;
            }
            request.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            response.setStatus(answer.status());
            response.setContentType(answer.type());
            if (!answer.retryAfter().isEmpty()) {
                response.setHeader("Retry-After", answer.retryAfter());
            }
            response.getWriter().write(answer.body());
        }
    }
}

package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.store.UploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint at {@code /documents}, which knows nothing of uploads, in a real container behind a filter that puts a
 * principal on requests and {@link ResumableUploadFilter}; beside it, in the same application, {@link
 * ResumableUploadServlet} at {@code /uploads} with the same engine.
 */
final class FilterSite implements AutoCloseable {

    private final CountingStore store;
    private final UploadEngine engine;
    private final Path directory;
    private final Container.Running server;

    private FilterSite(Builder builder) throws Exception {
        store = new CountingStore(builder.store);
        engine = builder.engine
                .apply(UploadEngine.builder(store).limits(builder.limits))
                .build();
        directory = Files.createTempDirectory("filter");
        ResumableUploadFilter filter = builder.filter
                .apply(ResumableUploadFilter.builder().engine(engine))
                .build();
        Deployment deployment = Deployment.of(
                        ResumableUploadServlet.builder().engine(engine).build(), directory)
                .behind(new Login())
                .with(new Deployment.Pieces(context -> builder.deploy(context, filter), Map.of()));
        server = builder.container.start(deployment);
    }

    static Builder on(Container container) {
        return new Builder(container);
    }

    /** What is to be started. */
    static final class Builder {
        private final Container container;
        private UploadStore store = new MemoryUploadStore();
        private UploadLimits limits = UploadLimits.defaults();
        private UnaryOperator<UploadEngine.Builder> engine = e -> e;
        private HttpServlet endpoint = new Documents();
        private UnaryOperator<ResumableUploadFilter.Builder> filter = f -> f;
        private @Nullable HttpFilter outer;
        private String[] patterns = {"/documents", "/project/*", "/uploads/*"};

        private Builder(Container container) {
            this.container = container;
        }

        Builder store(UploadStore value) {
            store = value;
            return this;
        }

        Builder limits(UploadLimits value) {
            limits = value;
            return this;
        }

        Builder engine(UnaryOperator<UploadEngine.Builder> value) {
            engine = value;
            return this;
        }

        Builder endpoint(HttpServlet value) {
            endpoint = value;
            return this;
        }

        Builder filter(UnaryOperator<ResumableUploadFilter.Builder> value) {
            filter = value;
            return this;
        }

        /** A filter that stands before the resumable one. */
        Builder before(HttpFilter value) {
            outer = value;
            return this;
        }

        FilterSite start() throws Exception {
            return new FilterSite(this);
        }

        private void deploy(ServletContext context, ResumableUploadFilter built) {
            if (outer != null) {
                context.addFilter("outer", outer)
                        .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, patterns);
            }
            FilterRegistration.Dynamic registration = context.addFilter("resumable", built);
            registration.setAsyncSupported(true);
            registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, patterns);
            ServletRegistration.Dynamic documents = context.addServlet("documents", endpoint);
            documents.setAsyncSupported(true);
            documents.addMapping("/documents", "/project/*");
        }
    }

    /** Puts the name in {@code Authorization} on the request as its principal; {@code nobody} is refused. */
    private static final class Login extends HttpFilter {
        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String name = request.getHeader("Authorization");
            if ("nobody".equals(name)) {
                response.sendError(401);
                return;
            }
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public Principal getUserPrincipal() {
                            return name == null ? null : () -> name;
                        }
                    },
                    response);
        }
    }

    /** What an endpoint saw of a request. */
    record Seen(String method, String uri, String query, String type, long length, String sha256, String id) {}

    /** An ordinary endpoint: answers the digest of the body, and remembers what it saw. */
    static class Documents extends HttpServlet {

        private final transient List<Seen> seen = new CopyOnWriteArrayList<>();

        List<Seen> seen() {
            return seen;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            byte[] body = request.getInputStream().readAllBytes();
            seen.add(new Seen(
                    request.getMethod(),
                    request.getRequestURI(),
                    request.getQueryString(),
                    request.getContentType(),
                    request.getContentLengthLong(),
                    sha256(body),
                    (String) request.getAttribute(ResumableUploadFilter.UPLOAD_ID)));
            answer(request, response, body);
        }

        void answer(HttpServletRequest request, HttpServletResponse response, byte[] body) throws IOException {
            response.setStatus(202);
            response.setContentType("text/plain");
            response.setHeader("X-Seen", request.getQueryString());
            response.getOutputStream().print(body.length + " " + sha256(body));
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    int port() {
        return server.port();
    }

    UploadEngine engine() {
        return engine;
    }

    /** The bytes that the store has under this id. */
    byte[] stored(String id) throws IOException {
        try (InputStream in = store.content(new UploadId(id)).openStream()) {
            return in.readAllBytes();
        }
    }

    /** What the application's store has seen. */
    CountingStore store() {
        return store;
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    Response request(String method, String target, String... fields) throws IOException {
        return RawClient.request(port(), method, target, fields);
    }

    Response request(String method, String target, byte[] body, String... fields) throws IOException {
        return RawClient.request(port(), method, target, body, fields);
    }

    /** Begins an upload for {@code target}; returns its URL. */
    String begin(String target, byte[] bytes, String... fields) throws IOException {
        String[] all = Stream.concat(Stream.of("Upload-Complete: ?0"), Stream.of(fields))
                .toArray(String[]::new);
        Response created = request("POST", target, bytes, all);
        if (created.status() != 201) {
            throw new AssertionError(created + new String(created.body(), StandardCharsets.UTF_8));
        }
        return created.field("Location").orElseThrow();
    }

    /** Goes on with an upload. */
    Response append(String upload, long offset, byte[] bytes, boolean last, String... fields) throws IOException {
        String[] own = {
            "Content-Type: application/partial-upload",
            "Upload-Offset: " + offset,
            "Upload-Complete: " + (last ? "?1" : "?0"),
            "Content-Length: " + bytes.length
        };
        return request(
                "PATCH",
                upload,
                bytes,
                Stream.concat(Stream.of(own), Stream.of(fields)).toArray(String[]::new));
    }

    @Override
    public void close() throws Exception {
        try {
            server.close();
        } finally {
            engine.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}

package io.highwater.servlet;

import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadEngine;
import io.highwater.engine.UploadListener;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.chunk.ChunkCodec;
import io.highwater.servlet.protocol.ietf.IetfCodec;
import io.highwater.servlet.protocol.tus.TusCodec;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resumable uploads at a path of its own. Map it with a {@code /*} at the end, such as {@code /uploads/*}, and with
 * {@code async-supported}, so that slow uploads hold no thread.
 *
 * <p>Options have the same names as init-params and in the {@linkplain #builder builder}; an init-param wins.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>name</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code data-dir}</td><td>the directory of the store {@code file}</td><td>none, it must be set</td></tr>
 * <tr><td>{@code store}</td><td>the name of a store that is on the class path</td><td>{@code file}</td></tr>
 * <tr><td>{@code max-size}, {@code min-size}</td><td>size of an upload: {@code 5MiB}, {@code 10MB}, {@code 1048576}</td>
 *     <td>no limit</td></tr>
 * <tr><td>{@code max-append-size}, {@code min-append-size}</td><td>size of one request's body</td><td>no limit</td></tr>
 * <tr><td>{@code chunk-size}</td><td>the body size that clients are advised to send</td><td>{@code 5MiB}</td></tr>
 * <tr><td>{@code expire-after}</td><td>how long an unfinished upload is kept: {@code 7d}, {@code 12h}, {@code PT36H},
 *     {@code never}</td><td>{@code 7d}</td></tr>
 * <tr><td>{@code downloads}</td><td>whether finished bytes can be read: {@code true}, {@code false}</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code public-base-url}</td><td>the URL of the collection as clients know it, for {@code Location}</td>
 *     <td>the path of the request</td></tr>
 * <tr><td>{@code worker-threads}</td><td>threads that write bodies, 1 to 1024</td><td>twice the processors, at least
 *     4</td></tr>
 * <tr><td>{@code cors-origins}</td><td>the origins whose pages may use the uploads from a browser, exactly, with commas or
 *     spaces between them: {@code https://app.example.org http://localhost:3000}</td><td>none, no CORS</td></tr>
 * <tr><td>{@code cors-credentials}</td><td>whether those pages may send cookies: {@code true}, {@code false}</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code engine}</td><td>the name of a servlet context attribute that holds an {@link UploadEngine}</td>
 *     <td>{@value #ENGINE_ATTRIBUTE}, if it is there and no option says how to make an engine</td></tr>
 * </table>
 *
 * <p>An unknown option or a wrong value stops the deployment with a message that names it and what is allowed. An engine
 * that the servlet made is closed with it; one that was given is closed by whoever made it.
 *
 * @since 0.1.0
 */
public final class ResumableUploadServlet extends HttpServlet {

    /** The servlet context attribute under which an {@link UploadEngine} is looked for unless another name is set. */
    public static final String ENGINE_ATTRIBUTE = "io.highwater.engine.UploadEngine";

    private static final long serialVersionUID = 1L;

    private final transient Builder builder;
    private transient @Nullable UploadHttpHandler handler;
    private transient @Nullable UploadEngine ownEngine;

    /** A servlet that its init-params describe. */
    public ResumableUploadServlet() {
        this(new Builder());
    }

    private ResumableUploadServlet(Builder builder) {
        this.builder = builder;
    }

    /** Begins a servlet that is described in code. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void init() throws ServletException {
        try {
            requireMapping();
            ServletOptions options = new ServletOptions(new Options(values()));
            String container = getServletContext().getServerInfo();
            options.requireSound(container);
            UploadEngine engine = engine(options);
            ProtocolSettings settings = options.settings(engine.limits(), container);
            Workers workers = new Workers(options.workerThreads());
            handler = new UploadHttpHandler(engine, codecs(settings), options.cors(), workers);
        } catch (ConfigurationException e) {
            // no UnavailableException: Jetty would go on without the servlet
            throw new ServletException(getServletName() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ServletException(getServletName() + ": the store cannot be opened: " + e.getMessage(), e);
        }
    }

    /** Each takes what its marks mark, the chunk protocol what is left. */
    private static List<ProtocolCodec> codecs(ProtocolSettings settings) {
        return List.of(
                new TusCodec(settings), new IetfCodec(settings, InstantSource.system()), new ChunkCodec(settings));
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        UploadHttpHandler current = handler;
        if (current == null) {
            throw new IllegalStateException("not initialized");
        }
        current.handleAll(request, response);
    }

    /** Ends running appends, committing what they brought, and closes the engine if it is this servlet's own. */
    @Override
    public void destroy() {
        try {
            if (ownEngine != null) {
                ownEngine.close();
            }
        } finally {
            if (handler != null) {
                handler.close();
            }
        }
    }

    private Map<String, String> values() {
        Map<String, String> values = new HashMap<>(builder.options);
        for (String name : Collections.list(getInitParameterNames())) {
            values.put(name, getInitParameter(name));
        }
        return values;
    }

    private UploadEngine engine(ServletOptions options) throws IOException {
        if (builder.engine != null) {
            options.requireNoneOfEngine("given in code");
            return builder.engine;
        }
        String attribute = options.engineAttribute().orElse(ENGINE_ATTRIBUTE);
        Object given = getServletContext().getAttribute(attribute);
        if (options.engineAttribute().isPresent()) {
            options.requireNoneOfEngine("in the servlet context attribute " + attribute);
            return requireEngine(attribute, given);
        }
        if (given != null && options.sayNothingOfEngine()) {
            return requireEngine(attribute, given);
        }
        UploadEngine engine = new EngineSource(options, builder.authorizer, builder.listeners).open();
        ownEngine = engine;
        return engine;
    }

    private static UploadEngine requireEngine(String attribute, @Nullable Object given) {
        if (given instanceof UploadEngine engine) {
            return engine;
        }
        throw ConfigurationException.of(
                ServletOptions.ENGINE,
                attribute,
                "the name of a servlet context attribute that holds an " + UploadEngine.class.getName() + " (there is "
                        + (given == null ? "none" : "a " + given.getClass().getName()) + ")");
    }

    /** Without a wildcard the container would never send an upload's URL here. */
    private void requireMapping() {
        ServletRegistration registration = getServletContext().getServletRegistration(getServletName());
        Collection<String> mappings = registration == null ? List.of() : registration.getMappings();
        for (String mapping : mappings) {
            if (!mapping.endsWith("/*") && !mappings.contains(mapping + "/*")) {
                throw new ConfigurationException("the mapping " + mapping + " reaches no upload; map the servlet to "
                        + (mapping.equals("/") || mapping.startsWith("*") ? "" : mapping) + "/*");
            }
        }
    }

    /**
     * Describes a servlet in code, with the options of the same names. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {

        private final Map<String, String> options = new HashMap<>();
        private final List<UploadListener> listeners = new ArrayList<>();
        private @Nullable UploadAuthorizer authorizer;
        private @Nullable UploadEngine engine;

        private Builder() {}

        /** Sets an option by its name, such as one that belongs to a store. */
        public Builder option(String name, String value) {
            options.put(name, value);
            return this;
        }

        /** {@code data-dir}: the directory of the store {@code file}. */
        public Builder dataDir(Path directory) {
            return option("data-dir", directory.toString());
        }

        /** {@code store}: the name of a store that is on the class path. */
        public Builder store(String name) {
            return option(ServletOptions.STORE, name);
        }

        /** {@code max-size}: the largest upload, in bytes. */
        public Builder maxSize(long bytes) {
            return option(ServletOptions.MAX_SIZE, Long.toString(bytes));
        }

        /** {@code chunk-size}: the body size that clients are advised to send, in bytes. */
        public Builder chunkSize(long bytes) {
            return option(ServletOptions.CHUNK_SIZE, Long.toString(bytes));
        }

        /** {@code expire-after}: how long an unfinished upload is kept. */
        public Builder expireAfter(Duration age) {
            return option(ServletOptions.EXPIRE_AFTER, age.toString());
        }

        /** {@code downloads}: whether finished bytes can be read. */
        public Builder downloads(boolean allowed) {
            return option(ServletOptions.DOWNLOADS, Boolean.toString(allowed));
        }

        /** {@code trailers}: whether the container hands on fields that come behind a body. */
        public Builder trailers(boolean handedOn) {
            return option(ServletOptions.TRAILERS, Boolean.toString(handedOn));
        }

        /** {@code public-base-url}: the URL of the collection as clients know it. */
        public Builder publicBaseUrl(URI url) {
            return option(ServletOptions.PUBLIC_BASE_URL, url.toString());
        }

        /** {@code worker-threads}: how many threads write bodies. */
        public Builder workerThreads(int count) {
            return option(ServletOptions.WORKER_THREADS, Integer.toString(count));
        }

        /**
         * {@code cors-origins}: the origins whose pages may use the uploads from a browser, such as
         * {@code https://app.example.org}.
         */
        public Builder corsOrigins(String... origins) {
            return option(ServletOptions.CORS_ORIGINS, String.join(" ", origins));
        }

        /** {@code cors-credentials}: whether those pages may send cookies. */
        public Builder corsCredentials(boolean allowed) {
            return option(ServletOptions.CORS_CREDENTIALS, Boolean.toString(allowed));
        }

        /** The engine to use, closed by whoever made it; then nothing else may be said of store, limits and listeners. */
        public Builder engine(UploadEngine given) {
            engine = given;
            return this;
        }

        /** Who may do what in the servlet's own engine. */
        public Builder authorizer(UploadAuthorizer value) {
            authorizer = value;
            return this;
        }

        /** Adds somebody who hears what happens in the servlet's own engine. */
        public Builder listener(UploadListener value) {
            listeners.add(value);
            return this;
        }

        /** The servlet. Its options are checked when a container initializes it. */
        public ResumableUploadServlet build() {
            if (engine != null && (authorizer != null || !listeners.isEmpty())) {
                throw new IllegalStateException("a given engine has its authorizer and listeners already");
            }
            Builder copy = new Builder();
            copy.options.putAll(options);
            copy.listeners.addAll(listeners);
            copy.authorizer = authorizer;
            copy.engine = engine;
            return new ResumableUploadServlet(copy);
        }
    }
}

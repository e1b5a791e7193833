package io.highwater.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A servlet and how it is deployed. */
record Deployment(
        Servlet servlet,
        Path directory,
        String context,
        String mapping,
        boolean async,
        Map<String, String> initParams,
        Map<String, Object> attributes,
        @Nullable Filter filter,
        String trailers,
        Duration idle,
        Pieces pieces) {

    /**
     * What else is deployed.
     *
     * @param setUp adds servlets and filters as the container starts
     * @param errorPages paths of the pages for statuses or classes of exceptions
     */
    record Pieces(Consumer<ServletContext> setUp, Map<Object, String> errorPages) {
        static final Pieces NONE = new Pieces(context -> {}, Map.of());
    }

    static Deployment of(Servlet servlet, Path directory) {
        return new Deployment(
                servlet,
                directory,
                "/",
                "/uploads/*",
                true,
                Map.of(),
                Map.of(),
                null,
                "Content-Digest,Upload-Checksum",
                Duration.ofSeconds(30),
                Pieces.NONE);
    }

    Deployment at(String newContext, String newMapping) {
        return new Deployment(
                servlet,
                directory,
                newContext,
                newMapping,
                async,
                initParams,
                attributes,
                filter,
                trailers,
                idle,
                pieces);
    }

    Deployment blocking() {
        return new Deployment(
                servlet, directory, context, mapping, false, initParams, attributes, filter, trailers, idle, pieces);
    }

    Deployment initParam(String name, String value) {
        Map<String, String> more = new HashMap<>(initParams);
        more.put(name, value);
        return new Deployment(
                servlet, directory, context, mapping, async, more, attributes, filter, trailers, idle, pieces);
    }

    Deployment attribute(String name, Object value) {
        Map<String, Object> more = new HashMap<>(attributes);
        more.put(name, value);
        return new Deployment(
                servlet, directory, context, mapping, async, initParams, more, filter, trailers, idle, pieces);
    }

    Deployment behind(Filter newFilter) {
        return new Deployment(
                servlet, directory, context, mapping, async, initParams, attributes, newFilter, trailers, idle, pieces);
    }

    /** @param names the trailers that a container which wants to know them lets through */
    Deployment lettingThrough(String names) {
        return new Deployment(
                servlet, directory, context, mapping, async, initParams, attributes, filter, names, idle, pieces);
    }

    /** @param longest how long a connection may be silent */
    Deployment silentFor(Duration longest) {
        return new Deployment(
                servlet, directory, context, mapping, async, initParams, attributes, filter, trailers, longest, pieces);
    }

    Deployment with(Pieces more) {
        return new Deployment(
                servlet, directory, context, mapping, async, initParams, attributes, filter, trailers, idle, more);
    }

    /** What a {@link jakarta.servlet.ServletContainerInitializer} does. */
    void setUp(Set<Class<?>> classes, ServletContext context) {
        pieces.setUp.accept(context);
    }
}

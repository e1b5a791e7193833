package io.highwater.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
        @Nullable Filter filter) {

    static Deployment of(Servlet servlet, Path directory) {
        return new Deployment(servlet, directory, "/", "/uploads/*", true, Map.of(), Map.of(), null);
    }

    Deployment at(String newContext, String newMapping) {
        return new Deployment(servlet, directory, newContext, newMapping, async, initParams, attributes, filter);
    }

    Deployment blocking() {
        return new Deployment(servlet, directory, context, mapping, false, initParams, attributes, filter);
    }

    Deployment initParam(String name, String value) {
        Map<String, String> more = new HashMap<>(initParams);
        more.put(name, value);
        return new Deployment(servlet, directory, context, mapping, async, more, attributes, filter);
    }

    Deployment attribute(String name, Object value) {
        Map<String, Object> more = new HashMap<>(attributes);
        more.put(name, value);
        return new Deployment(servlet, directory, context, mapping, async, initParams, more, filter);
    }

    Deployment behind(Filter newFilter) {
        return new Deployment(servlet, directory, context, mapping, async, initParams, attributes, newFilter);
    }
}

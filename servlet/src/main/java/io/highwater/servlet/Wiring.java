package io.highwater.servlet;

import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadEngine;
import io.highwater.engine.UploadListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What code said of a servlet or a filter.
 *
 * @param options options by their names
 * @param authorizer who may do what in an engine that is made for it
 * @param listeners who hears what happens in such an engine
 * @param engine the engine to be used, if one is given
 */
record Wiring(
        Map<String, String> options,
        @Nullable UploadAuthorizer authorizer,
        List<UploadListener> listeners,
        @Nullable UploadEngine engine) {

    /** Copies map and list. */
    Wiring {
        options = Map.copyOf(options);
        listeners = List.copyOf(listeners);
    }

    /** Nothing: init-params say it all. */
    static final Wiring NONE = new Wiring(Map.of(), null, List.of(), null);

    /** Whether an engine must be made in just this way, with objects that nobody else has. */
    boolean isOfCode() {
        return authorizer != null || !listeners.isEmpty();
    }

    /** All options; an init-param wins. */
    Map<String, String> optionsWith(Map<String, String> initParams) {
        Map<String, String> all = new HashMap<>(options);
        all.putAll(initParams);
        return all;
    }
}

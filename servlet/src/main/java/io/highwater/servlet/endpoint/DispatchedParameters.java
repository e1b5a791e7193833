package io.highwater.servlet.endpoint;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that a dispatch brings along in its path. They come before the request's own (Servlet 6.0 §9.1.1). A
 * container that puts its request for a dispatch inside of wrappers gives them there, before those of the live query.
 */
final class DispatchedParameters {

    private DispatchedParameters() {}

    /** Those of the dispatch that {@code live} is in, and {@code own}. */
    static Map<String, List<String>> of(
            HttpServletRequest live, @Nullable String liveQuery, Map<String, List<String>> own) {
        if (live.getDispatcherType() == DispatcherType.REQUEST) {
            return own;
        }
        Parameters ofLive = new Parameters(Integer.MAX_VALUE);
        if (liveQuery != null) {
            ofLive.addEncoded(liveQuery.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
        Map<String, List<String>> all = new LinkedHashMap<>();
        live.getParameterMap().forEach((name, values) -> {
            int added = values.length
                    - ofLive.values().getOrDefault(name, List.of()).size();
            if (added > 0) {
                all.put(name, new ArrayList<>(List.of(values).subList(0, added)));
            }
        });
        own.forEach((name, values) ->
                all.computeIfAbsent(name, n -> new ArrayList<>()).addAll(values));
        return all;
    }
}

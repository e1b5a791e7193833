package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The engines that the servlets and filters of one application have made, so that those with the same options share
 * one: a store has one engine at a time. Thread-safe.
 */
final class SharedEngines {

    private static final String ATTRIBUTE = SharedEngines.class.getName();

    private final Map<Map<String, String>, Shared> entries = new HashMap<>();

    private SharedEngines() {}

    /** An engine, and how many have it. */
    private static final class Shared {
        final UploadEngine engine;
        int users;

        Shared(UploadEngine engine) {
            this.engine = engine;
        }
    }

    static SharedEngines of(ServletContext context) {
        synchronized (SharedEngines.class) {
            if (context.getAttribute(ATTRIBUTE) instanceof SharedEngines known) {
                return known;
            }
            SharedEngines created = new SharedEngines();
            context.setAttribute(ATTRIBUTE, created);
            return created;
        }
    }

    /** The engine of these options, made if there is none. @throws IOException if its store cannot be opened */
    synchronized EngineLease lease(EngineSource source) throws IOException {
        Map<String, String> options = source.engineOptions();
        if (source.isOfCode()) {
            UploadEngine own = open(source); // with objects that others did not ask for
            return new EngineLease(own, own::close);
        }
        Shared shared = entries.get(options);
        if (shared == null) {
            shared = new Shared(open(source));
            entries.put(options, shared);
        }
        return lease(Map.entry(options, shared));
    }

    private UploadEngine open(EngineSource source) throws IOException {
        try {
            return source.open();
        } catch (IOException e) {
            String hint = entries.isEmpty() ? "" : " (those that share a store must have the same options of it)";
            throw new IOException(e.getMessage() + hint, e);
        }
    }

    private EngineLease lease(Map.Entry<Map<String, String>, Shared> entry) {
        entry.getValue().users++;
        return new EngineLease(entry.getValue().engine, () -> end(entry));
    }

    private synchronized void end(Map.Entry<Map<String, String>, Shared> entry) {
        Shared shared = entry.getValue();
        shared.users--;
        if (shared.users == 0) {
            entries.remove(entry.getKey(), shared);
            shared.engine.close();
        }
    }
}

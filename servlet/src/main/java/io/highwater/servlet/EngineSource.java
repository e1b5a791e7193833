package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Makes an engine from options. */
final class EngineSource {

    private final ServletOptions options;
    private final Wiring wiring;

    EngineSource(ServletOptions options, Wiring wiring) {
        this.options = options;
        this.wiring = wiring;
    }

    /** The options that say how the engine is to be. */
    Map<String, String> engineOptions() {
        return options.ofEngine();
    }

    /** Whether the engine has objects that nobody else knows. */
    boolean isOfCode() {
        return wiring.isOfCode();
    }

    /** @throws IOException if the store cannot be opened */
    UploadEngine open() throws IOException {
        UploadStoreProvider provider = provider(options.store());
        options.requireKnown(provider.options());
        UploadEngine.Builder builder = UploadEngine.builder(store(provider))
                .limits(options.limits())
                .maxActiveAppends(options.maxActiveAppends())
                .ownerLimits(options.ownerLimits());
        if (wiring.authorizer() != null) {
            builder.authorizer(wiring.authorizer());
        }
        wiring.listeners().forEach(builder::listener);
        return builder.build();
    }

    /** Refuses names that nobody knows: not whom the options are for, and not the chosen store. */
    static void requireKnown(ServletOptions options) {
        options.requireKnown(provider(options.store()).options());
    }

    private UploadStore store(UploadStoreProvider provider) throws IOException {
        options.limits(); // wrong limits are told before a store is opened
        Map<String, String> ofStore = new HashMap<>(options.options().values());
        ofStore.keySet().retainAll(provider.options());
        try {
            return provider.open(ofStore);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("init-params of store " + provider.name() + " " + ofStore + ": "
                    + e.getMessage() + "; its options are " + new TreeSet<>(provider.options()));
        }
    }

    /** A store may come with the library or, where that is shared by a container, with the application. */
    private static List<ClassLoader> loaders() {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        ClassLoader library = UploadStoreProvider.class.getClassLoader();
        return application == null ? List.of(library) : List.of(library, application);
    }

    private static UploadStoreProvider provider(String name) {
        Set<String> names = new TreeSet<>();
        for (ClassLoader loader : loaders()) {
            for (UploadStoreProvider provider : ServiceLoader.load(UploadStoreProvider.class, loader)) {
                if (provider.name().equals(name)) {
                    return provider;
                }
                names.add(provider.name());
            }
        }
        throw ConfigurationException.of(ServletOptions.STORE, name, "one of " + names);
    }
}

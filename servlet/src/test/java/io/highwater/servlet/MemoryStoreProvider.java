package io.highwater.servlet;

import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import io.highwater.store.memory.MemoryUploadStore;
import java.util.Map;
import java.util.Set;

/** The in-memory store by name, with one option. */
public final class MemoryStoreProvider implements UploadStoreProvider {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> options() {
        return Set.of("memory-colour");
    }

    @Override
    public UploadStore open(Map<String, String> options) {
        if (!options.getOrDefault("memory-colour", "grey").equals("grey")) {
            throw new IllegalArgumentException("memory-colour: the memory is grey");
        }
        return new MemoryUploadStore();
    }
}

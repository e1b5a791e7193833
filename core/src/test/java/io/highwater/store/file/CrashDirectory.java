package io.highwater.store.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The names in a directory, cached, durable, and what lies between the two. */
final class CrashDirectory {

    private final Map<String, CrashFile> cached = new HashMap<>();
    private final Map<String, CrashFile> durable = new HashMap<>();
    private final List<Change> unsynced = new ArrayList<>();

    /** A name given to a file, or for a null file taken away. */
    private record Change(String name, CrashFile file) {

        void apply(Map<String, CrashFile> names) {
            if (file == null) {
                names.remove(name);
            } else {
                names.put(name, file);
            }
        }
    }

    CrashFile get(String name) {
        return cached.get(name);
    }

    List<String> names() {
        return cached.keySet().stream().sorted().toList();
    }

    /** Gives a name, or takes it away for a null file. */
    void set(String name, CrashFile file) {
        Change change = new Change(name, file);
        change.apply(cached);
        unsynced.add(change);
    }

    void sync() {
        durable.clear();
        durable.putAll(cached);
        unsynced.clear();
    }

    /** The directory as it is found after a crash. */
    CrashDirectory after(Crash crash, Random random, IdentityHashMap<CrashFile, CrashFile> files) {
        if (crash == Crash.PROCESS) {
            return this;
        }
        CrashDirectory found = new CrashDirectory();
        Map<String, CrashFile> lasting = new HashMap<>(durable);
        for (Change change : unsynced) {
            if (crash == Crash.POWER_ANYTHING_MAY_LAST && random.nextBoolean()) {
                change.apply(lasting);
            }
        }
        lasting.keySet().stream()
                .sorted()
                .forEach(name -> found.cached.put(
                        name, files.computeIfAbsent(lasting.get(name), file -> file.after(crash, random))));
        found.durable.putAll(found.cached);
        return found;
    }
}

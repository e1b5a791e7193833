package io.highwater.store.tck.broken;

import java.util.List;
import java.util.stream.Stream;

/** All the ways to be broken, and one to be sound. */
final class Breakages {

    static final Breakage NONE = Breakage.store("keeps every rule", (sound, storage) -> sound);

    private Breakages() {}

    static List<Breakage> all() {
        return Stream.of(
                        BrokenFacts.all(),
                        BrokenCommits.all(),
                        BrokenDiscards.all(),
                        BrokenEnds.all(),
                        BrokenContents.all(),
                        BrokenListings.all(),
                        BrokenJoins.all())
                .flatMap(List::stream)
                .toList();
    }

    static Breakage named(String what) {
        return Stream.concat(Stream.of(NONE), all().stream())
                .filter(breakage -> breakage.what().equals(what))
                .findFirst()
                .orElseThrow();
    }
}

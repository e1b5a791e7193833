package io.highwater.session;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a request says that its bytes hash to, as far as that is known before they come. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface ExpectedDigests {

    /**
     * All that has to match is known.
     *
     * @param digests empty if nothing is said
     */
    record Given(List<ContentDigest> digests) implements ExpectedDigests {
        /** Copies the list. */
        public Given {
            digests = List.copyOf(digests);
        }

        @Override
        public boolean isNone() {
            return digests.isEmpty();
        }
    }

    /**
     * More comes behind the bytes, by an algorithm that is not known before.
     *
     * @param digests those that are known already
     */
    record Announced(List<ContentDigest> digests) implements ExpectedDigests {
        /** Copies the list. */
        public Announced {
            digests = List.copyOf(digests);
        }
    }

    /**
     * Something that cannot be checked: it is not of its syntax, by no algorithm that is known, or missing.
     *
     * @param detail for the client: what is wrong and what was expected
     */
    record Invalid(String detail) implements ExpectedDigests {
        @Override
        public List<ContentDigest> digests() {
            return List.of();
        }
    }

    /** The digests that are known. */
    List<ContentDigest> digests();

    /** Nothing is said. */
    static ExpectedDigests none() {
        return of(List.of());
    }

    /** All of {@code digests}. */
    static ExpectedDigests of(List<ContentDigest> digests) {
        return new Given(digests);
    }

    /** What this and {@code other} say together: one that cannot be checked spoils all. */
    default ExpectedDigests and(ExpectedDigests other) {
        if (this instanceof Invalid || other instanceof Invalid) {
            return this instanceof Invalid ? this : other;
        }
        List<ContentDigest> all =
                Stream.concat(digests().stream(), other.digests().stream()).toList();
        return this instanceof Announced || other instanceof Announced ? new Announced(all) : new Given(all);
    }

    /** Whether nothing is said, so that the bytes need not be taken as a whole. */
    default boolean isNone() {
        return false;
    }
}

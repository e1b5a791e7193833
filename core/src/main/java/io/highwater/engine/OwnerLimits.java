package io.highwater.engine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * How much one owner may begin. Beyond that creations are refused ({@code QUOTA_EXCEEDED}); what was begun goes on.
 *
 * <p>An upload counts as open from its creation until it is complete or gone, each part and each joined upload on its
 * own. The uploads that a store already has are counted in the background when an engine starts; until that is done
 * only what was created or written to since counts. One that is found damaged by a request counts no more.
 * Limits per owner are no limits on all: for the 100,000 owners with open uploads that are known at a time they are
 * exact, further ones are let in, as they are if nobody knows whose an upload is.
 *
 * @param maxOpenUploads how many unfinished uploads an owner may have, at least 1; empty for any number
 * @param maxCreationsPerMinute how many uploads an owner may create in a minute, at least 1; empty for any number. So
 *     many may come at once; then they come at that pace
 * @param owner who is meant by a requester, empty for nobody. It is stored with the upload
 * @since 0.1.0
 */
public record OwnerLimits(
        OptionalInt maxOpenUploads, OptionalInt maxCreationsPerMinute, Function<Requester, Optional<String>> owner) {

    /** No limits. */
    public static final OwnerLimits NONE = of(OptionalInt.empty(), OptionalInt.empty());

    /** @throws IllegalArgumentException if a number is smaller than 1 */
    public OwnerLimits {
        if (maxOpenUploads.orElse(1) < 1 || maxCreationsPerMinute.orElse(1) < 1) {
            throw new IllegalArgumentException("limits per owner must be at least 1");
        }
    }

    /** Limits per {@linkplain #principalOrAddress principal, or address}. */
    public static OwnerLimits of(OptionalInt maxOpenUploads, OptionalInt maxCreationsPerMinute) {
        return new OwnerLimits(maxOpenUploads, maxCreationsPerMinute, OwnerLimits::principalOrAddress);
    }

    /** The principal; of anonymous requests the address that they come from. */
    public static Optional<String> principalOrAddress(Requester who) {
        return who.principal() != null
                ? Optional.of("principal " + who.principal())
                : Optional.ofNullable(who.address()).map(address -> "address " + address);
    }

    boolean areNone() {
        return maxOpenUploads.isEmpty() && maxCreationsPerMinute.isEmpty();
    }
}

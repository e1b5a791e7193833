package io.highwater.offset;

import java.util.OptionalLong;

/**
 * The rule for bytes that arrive for an offset. Implementations are pure: no state, no I/O, safe for all threads.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OffsetPolicy {

    /** The bytes must begin exactly where the upload ends (tus: Core Protocol, PATCH; IETF draft: Upload Append). */
    OffsetPolicy EXACT = (offset, count, received) -> offset == received ? new Append(0) : new Mismatch();

    /**
     * What is there already is skipped, so that sending a chunk twice is harmless (the chunk protocol). Only a gap is
     * refused.
     */
    @SuppressWarnings("ClassInitializationDeadlock") // nobody else names the class, so nobody initializes it first
    OffsetPolicy IDEMPOTENT = new IdempotentPolicy();

    /**
     * What to do with the bytes [{@code offset}, {@code offset + count}).
     *
     * @param offset where the sender says they belong, 0 or more
     * @param count how many they are, empty if that is not known before their end
     * @param received how many bytes the upload has
     */
    Decision decide(long offset, OptionalLong count, long received);

    /**
     * Whether a request that this rule finds mismatched or already stored leaves an append alone that is still running
     * on the upload. Otherwise every append takes over from the one before it, whatever comes of it.
     */
    default boolean sparesRunningAppend() {
        return false;
    }

    /** The outcome of a rule. */
    sealed interface Decision {}

    /**
     * Append the bytes, but for the first few.
     *
     * @param skip how many bytes at the beginning are there already; if fewer come, none is appended
     */
    record Append(long skip) implements Decision {}

    /** All of the bytes are there already: read them and throw them away. */
    record Stored() implements Decision {}

    /** The bytes do not fit here: read none of them. */
    record Mismatch() implements Decision {}
}

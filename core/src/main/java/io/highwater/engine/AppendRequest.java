package io.highwater.engine;

import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import java.util.OptionalLong;

/**
 * What a request wants to append, as far as it is known before its body.
 *
 * @param offset where the body's first byte belongs, 0 to {@link Long#MAX_VALUE}
 * @param policy the protocol's offset rule
 * @param contentLength bytes in the body, 0 to {@link Long#MAX_VALUE}, empty if that is not known before its end
 * @param declaredLength the upload's whole length, if the request declares it, 0 to {@link Long#MAX_VALUE}
 * @param digests what the body must hash to; if anything is said, the append is all or nothing
 * @param whole what the finished bytes must hash to, checked before this body completes the upload; if anything is
 *     said, the append is all or nothing
 * @param completion whether the end of this body can complete the upload
 * @since 0.1.0
 */
public record AppendRequest(
        long offset,
        OffsetPolicy policy,
        OptionalLong contentLength,
        OptionalLong declaredLength,
        ExpectedDigests digests,
        ExpectedDigests whole,
        Completion completion) {

    /** When the end of a body completes its upload. */
    public enum Completion {
        /** Never: completion is a request of its own (the chunk protocol). */
        EXPLICIT,
        /**
         * When the offset reaches the length (tus), also if the body breaks off or is taken over there: for its client
         * the upload is finished then, and it will not come back.
         */
        AT_LENGTH,
        /** This body is not the last, whatever it reaches (IETF: {@code Upload-Complete: ?0}). */
        MORE_TO_COME,
        /** This body is the last (IETF: {@code Upload-Complete: ?1}). */
        AT_END
    }

    /** @throws IllegalArgumentException if a number is negative */
    public AppendRequest {
        if (offset < 0 || contentLength.orElse(0) < 0 || declaredLength.orElse(0) < 0) {
            throw new IllegalArgumentException("negative offset or length");
        }
    }

    /** A request that says nothing of the finished bytes. */
    public AppendRequest(
            long offset,
            OffsetPolicy policy,
            OptionalLong contentLength,
            OptionalLong declaredLength,
            ExpectedDigests digests,
            Completion completion) {
        this(offset, policy, contentLength, declaredLength, digests, ExpectedDigests.none(), completion);
    }

    /** Whether it is known that there are no bytes. */
    public boolean isEmpty() {
        return contentLength.isPresent() && contentLength.getAsLong() == 0;
    }

    /** Whether the body counts as a whole or not at all. */
    public boolean isChecked() {
        return !digests.isNone() || !whole.isNone();
    }

    /** Of the chunk protocol: idempotent, without a digest. */
    public static AppendRequest chunk(long offset, OptionalLong contentLength) {
        return new AppendRequest(
                offset,
                OffsetPolicy.IDEMPOTENT,
                contentLength,
                OptionalLong.empty(),
                ExpectedDigests.none(),
                Completion.EXPLICIT);
    }
}

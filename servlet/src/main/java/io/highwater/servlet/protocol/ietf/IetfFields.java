package io.highwater.servlet.protocol.ietf;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.StructuredItem;
import io.highwater.servlet.protocol.ietf.Dialect.LengthBy;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the header fields of a request say in its dialect. A field that does not parse is as good as absent.
 *
 * @param dialect the version that the request speaks
 * @param fields its fields
 * @param contentLength bytes in its body, empty if not known
 */
record IetfFields(Dialect dialect, Fields fields, OptionalLong contentLength) {

    static IetfFields of(RequestHead head) {
        return new IetfFields(Dialect.of(head.fields()), head.fields(), head.contentLength());
    }

    static Completion completion(boolean completes) {
        return completes ? Completion.AT_END : Completion.MORE_TO_COME;
    }

    void requireType() throws Refusal {
        if (dialect.asking().typed() && !IetfMark.isPartialUpload(fields)) {
            throw Refusal.of(Problem.of(415, "An append must be " + IetfMark.PARTIAL_UPLOAD + ".")
                    .answer()
                    .with("Accept-Patch", IetfMark.PARTIAL_UPLOAD));
        }
    }

    /** Whether an append completes the upload; empty if it does not say so and has to. */
    Optional<Boolean> completesByAppend() {
        return IetfMark.completes(fields).or(() -> switch (dialect.asking().unmarked()) {
            case COMPLETES -> Optional.of(true);
            case GOES_ON -> Optional.of(false);
            case REFUSED -> Optional.empty();
        });
    }

    boolean requireCompletesByAppend() throws Refusal {
        return completesByAppend().orElseThrow(() -> missing(dialect.completenessField(), "?1 or ?0"));
    }

    long offset() throws Refusal {
        return natural("Upload-Offset").orElseThrow(() -> missing("Upload-Offset", "a whole number of bytes"));
    }

    /** The length that a creation tells. */
    OptionalLong lengthByCreation(boolean completes) throws Refusal {
        return consistent(lengthByBody(0, completes), natural("Upload-Length"));
    }

    /** The length that an append tells. */
    OptionalLong lengthByAppend(long offset, boolean completes) throws Refusal {
        boolean counts = dialect.asking().lengthBy() == LengthBy.BOTH;
        return consistent(lengthByBody(offset, completes), counts ? natural("Upload-Length") : OptionalLong.empty());
    }

    /** The last body ends where the upload does. */
    private OptionalLong lengthByBody(long offset, boolean completes) {
        if (!completes || contentLength.isEmpty() || dialect.asking().lengthBy() == LengthBy.NOTHING) {
            return OptionalLong.empty();
        }
        long count = contentLength.getAsLong();
        return OptionalLong.of(offset > Long.MAX_VALUE - count ? Long.MAX_VALUE : offset + count);
    }

    private static OptionalLong consistent(OptionalLong byBody, OptionalLong byField) throws Refusal {
        if (byBody.isPresent() && byField.isPresent() && byBody.getAsLong() != byField.getAsLong()) {
            throw Refusal.of(IetfAnswers.inconsistentLength("Upload-Length is " + byField.getAsLong()
                    + ", but the last body ends at " + byBody.getAsLong() + "."));
        }
        return byField.isPresent() ? byField : byBody;
    }

    private OptionalLong natural(String name) {
        OptionalLong value = StructuredItem.integer(fields, name);
        return value.orElse(-1) < 0 ? OptionalLong.empty() : value;
    }

    private static Refusal missing(String name, String form) {
        return Refusal.of(400, name + " must be given: " + form + ".");
    }
}

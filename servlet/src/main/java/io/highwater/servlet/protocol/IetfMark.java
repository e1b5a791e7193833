package io.highwater.servlet.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The marks by which a request speaks the IETF protocol. iOS sends some of them with every upload task of an app.
 *
 * @since 0.1.0
 */
public final class IetfMark {

    /** The field that names the version of the draft that a client speaks. */
    public static final String VERSION = "Upload-Draft-Interop-Version";

    /** The media type of an append's body. */
    public static final String PARTIAL_UPLOAD = "application/partial-upload";

    private static final String COMPLETE = "Upload-Complete";
    private static final String INCOMPLETE = "Upload-Incomplete";

    private IetfMark() {}

    /** The version of the draft that a request names, known or not. */
    public static OptionalLong version(Fields fields) {
        return StructuredItem.integer(fields, VERSION);
    }

    /** The field that says whether an upload is complete in {@code version}. */
    public static String completenessField(OptionalLong version) {
        return isThird(version) ? INCOMPLETE : COMPLETE;
    }

    /** The value of that field in {@code version}. */
    public static String completeness(OptionalLong version, boolean complete) {
        return complete != isThird(version) ? "?1" : "?0";
    }

    /**
     * Whether a request completes its upload; empty if it does not say so in its version. That makes no IETF creation.
     */
    public static Optional<Boolean> completes(Fields fields) {
        OptionalLong version = version(fields);
        return StructuredItem.bool(fields, completenessField(version)).map(value -> value != isThird(version));
    }

    /** Whether a request on an upload has a mark: that of a creation, a version, or the media type of an append. */
    public static boolean isOnUpload(Fields fields) {
        return fields.has(VERSION) || completes(fields).isPresent() || isPartialUpload(fields);
    }

    /** Whether the body is of the media type of an append. */
    public static boolean isPartialUpload(Fields fields) {
        return fields.lines("Content-Type").size() == 1
                && MediaType.is(fields.lines("Content-Type").get(0), PARTIAL_UPLOAD);
    }

    /** Version 3 says it the other way round. */
    private static boolean isThird(OptionalLong version) {
        return version.equals(OptionalLong.of(3));
    }
}

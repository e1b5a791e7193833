package io.highwater.servlet.protocol.ietf;

import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.Problem;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What differs between the versions of the draft: the one table of it.
 *
 * @param version the interop version, empty for requests that name none or one that is not known
 * @param asking how requests are read
 * @param statuses the statuses of answers
 * @param wording what answers say
 */
record Dialect(OptionalLong version, Asking asking, Statuses statuses, Wording wording) {

    private static final List<Dialect> TABLE = List.of(
            new Dialect( // draft -01
                    OptionalLong.of(3),
                    new Asking(Unmarked.COMPLETES, false, LengthBy.NOTHING),
                    new Statuses(204, 201, 201, 404),
                    new Wording(Limits.UNTOLD, Problem.BLANK, false, Interims.FIRST)),
            new Dialect( // draft -02
                    OptionalLong.of(4),
                    new Asking(Unmarked.GOES_ON, false, LengthBy.CONTENT_LENGTH),
                    new Statuses(204, 201, 201, 404),
                    new Wording(Limits.UNTOLD, Problem.BLANK, false, Interims.FIRST)),
            new Dialect( // draft -03
                    OptionalLong.of(5),
                    new Asking(Unmarked.GOES_ON, false, LengthBy.CONTENT_LENGTH),
                    new Statuses(200, 201, 201, 404),
                    new Wording(Limits.UNTOLD, Problem.BLANK, false, Interims.PROGRESS)),
            new Dialect( // drafts -04 and -05
                    OptionalLong.of(6),
                    new Asking(Unmarked.GOES_ON, true, LengthBy.CONTENT_LENGTH),
                    new Statuses(200, 201, 201, 404),
                    new Wording(Limits.WITH_EXPIRES, Problem.COMPLETED_UPLOAD, false, Interims.PROGRESS)),
            new Dialect( // drafts -06 to -08
                    OptionalLong.of(7),
                    new Asking(Unmarked.REFUSED, true, LengthBy.BOTH),
                    new Statuses(200, 204, 200, 410),
                    new Wording(Limits.WITH_MAX_AGE, Problem.COMPLETED_UPLOAD, true, Interims.PROGRESS)),
            new Dialect( // drafts -09 to -12
                    OptionalLong.of(8),
                    new Asking(Unmarked.REFUSED, true, LengthBy.BOTH),
                    new Statuses(200, 204, 200, 410),
                    new Wording(Limits.WITH_MAX_AGE, Problem.INCONSISTENT_LENGTH, true, Interims.PROGRESS)));

    /** Draft -12, the RFC to come: it names no version. */
    private static final Dialect UNVERSIONED = new Dialect(
            OptionalLong.empty(),
            new Asking(Unmarked.REFUSED, true, LengthBy.BOTH),
            new Statuses(200, 204, 200, 410),
            new Wording(Limits.WITH_MAX_AGE, Problem.INCONSISTENT_LENGTH, true, Interims.NONE));

    /** What an append means that does not say whether it completes the upload. */
    enum Unmarked {
        COMPLETES,
        GOES_ON,
        REFUSED
    }

    /**
     * What tells the length of an upload in an append; {@code Upload-Length} of a creation does so in every version.
     */
    enum LengthBy {
        NOTHING,
        /** The length of a body that completes the upload. */
        CONTENT_LENGTH,
        /** That, and {@code Upload-Length}. */
        BOTH
    }

    /** How {@code Upload-Limit} tells the age at which an upload expires. */
    enum Limits {
        UNTOLD,
        WITH_EXPIRES,
        WITH_MAX_AGE
    }

    /** Which interim responses a request earns. */
    enum Interims {
        NONE,
        /** Where the upload is. */
        FIRST,
        /** That, and then how far it is. */
        PROGRESS
    }

    /**
     * How requests are read.
     *
     * @param unmarked what an append means without the field of completeness
     * @param typed whether an append must be {@code application/partial-upload}
     * @param lengthBy what tells the length
     */
    record Asking(Unmarked unmarked, boolean typed, LengthBy lengthBy) {}

    /**
     * The statuses of answers.
     *
     * @param head to a HEAD
     * @param goesOn to a PATCH after which more is to come
     * @param complete to the request that completes an upload
     * @param gone for an upload that is not to be had any more
     */
    record Statuses(int head, int goesOn, int complete, int gone) {}

    /**
     * What answers say.
     *
     * @param limits how limits are told
     * @param completedUpload the problem of an append to a complete upload
     * @param overrunIsFatal whether an upload is invalid once a body went beyond its length
     * @param interims what may be said before the final answer
     */
    record Wording(Limits limits, String completedUpload, boolean overrunIsFatal, Interims interims) {}

    /** The dialect of a request. */
    static Dialect of(Fields fields) {
        OptionalLong version = IetfMark.version(fields);
        return TABLE.stream()
                .filter(known -> known.version.equals(version))
                .findFirst()
                .orElse(UNVERSIONED);
    }

    /** The field that says whether an upload is complete. */
    String completenessField() {
        return IetfMark.completenessField(version);
    }

    /** The value of that field. */
    String completeness(boolean complete) {
        return IetfMark.completeness(version, complete);
    }

    /** What every answer carries. */
    Map<String, String> echo() {
        return version.isPresent() ? Map.of(IetfMark.VERSION, Long.toString(version.getAsLong())) : Map.of();
    }
}

package io.highwater.session;

/**
 * Why a request on an upload was refused or failed. Each protocol says it in its own words, in one exhaustive switch.
 *
 * @since 0.1.0
 */
public enum Reason {
    /** No such upload, or none that this requester may know of. */
    NOT_FOUND,
    /** The upload existed and is not to be had any more: expired, invalidated, lost or damaged. */
    GONE,
    /** The requester may know of the upload but may not do this. */
    FORBIDDEN,
    /** The append does not begin where the upload ends. */
    OFFSET_MISMATCH,
    /** The upload is complete, its bytes are final. */
    ALREADY_COMPLETE,
    /** Bytes are missing: the upload cannot be completed yet. */
    INCOMPLETE,
    /** The upload has the bytes of its parts; none are appended to it. */
    JOINED,
    /** An upload that another is to be joined from is not to be had, or is no part. */
    INVALID_PART,
    /** The upload has another length already. */
    LENGTH_CONFLICT,
    /** The body goes beyond the upload's declared length. */
    LENGTH_EXCEEDED,
    /** Larger than a limit allows. */
    TOO_LARGE,
    /** Smaller than a limit allows. */
    TOO_SMALL,
    /** What the request says of digests cannot be checked. */
    DIGEST_INVALID,
    /** The bytes do not hash to what was said. */
    DIGEST_MISMATCH,
    /** A later request on the same upload has taken over; this one writes nothing any more. */
    TAKEN_OVER,
    /** Its owner has begun as much as one owner may; trying again later helps. Nothing was read or written. */
    QUOTA_EXCEEDED,
    /** There is as much to do as may be at a time; trying again later helps. Nothing was read or written. */
    BUSY,
    /** The body comes so slowly that its rest is not waited for; what arrived stays. */
    TOO_SLOW,
    /** The store has no space left; what is committed stays. */
    OUT_OF_SPACE,
    /** The store cannot serve now; trying again later may help. What is committed stays. */
    UNAVAILABLE
}

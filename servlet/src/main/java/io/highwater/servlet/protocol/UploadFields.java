package io.highwater.servlet.protocol;

import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The header fields that tell an upload's state and its limits, the same for chunk clients and IETF clients.
 *
 * @since 0.1.0
 */
public final class UploadFields {

    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private UploadFields() {}

    /** Length, completeness, limits, expiry and entity tag of {@code upload}; not its offset. */
    public static Map<String, String> ofState(UploadSession upload, UploadLimits limits, Instant now) {
        Map<String, String> fields = new LinkedHashMap<>();
        upload.length().ifPresent(length -> fields.put("Upload-Length", Long.toString(length)));
        fields.put("Upload-Complete", upload.isComplete() ? "?1" : "?0");
        fields.put("Upload-Limit", ofLimits(limits, "max-age", remaining(upload, limits, now)));
        fields.putAll(ofEnd(upload, limits));
        return fields;
    }

    /** How long {@code upload} has to live, empty for ever. */
    public static Optional<Duration> remaining(UploadSession upload, UploadLimits limits, Instant now) {
        return limits.expiresAt(upload)
                .map(end -> Duration.between(now, end))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    /** Expiry of an unfinished {@code upload}, entity tag of a complete one. */
    public static Map<String, String> ofEnd(UploadSession upload, UploadLimits limits) {
        Map<String, String> fields = new LinkedHashMap<>();
        limits.expiresAt(upload).ifPresent(when -> fields.put("Upload-Expires", date(when)));
        if (upload.isComplete()) {
            fields.put("ETag", entityTag(upload));
        }
        return fields;
    }

    /** The value of {@code Upload-Limit} (IETF draft, "Upload-Limit"); {@code min-size=0} when there is no limit. */
    public static String ofLimits(UploadLimits limits) {
        return ofLimits(limits, "max-age", limits.expireAfter());
    }

    /**
     * The value of {@code Upload-Limit} with an age of its own.
     *
     * @param ageKey the name that the age has
     * @param age how long an upload has to live, empty for ever
     */
    public static String ofLimits(UploadLimits limits, String ageKey, Optional<Duration> age) {
        StringJoiner members = new StringJoiner(", ");
        members.setEmptyValue("min-size=0");
        append(members, "max-size", limits.maxSize(), UploadLimits.MAX_SIZE);
        append(members, "min-size", limits.minSize(), 0);
        append(members, "max-append-size", limits.maxAppendSize(), UploadLimits.MAX_SIZE);
        append(members, "min-append-size", limits.minAppendSize(), 0);
        age.ifPresent(left -> members.add(ageKey + "=" + left.toSeconds()));
        return members.toString();
    }

    /** The strong entity tag of a complete upload (RFC 9110 §8.8.3), in quotes. */
    public static String entityTag(UploadSession upload) {
        return '"' + upload.etag() + '"';
    }

    /** {@code when} as an IMF-fixdate (RFC 9110 §5.6.7). */
    public static String date(Instant when) {
        return IMF_FIXDATE.format(when);
    }

    private static void append(StringJoiner members, String name, long value, long none) {
        if (value != none) {
            members.add(name + "=" + value);
        }
    }
}

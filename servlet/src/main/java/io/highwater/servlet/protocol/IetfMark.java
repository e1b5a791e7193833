package io.highwater.servlet.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The marks by which a request speaks the IETF protocol. iOS sends some of them with every upload task of an app.
 *
 * @since 0.1.0
 */
public final class IetfMark {

    private static final String COMPLETE = "Upload-Complete";
    private static final String INCOMPLETE = "Upload-Incomplete";
    private static final String VERSION = "Upload-Draft-Interop-Version";
    private static final Pattern BOOLEAN = Pattern.compile("[ ]*\\?[01][ ]*(;.*)?");

    private IetfMark() {}

    /**
     * The name of the mark of a creation, if there is one: {@code Upload-Complete}, in interop version 3
     * {@code Upload-Incomplete}, with a boolean of structured fields. A mark that does not parse is none.
     */
    public static Optional<String> ofCreation(Fields fields) {
        if (isBoolean(fields, COMPLETE)) {
            return Optional.of(COMPLETE);
        }
        boolean third = fields.lines(VERSION).stream()
                .anyMatch(version -> version.strip().equals("3"));
        return third && isBoolean(fields, INCOMPLETE) ? Optional.of(INCOMPLETE) : Optional.empty();
    }

    /** Whether a request on an upload has a mark: that of a creation, a version, or the media type of an append. */
    public static boolean isOnUpload(Fields fields) {
        List<String> types = fields.lines("Content-Type");
        return ofCreation(fields).isPresent()
                || fields.has(VERSION)
                || types.stream().anyMatch(type -> MediaType.is(type, "application/partial-upload"));
    }

    private static boolean isBoolean(Fields fields, String name) {
        return fields.lines(name).size() == 1
                && BOOLEAN.matcher(fields.lines(name).get(0)).matches();
    }
}

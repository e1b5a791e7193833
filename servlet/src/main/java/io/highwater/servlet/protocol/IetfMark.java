package io.highwater.servlet.protocol.chunk;

import io.highwater.servlet.protocol.Fields;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The mark of an IETF creation: {@code Upload-Complete}, in interop version 3 {@code Upload-Incomplete}, with a boolean
 * of structured fields. A mark that does not parse is none.
 */
final class CompletenessMark {

    private static final Pattern BOOLEAN = Pattern.compile("[ ]*\\?[01][ ]*(;.*)?");

    private CompletenessMark() {}

    /** The name of the mark in {@code fields}, if there is one. */
    static Optional<String> in(Fields fields) {
        if (isBoolean(fields, "Upload-Complete")) {
            return Optional.of("Upload-Complete");
        }
        boolean third = fields.lines("Upload-Draft-Interop-Version").stream()
                .anyMatch(version -> version.strip().equals("3"));
        return third && isBoolean(fields, "Upload-Incomplete") ? Optional.of("Upload-Incomplete") : Optional.empty();
    }

    private static boolean isBoolean(Fields fields, String name) {
        return fields.lines(name).size() == 1
                && BOOLEAN.matcher(fields.lines(name).get(0)).matches();
    }
}

package io.highwater.servlet.protocol;

import java.util.Base64;
import java.util.Optional;

/**
 * Base64 as it stands in the fields of tus: the standard alphabet, with padding (RFC 4648 §4).
 *
 * @since 0.1.0
 */
public final class Base64Value {

    private Base64Value() {}

    /** The bytes that {@code text} encodes, or empty if it is not Base64. */
    public static Optional<byte[]> decode(String text) {
        if (text.length() % 4 != 0) {
            return Optional.empty(); // Java would forgive missing padding
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

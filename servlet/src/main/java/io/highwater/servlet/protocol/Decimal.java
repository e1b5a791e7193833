package io.highwater.servlet.protocol;

import java.util.OptionalLong;

/**
 * Offsets and lengths as they are written on this wire: plain decimal ASCII digits, no sign, no leading zero.
 *
 * @since 0.1.0
 */
public final class Decimal {

    private static final int LONG_DIGITS = 19;

    private Decimal() {}

    /** Whether {@code text} is {@code 0|[1-9][0-9]*} in ASCII, however large. */
    public static boolean matches(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits && (text.length() == 1 || text.charAt(0) != '0');
    }

    /** The number, empty if {@code text} is none or beyond {@link Long#MAX_VALUE}. */
    public static OptionalLong parse(String text) {
        if (!matches(text) || text.length() > LONG_DIGITS) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty(); // 19 digits may be too many
        }
    }
}

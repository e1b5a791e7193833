package io.highwater.servlet.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One byte range that a {@code Range} field asks for (RFC 9110 §14.1.2).
 *
 * @param first the first position, empty for a suffix
 * @param last the last position or, of a suffix, its length; empty if there is none
 * @since 0.1.0
 */
record ByteRange(OptionalLong first, OptionalLong last) {

    private static final Pattern SYNTAX = Pattern.compile("bytes=[ \\t]*([0-9]*)-([0-9]*)[ \\t]*");

    /** The one range of {@code field}; empty, and so to be ignored, if it is malformed or asks for several. */
    static Optional<ByteRange> parse(String field) {
        Matcher matcher = SYNTAX.matcher(field.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        OptionalLong first = number(matcher.group(1));
        OptionalLong last = number(matcher.group(2));
        boolean backwards = first.isPresent() && last.isPresent() && first.getAsLong() > last.getAsLong();
        boolean nothing = first.isEmpty() && last.isEmpty();
        return nothing || backwards ? Optional.empty() : Optional.of(new ByteRange(first, last));
    }

    /**
     * The position of the first byte to send of {@code size}; {@code size} or more if the range cannot be satisfied.
     */
    long from(long size) {
        return first.isPresent() ? first.getAsLong() : Math.max(0, size - last.orElseThrow());
    }

    /** The position after the last byte to send of {@code size}. */
    long to(long size) {
        return first.isPresent() && last.isPresent() && last.getAsLong() < size ? last.getAsLong() + 1 : size;
    }

    /** Whether there is at least one such byte in {@code size}. */
    boolean isSatisfiable(long size) {
        return from(size) < size;
    }

    /** Too many digits are as good as the largest number. */
    private static OptionalLong number(String digits) {
        if (digits.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.of(Long.MAX_VALUE);
        }
    }
}

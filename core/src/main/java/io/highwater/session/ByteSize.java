package io.highwater.session;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads numbers of bytes as people write them: {@code 1048576}, {@code 5MiB}, {@code 10 MB}.
 *
 * @since 0.1.0
 */
public final class ByteSize {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?([kmgt]i?b|b|)", Pattern.CASE_INSENSITIVE);

    private ByteSize() {}

    /** The number of bytes. @throws IllegalArgumentException with a message that says what is allowed instead */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 5MiB, 10MB or 1048576");
        }
        try {
            return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit(matcher.group(2)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("smaller", e);
        }
    }

    private static long unit(String symbol) {
        if (symbol.isEmpty()) {
            return 1;
        }
        String lower = symbol.toLowerCase(Locale.ROOT);
        int power = "bkmgt".indexOf(lower.charAt(0));
        long base = lower.length() == 3 ? 1024 : 1000;
        long unit = 1;
        for (int i = 0; i < power; i++) {
            unit *= base;
        }
        return unit;
    }
}

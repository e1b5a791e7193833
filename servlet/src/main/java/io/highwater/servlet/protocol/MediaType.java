package io.highwater.servlet.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A media type (RFC 9110 §8.3.1).
 *
 * @param value type, subtype and parameters as given; safe to be sent in a field
 * @since 0.1.0
 */
public record MediaType(String value) {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern SYNTAX = Pattern.compile(
            TOKEN + "/" + TOKEN + "([ \\t]*;[ \\t]*(" + TOKEN + "=(" + TOKEN + "|\"[ !#-\\[\\]-~]*\"))?)*+");
    private static final int MAX_LENGTH = 255;
    private static final Set<String> INLINE =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "text/plain");

    /** The media type that {@code text} spells, or empty. */
    public static Optional<MediaType> parse(String text) {
        boolean valid = text.length() <= MAX_LENGTH && SYNTAX.matcher(text).matches();
        return valid ? Optional.of(new MediaType(text)) : Optional.empty();
    }

    /** Whether {@code text} spells the media type {@code essence}, with whatever parameters. */
    public static boolean is(String text, String essence) {
        return parse(text).filter(type -> type.essence().equals(essence)).isPresent();
    }

    /** Type and subtype alone, in lower case. */
    public String essence() {
        return value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Whether a browser can show it without running anything that is in it. */
    boolean isHarmless() {
        return INLINE.contains(essence());
    }

    /** Whether {@code accept} (RFC 9110 §12.5.1) names {@code essence} itself, not just a range around it. */
    public static boolean isNamed(List<String> accept, String essence) {
        return accept.stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(String::strip)
                .anyMatch(range -> isNamed(range.toLowerCase(Locale.ROOT), essence));
    }

    private static boolean isNamed(String range, String essence) {
        String[] parts = range.split(";", -1);
        boolean refused = range.replace(" ", "").matches(".*;q=0(\\.0*)?(;.*)?");
        return parts[0].strip().equals(essence) && !refused;
    }
}

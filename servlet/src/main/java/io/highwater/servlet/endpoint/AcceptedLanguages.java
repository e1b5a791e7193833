package io.highwater.servlet.endpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The locales that {@code Accept-Language} (RFC 9110 §12.5.4) asks for, the preferred first. {@code *} is the locale
 * without a language, as in most containers.
 */
final class AcceptedLanguages {

    private static final Pattern RANGE =
            Pattern.compile("(\\*|[A-Za-z0-9-]+)[ \\t]*(?:;[ \\t]*q=([01](?:\\.[0-9]{0,3})?))?");

    private AcceptedLanguages() {}

    private record Weighted(Locale locale, double weight) {}

    /** Never empty: who accepts nothing that is known gets the machine's locale. */
    static List<Locale> of(List<String> lines) {
        List<Weighted> ranges = new ArrayList<>();
        for (String range : String.join(",", lines).split(",", -1)) {
            Matcher matcher = RANGE.matcher(range.strip());
            if (matcher.matches()) {
                double weight = matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2));
                ranges.add(new Weighted(Locale.forLanguageTag(matcher.group(1)), weight));
            }
        }
        List<Locale> locales = ranges.stream()
                .filter(range -> range.weight > 0)
                .sorted(Comparator.comparingDouble(Weighted::weight).reversed()) // stable
                .map(Weighted::locale)
                .toList();
        return locales.isEmpty() ? List.of(Locale.getDefault()) : locales;
    }
}

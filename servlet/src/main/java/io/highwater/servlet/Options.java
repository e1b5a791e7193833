package io.highwater.servlet;

import io.highwater.session.ByteSize;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Textual options by name, read as what they mean. */
record Options(Map<String, String> values) {

    static final String NEVER = "never";

    private static final int MAX_DAYS = 365_000;

    private static final Pattern AGE = Pattern.compile("([0-9]{1,9})([dhms])");

    /** Copies the values. */
    Options {
        values = Map.copyOf(values);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A number of bytes. */
    long size(String name, long otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : size(name, value);
    }

    private static long size(String name, String value) {
        try {
            return ByteSize.parse(value);
        } catch (IllegalArgumentException e) {
            throw ConfigurationException.of(name, value, String.valueOf(e.getMessage()));
        }
    }

    /** A time span, empty for {@code never}. */
    Optional<Duration> age(String name, Duration otherwise) {
        String value = values.get(name);
        if (value == null) {
            return Optional.of(otherwise);
        }
        return value.strip().equals(NEVER) ? Optional.empty() : Optional.of(bounded(name, value));
    }

    /** A time span from {@code least} to {@code most}. */
    Duration span(String name, Duration otherwise, Duration least, Duration most) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        Duration span = duration(name, value, "a time span such as 60s or PT1M");
        if (span.compareTo(least) < 0 || span.compareTo(most) > 0) {
            throw ConfigurationException.of(
                    name, value, "a time span from " + least.toSeconds() + "s to " + most.toSeconds() + "s");
        }
        return span;
    }

    /** Not negative, and so short that a date that far from now still has four digits for the year (RFC 3339). */
    private static Duration bounded(String name, String value) {
        Duration span = duration(name, value, "a time span such as 7d, 12h, PT36H, or never");
        if (span.isNegative() || span.toDays() > MAX_DAYS) {
            throw ConfigurationException.of(name, value, "a time span up to " + MAX_DAYS + "d, or never");
        }
        return span;
    }

    private static Duration duration(String name, String value, String form) {
        Matcher matcher = AGE.matcher(value.strip());
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofSeconds(count);
            };
        }
        try {
            return Duration.parse(value.strip());
        } catch (DateTimeParseException e) {
            throw ConfigurationException.of(name, value, form);
        }
    }

    /** {@code true} or {@code false}. */
    boolean flag(String name, boolean otherwise) {
        String value = values.getOrDefault(name, Boolean.toString(otherwise)).strip();
        if (!value.equals("true") && !value.equals("false")) {
            throw ConfigurationException.of(name, value, "true or false");
        }
        return value.equals("true");
    }

    /** A whole number from {@code least} to {@code most}. */
    int count(String name, int otherwise, int least, int most) {
        String value = values.getOrDefault(name, Integer.toString(otherwise)).strip();
        int count = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
        if (count < least || count > most) {
            throw ConfigurationException.of(name, value, "a number from " + least + " to " + most);
        }
        return count;
    }
}

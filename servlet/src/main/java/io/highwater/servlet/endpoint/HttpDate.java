package io.highwater.servlet.endpoint;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;

/** The three forms of a date in a field (RFC 9110 §5.6.7). */
final class HttpDate {

    private HttpDate() {}

    /**
     * Milliseconds since 1970.
     *
     * @throws IllegalArgumentException if {@code text} is no date
     */
    static long parse(String text) {
        IllegalArgumentException failure = new IllegalArgumentException("not a date: " + text);
        for (DateTimeFormatter form : forms()) {
            try {
                return LocalDateTime.parse(text.strip(), form)
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
            } catch (DateTimeException | ArithmeticException e) { // a year may have nine digits
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    private static List<DateTimeFormatter> forms() {
        return List.of(
                DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH),
                new DateTimeFormatterBuilder()
                        .appendPattern("EEEE, dd-MMM-")
                        .appendValueReduced(
                                ChronoField.YEAR,
                                2,
                                2,
                                LocalDate.now(ZoneOffset.UTC).minusYears(50))
                        .appendPattern(" HH:mm:ss 'GMT'")
                        .toFormatter(Locale.ENGLISH),
                DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));
    }
}

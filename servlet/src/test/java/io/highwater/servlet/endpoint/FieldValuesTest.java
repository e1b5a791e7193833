package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of fields that requests are asked for in another form. */
class FieldValuesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void aDateHasThreeForms(String text) { // RFC 9110 §5.6.7
        assertThat(HttpDate.parse(text))
                .isEqualTo(Instant.parse("1994-11-06T08:49:37Z").toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "784111777",
                "Sun, 06 Nov 1994 08:49:37",
                "Fri, 31 Dec +999999999 23:59:59 GMT"
            })
    void anythingElseIsNoDate(String text) {
        assertThatThrownBy(() -> HttpDate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void languagesComeInTheOrderOfTheirWeight() {
        assertThat(AcceptedLanguages.of(List.of("de-CH;q=0.5, fr;q=0, en", "x_y, it;q=0.5 , nl ; q=0.7")))
                .containsExactly(
                        Locale.ENGLISH, Locale.forLanguageTag("nl"), Locale.forLanguageTag("de-CH"), Locale.ITALIAN);
        assertThat(AcceptedLanguages.of(List.of("*, fr"))).containsExactly(Locale.ROOT, Locale.FRENCH);
        assertThat(AcceptedLanguages.of(List.of())).containsExactly(Locale.getDefault());
        assertThat(AcceptedLanguages.of(List.of(";q=nonsense,,"))).containsExactly(Locale.getDefault());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "text/plain; charset=utf-8|utf-8",
                "text/plain;CHARSET=\"iso-8859-1\"; x=y|iso-8859-1",
                "text/plain; x=\"; charset=wrong\"; charset=right|right",
                "text/plain; x=\"\\\"; charset=wrong\"; charset=right|right",
                "text/plain; charset=ab cd ; x|ab cd",
            })
    void theCharsetIsAParameter(String type, String charset) {
        assertThat(new ContentType(type).charset()).isEqualTo(charset);
        assertThat(new ContentType(type).is("text/plain")).isTrue();
    }

    @Test
    void aParameterMayBeAsLongAsAField() {
        String value = "\\\\\\\"a".repeat(20_000);
        assertThat(new ContentType("text/plain; x=\"" + value + "\"; charset=utf-8").charset())
                .isEqualTo("utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/plain", "text/plain; xcharset=utf-8", "charset=utf-8"})
    void aTypeMayNameNoCharset(String type) {
        assertThat(new ContentType(type).charset()).isNull();
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTextIsAValueOrNone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            StringBuilder text = new StringBuilder("x/y");
            random.ints(random.nextInt(40), 0, 16).forEach(n -> text.append(";, =\"\\q=1.charset-*\u00e4".charAt(n)));
            assertThat(AcceptedLanguages.of(List.of(text.toString()))).isNotEmpty();
            String charset = new ContentType(text.toString()).charset();
            assertThat(charset == null ? "" : charset).hasSizeLessThan(text.length());
            assertThatThrownBy(() -> HttpDate.parse(text.toString())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTimeOfThisCenturyIsReadInAllForms(long seed) {
        Instant time = Instant.ofEpochSecond(new Random(seed).nextLong(1_000_000_000L, 3_000_000_000L));
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        for (String form : List.of(
                "EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss yyyy")) {
            String text = DateTimeFormatter.ofPattern(form, Locale.ENGLISH).format(utc);
            if (!form.contains("-yy") || time.isBefore(Instant.now().plus(Duration.ofDays(49 * 365)))) {
                assertThat(HttpDate.parse(text)).as(text).isEqualTo(time.toEpochMilli());
            }
        }
    }
}

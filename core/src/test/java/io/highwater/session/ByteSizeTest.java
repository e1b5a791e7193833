package io.highwater.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "10B, 10", "5KiB, 5120", "5kB, 5000", "10 MB, 10000000", "1GiB, 1073741824"})
    void numbers_have_units(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1e3", "5M", "5 apples", "1.5MiB", "٣", "1234567890123456"})
    void anything_else_is_refused_with_what_is_allowed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessage("a size such as 5MiB, 10MB or 1048576");
    }

    @RepeatedTest(1000)
    void any_text_is_a_number_that_is_not_negative_or_refused() {
        String alphabet = "0123456789 kmgtibKMGTIB+-.";
        String text = new Random()
                .ints(6, 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .reduce("", String::concat);
        try {
            assertThat(ByteSize.parse(text)).as(text).isNotNegative();
        } catch (IllegalArgumentException e) {
            assertThat(e).as(text).hasMessageMatching("a size such as .*|smaller");
        }
    }
}

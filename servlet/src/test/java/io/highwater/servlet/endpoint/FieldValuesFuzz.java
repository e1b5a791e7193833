package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import java.io.UnsupportedEncodingException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class FieldValuesFuzz {

    static Stream<String> fields() {
        return Mutants.ofTexts(
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Fri, 31 Dec +999999999 23:59:59 GMT",
                "de-CH;q=0.5, fr;q=0, en, *;q=0.001",
                "text/plain; x=\"; charset=wrong\"; charset=utf-8",
                "multipart/form-data; boundary=\"a\\\"b\"; CHARSET=\"iso-8859-1\"",
                "text/plain; charset=\"" + "a".repeat(7_000) + "\"");
    }

    @MethodSource("fields")
    @FuzzTest(maxDuration = "4s")
    void any_value_is_read_or_refused_as_containers_do(@NotNull String value) {
        assertThat(AcceptedLanguages.of(List.of(value))).isNotEmpty();
        date(value);
        charset(new ContentType(value).charset());
    }

    private static void date(String value) {
        try {
            HttpDate.parse(value);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("not a date");
        }
    }

    private static void charset(String name) {
        try {
            assertThat(ContentType.charset(name == null ? "utf-8" : name).canEncode())
                    .isIn(true, false);
        } catch (UnsupportedEncodingException e) {
            assertThat(e).hasMessage(name);
        }
    }
}

package io.highwater.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("T1")
class UploadIdTest {

    static Stream<String> ids() {
        return Stream.of(
                "abcdefghijklmnopqrstuv",
                "A0_-A0_-A0_-A0_-A0_-A0",
                "9" + "-".repeat(21),
                "x".repeat(22),
                "x".repeat(64));
    }

    static Stream<String> noIds() {
        String good = "abcdefghijklmnopqrstuvwxyz";
        return Stream.of(
                "",
                ".",
                "..",
                "x".repeat(21),
                "x".repeat(65),
                "x".repeat(10_240),
                "-" + good,
                "_" + good,
                "." + good,
                good + ".",
                good + "/a",
                "../" + good,
                good + "\\a",
                "C:" + good,
                good + "\0",
                good + "\n",
                "\n" + good,
                good + " ",
                " " + good,
                good + "%2e",
                good + ";x",
                good + "?x",
                good + "é",
                "ａ".repeat(26),
                "٣".repeat(26),
                good + "\uD83D\uDE80",
                "store.lock");
    }

    @ParameterizedTest
    @MethodSource("ids")
    void an_id_of_the_syntax_is_taken(String text) {
        assertThat(new UploadId(text)).hasToString(text);
        assertThat(UploadId.parse(text)).contains(new UploadId(text));
    }

    @ParameterizedTest
    @MethodSource("noIds")
    void everything_else_is_no_id(String text) {
        assertThat(UploadId.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new UploadId(text));
    }

    @Test
    void the_error_does_not_repeat_what_was_sent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UploadId("<script>"))
                .withMessageNotContaining("script");
    }

    @Test
    void random_ids_differ_and_read_back() {
        Set<UploadId> ids =
                IntStream.range(0, 10_000).mapToObj(i -> UploadId.random()).collect(Collectors.toSet());

        assertThat(ids)
                .hasSize(10_000)
                .allSatisfy(id -> assertThat(UploadId.parse(id.value())).contains(id));
    }

    @Test
    void random_ids_use_every_character_at_every_place_and_no_upper_case() {
        for (int place = 0; place < 26; place++) {
            int at = place;
            Set<Character> seen = IntStream.range(0, 2000)
                    .mapToObj(i -> UploadId.random().value().charAt(at))
                    .collect(Collectors.toSet());
            assertThat(seen)
                    .as("place %s", at)
                    .hasSize(32)
                    .allMatch(c -> "abcdefghijklmnopqrstuvwxyz234567".indexOf(c) >= 0);
        }
    }
}

package io.highwater.servlet.protocol.ietf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** File names of RFC 6266 and RFC 8187. */
class ContentDispositionTest {

    private static final int ROUNDS = 5_000;
    private static final String ALPHABET = " ;;==\"\"\\*''%%20aBfilename/.:\tä\u0000\u202eUTF-8";

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "inline; filename=a.txt | a.txt",
                "attachment;filename=\"a b.txt\" | a b.txt",
                "inline ; FileName = \"a.txt\" ; x=y | a.txt",
                "inline; filename=\"back\\\\slash\\\"quote\" | slashquote",
                "inline; filename=\"plain\"; filename*=UTF-8''na%C3%AFve%20%e2%82%ac.txt | naïve €.txt",
                "inline; filename*=iso-8859-1'en'%A3%20rates; filename=x | £ rates",
                "inline; filename*=UTF-8''%FF; filename=x | x",
                "inline; filename*=UTF-16''a; filename=x | x",
                "inline; filename*=UTF-8''a%2; filename=x | x",
                "inline; filename=\"../../etc/passwd\" | passwd",
                "inline; filename*=UTF-8''..%2F..%5Cx%00.txt | x.txt",
                "inline; filename=a;; filename=b; | a"
            })
    void theNameIsRead(String field, String name) {
        assertThat(ContentDisposition.fileName(List.of(field))).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "inline",
                "inline; filename",
                "inline; filename=",
                "inline; filename=\"\"",
                "inline; filename=\"a",
                "inline; filename=a b",
                "; filename=a",
                "inline, filename=a",
                "inline; filename=\"..\"",
                "filename=a",
                "inline; filename=ä"
            })
    void whatNamesNothingIsIgnored(String field) {
        assertThat(ContentDisposition.fileName(List.of(field))).isEmpty();
    }

    @Test
    void twoFieldsNameNothing() {
        assertThat(ContentDisposition.fileName(List.of())).isEmpty();
        assertThat(ContentDisposition.fileName(List.of("inline; filename=a", "inline; filename=b")))
                .isEmpty();
        assertThat(ContentDisposition.fileName(List.of("inline; filename=" + "a".repeat(9000))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noiseNamesNothingOrAName(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder field = new StringBuilder("inline; filename=\"a b\"; filename*=UTF-8''%C3%A4");
            for (int k = 1 + random.nextInt(12); k > 0; k--) {
                int at = random.nextInt(field.length());
                field.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            ContentDisposition.fileName(List.of(field.toString()))
                    .ifPresent(name -> assertThat(name)
                            .isNotEmpty()
                            .matches("[^/\\\\\"\\p{Cntrl}\u202e]+")
                            .doesNotStartWith("."));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyNameComesBackThroughItsExtendedForm(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder name = new StringBuilder("x");
            for (int k = random.nextInt(10); k > 0; k--) {
                name.append("aZ09 äß€%'*;=,日".charAt(random.nextInt(14)));
            }
            String given = name + "x";
            String extended = java.net.URLEncoder.encode(given, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("+", "%20")
                    .replace("*", "%2A");
            assertThat(ContentDisposition.fileName(List.of("inline; filename*=utf-8''" + extended)))
                    .contains(given.replace("*", ""));
        }
    }
}

package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static Map<String, List<String>> decoded(String text, int most) {
        Parameters parameters = new Parameters(most);
        parameters.addEncoded(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return parameters.values();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsEncodedIsDecoded(long seed) {
        Random random = new Random(seed);
        Map<String, List<String>> values = new LinkedHashMap<>();
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String name = random.ints(random.nextInt(5), 1, 0xD800)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String value = random.ints(random.nextInt(9), 1, 0xD800)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            pairs.add(URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                    + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
        assertThat(decoded(String.join("&", pairs), 50)).isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyBytesAreParametersOrARefusal(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, 8).forEach(n -> text.append("a0%=&+\u00e4\u0000".charAt(n)));
            try {
                decoded(text.toString(), 5)
                        .values()
                        .forEach(values -> assertThat(values).isNotEmpty());
            } catch (IllegalStateException e) {
                assertThat(e.getMessage()).containsAnyOf("escape", "more than 5");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "%4&b", "a=%\u0664\u0661"})
    void aBrokenEscapeIsRefused(String text) {
        assertThatThrownBy(() -> decoded(text, 9)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void oneTooManyIsRefused() {
        assertThat(decoded("a&b&a", 3)).containsOnlyKeys("a", "b");
        assertThatThrownBy(() -> decoded("a&b&a&c", 3)).isInstanceOf(IllegalStateException.class);
    }
}

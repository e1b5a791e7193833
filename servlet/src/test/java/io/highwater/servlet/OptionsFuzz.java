package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsFuzz {

    private static final String NAME = "some-option";

    static Stream<String> values() {
        return Mutants.ofTexts(
                "5MiB",
                "10 MB",
                "1048576",
                "999999999999999t",
                "7d",
                "12h",
                "PT36H",
                "P1DT-1S",
                "never",
                "true",
                "17",
                "https://example.org:8443",
                "http://[::1]",
                "PT-9223372036854775807S");
    }

    @MethodSource("values")
    @FuzzTest(maxDuration = "10s")
    void any_value_is_in_range_or_told_with_its_name(@NotNull String value) {
        Options options = new Options(Map.of(NAME, value));
        told(() -> assertThat(options.size(NAME, 1)).isNotNegative());
        told(() -> assertThat(options.age(NAME, Duration.ZERO).orElse(Duration.ZERO))
                .isBetween(Duration.ZERO, Duration.ofDays(365_000)));
        told(() -> assertThat(options.count(NAME, 5, 3, 20)).isBetween(3, 20));
        told(() -> assertThat(options.flag(NAME, true)).isEqualTo(value.strip().equals("true")));
        Origin.parse(value)
                .ifPresent(origin -> assertThat(Origin.parse(origin.value())).contains(origin));
    }

    private static void told(Runnable read) {
        try {
            read.run();
        } catch (ConfigurationException e) {
            assertThat(e).hasMessageContaining(NAME);
        }
    }
}

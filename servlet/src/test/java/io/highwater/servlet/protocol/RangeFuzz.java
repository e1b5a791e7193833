package io.highwater.servlet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class RangeFuzz {

    static Stream<String> fields() {
        return Mutants.ofTexts(
                "bytes=0-4", "bytes=5-", "bytes=-3", "BYTES= 1-99999999999999999999 ", "bytes=1-2,3-4", "lines=1-2");
    }

    @MethodSource("fields")
    @FuzzTest(maxDuration = "3s")
    void any_field_is_a_range_within_the_bytes_or_none(@NotNull String field) {
        ByteRange.parse(field).ifPresent(range -> {
            for (long size : new long[] {0, 1, 5, Integer.MAX_VALUE, 999_999_999_999_999L}) {
                assertThat(range.from(size)).isNotNegative();
                if (range.isSatisfiable(size)) {
                    assertThat(range.from(size)).isLessThan(size);
                    assertThat(range.to(size)).isBetween(range.from(size) + 1, size);
                }
            }
        });
    }
}

package io.highwater.servlet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class UploadMetadataFuzz {

    static Stream<String> fields() {
        return Mutants.ofTexts(
                "filename d29ybGQ=,filetype dGV4dC9wbGFpbg==, empty, k 4oKs", "a YQ==,b Yg==", "", "a AA==");
    }

    @MethodSource("fields")
    @FuzzTest(maxDuration = "60s")
    void any_field_is_pairs_that_come_back_or_refused(@NotNull String field) throws Refusal {
        Map<String, String> pairs;
        try {
            pairs = UploadMetadata.parse(field);
        } catch (Refusal e) {
            assertThat(e.answer().status()).isIn(400, 413);
            return;
        }
        pairs.forEach((key, value) -> {
            assertThat(key).matches("[!-~]+");
            assertThat(value.chars()).noneMatch(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0);
        });
        assertThat(UploadMetadata.parse(written(pairs))).isEqualTo(pairs);
    }

    private static String written(Map<String, String> pairs) {
        return pairs.entrySet().stream()
                .map(pair -> pair.getKey() + " "
                        + Base64.getEncoder().encodeToString(pair.getValue().getBytes(StandardCharsets.UTF_8)))
                .collect(Collectors.joining(","));
    }
}

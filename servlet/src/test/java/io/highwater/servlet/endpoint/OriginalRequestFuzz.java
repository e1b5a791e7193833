package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class OriginalRequestFuzz {

    static Stream<String> texts() {
        return Mutants.ofTexts(
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/a%20b\",\"query\":null,\"fields\":{\"X-A\":[\"1\",\"\\\"2\\\"\"]}}",
                "{\"v\":1,\"method\":\"PUT\",\"uri\":\"/\",\"query\":\"a=b\",\"fields\":{}}");
    }

    @MethodSource("texts")
    @FuzzTest(maxDuration = "10s")
    void any_text_is_a_request_that_comes_back_or_damaged(@NotNull String text) {
        OriginalRequest request;
        try {
            request = OriginalRequest.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
            return;
        }
        assertThat(OriginalRequest.parse(request.toText())).isEqualTo(request);
        assertThat(request.fields().keySet())
                .noneMatch(name -> name.matches("(?i)authorization|cookie|upload-.*|content-length"));
    }
}

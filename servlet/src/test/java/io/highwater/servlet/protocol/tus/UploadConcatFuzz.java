package io.highwater.servlet.protocol.tus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.Composition;
import io.highwater.session.UploadId;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class UploadConcatFuzz {

    private static final String PART = "abcdefghijklmnopqrstuvwxyz";
    private static final RequestHead HEAD = new RequestHead(
            "POST", new RequestHead.Target("/ctx/up%20s", "", null), Fields.NONE, OptionalLong.of(0), "HTTP/1.1");

    static Stream<String> fields() {
        return Mutants.ofTexts(
                "partial",
                "final;/ctx/up%20s/" + PART + " /ctx/up%20s/" + PART,
                "final;https://example.org/base/" + PART,
                "final;" + PART + " ../up%20s/" + PART + " //host/ctx/up%20s/" + PART,
                "final;mailto:" + PART + " http://[::1]/" + PART + "?a#b");
    }

    @MethodSource("fields")
    @FuzzTest(maxDuration = "4s")
    void any_field_names_parts_of_this_collection_or_is_refused(@NotNull String field) throws Refusal {
        UploadConcat concat = new UploadConcat(HEAD, "https://example.org/base");
        Composition composition;
        try {
            composition = concat.composition(field);
        } catch (Refusal e) {
            assertThat(e.answer().status()).isEqualTo(400);
            return;
        }
        assertThat(composition.isPart()).isEqualTo(field.equals("partial"));
        if (composition.isJoined()) {
            assertThat(composition.parts()).isNotEmpty().hasSizeLessThan(field.length());
            assertThat(composition.parts()).allMatch(part -> field.contains(part.value()) || field.contains("%"));
            assertThat(concat.composition(written(composition))).isEqualTo(composition);
        }
    }

    private static String written(Composition composition) {
        return composition.parts().stream()
                .map(UploadId::value)
                .collect(Collectors.joining(" /ctx/up%20s/", "final;/ctx/up%20s/", ""));
    }
}

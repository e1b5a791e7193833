package io.highwater.servlet.protocol.ietf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.servlet.protocol.FileName;
import io.highwater.servlet.protocol.MediaType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ContentDispositionFuzz {

    static Stream<String> fields() {
        return Mutants.ofTexts(
                "attachment; filename=\"a \\\"b\\\" c.txt\"; x=y",
                "form-data; name=n; filename*=UTF-8'en'%e2%82%ac%20rates; filename=EURO",
                "inline; filename*=iso-8859-1''%A3; FILENAME=..\\..\\etc/passwd",
                "attachment; ; filename = a",
                "text/plain; charset=utf-8;filename=\"a\"");
    }

    @MethodSource("fields")
    @FuzzTest(maxDuration = "4s")
    void any_field_names_a_file_and_no_path_or_nothing(@NotNull String field) {
        ContentDisposition.fileName(List.of(field)).ifPresent(name -> {
            assertThat(name)
                    .isNotBlank()
                    .doesNotContain("/", "\\", "\"", "\0", "\r", "\n")
                    .doesNotStartWith(".");
            assertThat(name.codePointCount(0, name.length())).isLessThanOrEqualTo(200);
            assertThat(FileName.of(name).text()).isEqualTo(name);
        });
        MediaType.parse(field).ifPresent(type -> assertThat(type.value()).matches("[\\t -~]{1,255}"));
        assertThat(ContentDisposition.fileName(List.of(field, field))).isEmpty();
    }
}

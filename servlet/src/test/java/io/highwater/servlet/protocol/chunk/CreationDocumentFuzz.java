package io.highwater.servlet.protocol.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.google.gson.Gson;
import io.highwater.fuzz.Mutants;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadLimits;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class CreationDocumentFuzz {

    private static final List<String> INTERNALS = List.of("java.", "gson");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    static Stream<String> bodies() {
        return Mutants.ofTexts(
                "{\"length\": 41943040, \"filename\": \"a.bin\", \"content_type\": \"text/plain; charset=utf-8\"}",
                "{\"metadata\": {\"k\": \"v\\u20ac\\n\", \"filename\": \"\"}, \"other\": [1, {\"a\": null}, true, -1.5e9]}",
                "{\"length\": null, \"metadata\": {}}",
                "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
                "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}}}}}}}");
    }

    @MethodSource("bodies")
    @FuzzTest(maxDuration = "60s")
    void any_body_is_an_upload_that_can_be_asked_for_again_or_malformed(@NotNull String text) throws Exception {
        NewUpload upload;
        try {
            upload = CreationDocument.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException | LengthTooLargeException e) {
            String told = String.valueOf(e.getMessage());
            assertThat(INTERNALS)
                    .noneMatch(
                            word -> told.contains(word) && !withoutEscapes(text).contains(word));
            return;
        }
        upload.length().ifPresent(length -> assertThat(length).isBetween(0L, UploadLimits.MAX_SIZE));
        upload.metadata().forEach((key, value) -> {
            assertThat(key.chars()).noneMatch(Character::isISOControl);
            assertThat(value.chars()).noneMatch(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0);
        });
        assertThat(CreationDocument.parse(written(upload))).isEqualTo(upload);
    }

    private static byte[] written(NewUpload upload) {
        Map<String, Object> members = new HashMap<>();
        upload.length().ifPresent(length -> members.put("length", length));
        members.put("metadata", upload.metadata());
        return new Gson().toJson(members).getBytes(StandardCharsets.UTF_8);
    }

    /** What of a text may come back in a message because a client has put it there. */
    private static String withoutEscapes(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(Character.toString((char) Integer.parseInt(escape.group(1), 16))));
    }
}

package io.highwater.servlet.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The pairs of {@code Upload-Metadata} (tus: Creation). Values must be text in UTF-8, without control characters.
 *
 * @since 0.1.0
 */
public final class UploadMetadata {

    /** The name of the field. */
    public static final String FIELD = "Upload-Metadata";

    /** The attribute of an upload that remembers the field as it was sent. */
    public static final String ATTRIBUTE = "upload-metadata";

    /** The most characters that the field may have. */
    public static final int MAX_LENGTH = 64 << 10;

    private static final String VALUE_CONTROLS = "\t\n\r";

    private UploadMetadata() {}

    /** The pairs that a field's value gives; a blank one gives none. */
    public static Map<String, String> parse(String field) throws Refusal {
        if (field.length() > MAX_LENGTH) {
            throw Refusal.of(413, "Upload-Metadata has at most " + MAX_LENGTH + " characters.");
        }
        Map<String, String> metadata = new HashMap<>();
        if (!field.isBlank()) {
            for (String pair : field.split(",", -1)) {
                put(metadata, pair.strip());
            }
        }
        return metadata;
    }

    private static void put(Map<String, String> metadata, String pair) throws Refusal {
        int space = pair.indexOf(' ');
        String key = space < 0 ? pair : pair.substring(0, space);
        String value = space < 0 ? "" : pair.substring(space + 1);
        require(!key.isEmpty() && key.chars().allMatch(c -> c > ' ' && c < 0x7f), "a key is not printable ASCII.");
        require(metadata.putIfAbsent(key, text(key, value)) == null, "the key " + key + " is given twice.");
    }

    private static String text(String key, String base64) throws Refusal {
        byte[] bytes = Base64Value.decode(base64)
                .orElseThrow(() -> refusal("the value of " + key + " is not Base64 with its padding."));
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean clean = text.chars().noneMatch(c -> Character.isISOControl(c) && VALUE_CONTROLS.indexOf(c) < 0);
            require(clean, "the value of " + key + " holds control characters.");
            return text;
        } catch (CharacterCodingException e) {
            throw refusal("the value of " + key + " is not UTF-8.");
        }
    }

    private static void require(boolean holds, String otherwise) throws Refusal {
        if (!holds) {
            throw refusal(otherwise);
        }
    }

    private static Refusal refusal(String detail) {
        return Refusal.of(400, "Upload-Metadata: " + detail);
    }
}

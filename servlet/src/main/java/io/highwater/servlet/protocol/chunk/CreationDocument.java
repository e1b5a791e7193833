package io.highwater.servlet.protocol.chunk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.highwater.servlet.protocol.Decimal;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.servlet.protocol.MediaType;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The JSON object (RFC 8259) that describes a new upload. Strict: no member twice, no other types, UTF-8 only. */
final class CreationDocument {

    private static final int MAX_DEPTH = 16;
    private static final String VALUE_CONTROLS = "\t\n\r";
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final Map<String, String> metadata = new TreeMap<>();
    private OptionalLong length = OptionalLong.empty();

    private CreationDocument() {}

    static NewUpload parse(byte[] body) throws MalformedException, LengthTooLargeException {
        CreationDocument document = new CreationDocument();
        try (JsonParser json = FACTORY.createParser(text(body))) {
            require(json.nextToken() == JsonToken.START_OBJECT, "The body must be one JSON object.");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                document.member(json);
            }
            require(json.nextToken() == null, "Something follows the JSON object.");
        } catch (IOException e) { // of a string: it is not JSON
            throw new MalformedException("The body is not the JSON of a creation.");
        }
        return new NewUpload(document.length, document.metadata, Map.of(), java.util.List.of());
    }

    private void member(JsonParser json) throws IOException, MalformedException, LengthTooLargeException {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        switch (name) {
            case "length" -> length = OptionalLong.of(length(json, value));
            case "filename" -> put(NewUpload.FILENAME, string(json, name));
            case "content_type" -> put(NewUpload.FILETYPE, mediaType(string(json, name)));
            case "metadata" -> metadata(json, value);
            default -> json.skipChildren();
        }
    }

    private void metadata(JsonParser json, JsonToken value) throws IOException, MalformedException {
        require(value == JsonToken.START_OBJECT, "metadata must be an object of strings.");
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            require(!key.isEmpty() && key.chars().noneMatch(Character::isISOControl), "A key of metadata is unfit.");
            requireEncodable(key);
            json.nextToken();
            String text = string(json, "metadata." + key);
            put(key, key.equals(NewUpload.FILETYPE) ? mediaType(text) : text);
        }
    }

    private void put(String key, String value) throws MalformedException {
        require(metadata.putIfAbsent(key, value) == null, key + " is given twice.");
    }

    private static long length(JsonParser json, JsonToken value)
            throws IOException, MalformedException, LengthTooLargeException {
        require(
                value == JsonToken.VALUE_NUMBER_INT && Decimal.matches(json.getText()),
                "length must be a whole number.");
        OptionalLong length = Decimal.parse(json.getText());
        if (length.isEmpty() || length.getAsLong() > UploadLimits.MAX_SIZE) {
            throw new LengthTooLargeException();
        }
        return length.getAsLong();
    }

    private static String string(JsonParser json, String name) throws IOException, MalformedException {
        require(json.currentToken() == JsonToken.VALUE_STRING, name + " must be a string.");
        String value = json.getText();
        boolean clean = value.chars().noneMatch(c -> Character.isISOControl(c) && VALUE_CONTROLS.indexOf(c) < 0);
        require(clean, name + " holds control characters.");
        requireEncodable(value);
        return value;
    }

    private static String mediaType(String text) throws MalformedException {
        return MediaType.parse(text)
                .orElseThrow(() -> new MalformedException("content_type must be a media type."))
                .value();
    }

    private static void requireEncodable(String text) throws MalformedException {
        require(StandardCharsets.UTF_8.newEncoder().canEncode(text), "A string holds half a character.");
    }

    private static String text(byte[] body) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("The body is not UTF-8.");
        }
    }

    private static void require(boolean holds, String otherwise) throws MalformedException {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }
}

package io.highwater.servlet.protocol.chunk;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.highwater.servlet.protocol.Decimal;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.servlet.protocol.MediaType;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadLimits;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** The JSON object (RFC 8259) that describes a new upload. Strict: no member twice, no other types, UTF-8 only. */
final class CreationDocument {

    private static final int MAX_DEPTH = 16;
    private static final String VALUE_CONTROLS = "\t\n\r";

    private final Map<String, String> metadata = new TreeMap<>();
    private OptionalLong length = OptionalLong.empty();

    private CreationDocument() {}

    static NewUpload parse(byte[] body) throws MalformedException, LengthTooLargeException {
        CreationDocument document = new CreationDocument();
        try (JsonReader json = new JsonReader(new StringReader(text(body)))) {
            json.setStrictness(Strictness.STRICT);
            json.setNestingLimit(MAX_DEPTH);
            document.members(json);
            require(json.peek() == JsonToken.END_DOCUMENT, "Something follows the JSON object.");
        } catch (IOException e) { // of a string: it is not JSON
            throw new MalformedException("The body is not the JSON of a creation.");
        }
        return new NewUpload(document.length, document.metadata, Map.of(), java.util.List.of());
    }

    private void members(JsonReader json) throws IOException, MalformedException, LengthTooLargeException {
        require(json.peek() == JsonToken.BEGIN_OBJECT, "The body must be one JSON object.");
        json.beginObject();
        for (Set<String> names = new HashSet<>(); json.hasNext(); ) {
            String name = json.nextName();
            require(names.add(name), name + " is given twice.");
            member(json, name);
        }
        json.endObject();
    }

    private void member(JsonReader json, String name) throws IOException, MalformedException, LengthTooLargeException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return;
        }
        switch (name) {
            case "length" -> length = OptionalLong.of(length(json));
            case "filename" -> put(NewUpload.FILENAME, string(json, name));
            case "content_type" -> put(NewUpload.FILETYPE, mediaType(string(json, name)));
            case "metadata" -> metadata(json);
            default -> json.skipValue();
        }
    }

    private void metadata(JsonReader json) throws IOException, MalformedException {
        require(json.peek() == JsonToken.BEGIN_OBJECT, "metadata must be an object of strings.");
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            require(!key.isEmpty() && key.chars().noneMatch(Character::isISOControl), "A key of metadata is unfit.");
            requireEncodable(key);
            String text = string(json, "metadata." + key);
            put(key, key.equals(NewUpload.FILETYPE) ? mediaType(text) : text);
        }
        json.endObject();
    }

    private void put(String key, String value) throws MalformedException {
        require(metadata.putIfAbsent(key, value) == null, key + " is given twice.");
    }

    private static long length(JsonReader json) throws IOException, MalformedException, LengthTooLargeException {
        String digits = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
        require(Decimal.matches(digits), "length must be a whole number.");
        OptionalLong length = Decimal.parse(digits);
        if (length.isEmpty() || length.getAsLong() > UploadLimits.MAX_SIZE) {
            throw new LengthTooLargeException();
        }
        return length.getAsLong();
    }

    private static String string(JsonReader json, String name) throws IOException, MalformedException {
        require(json.peek() == JsonToken.STRING, name + " must be a string.");
        String value = json.nextString();
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

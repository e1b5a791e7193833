package io.highwater.servlet.endpoint;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link OriginalRequest} as JSON (RFC 8259): {@code {"v":1,"method":…,"uri":…,"query":…,"fields":{"Name":["line"]}}}.
 */
final class OriginalRequestText {

    private static final int VERSION = 1;

    private OriginalRequestText() {}

    static String write(OriginalRequest request) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject();
            json.name("v").value(VERSION);
            json.name("method").value(request.method());
            json.name("uri").value(request.uri());
            json.name("query").value(request.query());
            json.name("fields").beginObject();
            for (Map.Entry<String, List<String>> field : request.fields().entrySet()) {
                json.name(field.getKey()).beginArray();
                for (String line : field.getValue()) {
                    json.value(line);
                }
                json.endArray();
            }
            json.endObject().endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has nothing to fail with
        }
        return text.toString();
    }

    static OriginalRequest parse(String text) {
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.setStrictness(Strictness.STRICT);
            json.beginObject();
            if (!string(json, "v", JsonToken.NUMBER).equals(Integer.toString(VERSION))) {
                throw damaged(null);
            }
            String method = string(json, "method", JsonToken.STRING);
            String uri = string(json, "uri", JsonToken.STRING);
            OriginalRequest request = new OriginalRequest(method, uri, query(json), fields(json));
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw damaged(null);
            }
            return request;
        } catch (IOException | IllegalStateException e) { // no JSON, or other JSON
            throw damaged(e);
        }
    }

    private static @Nullable String query(JsonReader json) throws IOException {
        member(json, "query");
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return null;
        }
        return string(json, JsonToken.STRING);
    }

    private static Map<String, List<String>> fields(JsonReader json) throws IOException {
        Map<String, List<String>> fields = new HashMap<>();
        member(json, "fields");
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            List<String> lines = new ArrayList<>();
            json.beginArray();
            while (json.hasNext()) {
                lines.add(string(json, JsonToken.STRING));
            }
            json.endArray();
            if (fields.put(name, lines) != null) {
                throw damaged(null);
            }
        }
        json.endObject();
        fields.keySet().removeIf(CredentialFields.USUAL::contain); // an older version may have known fewer
        return fields;
    }

    private static String string(JsonReader json, String member, JsonToken type) throws IOException {
        member(json, member);
        return string(json, type);
    }

    private static String string(JsonReader json, JsonToken type) throws IOException {
        if (json.peek() != type) {
            throw damaged(null);
        }
        return json.nextString();
    }

    private static void member(JsonReader json, String name) throws IOException {
        if (!json.nextName().equals(name)) {
            throw damaged(null);
        }
    }

    private static IllegalArgumentException damaged(@Nullable Exception cause) {
        return new IllegalArgumentException("not the text of a remembered request", cause);
    }
}

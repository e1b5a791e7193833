package io.highwater.servlet.protocol;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes small JSON objects (RFC 8259) of strings, whole numbers, booleans and other objects. */
final class Json {

    private Json() {}

    /** The text of an object with {@code members}, in their order. */
    static String object(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            write(json, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has nothing to fail with
        }
        return text.toString();
    }

    private static void write(JsonWriter json, Map<?, ?> members) throws IOException {
        json.beginObject();
        for (Map.Entry<?, ?> member : members.entrySet()) {
            json.name((String) member.getKey());
            value(json, member.getValue());
        }
        json.endObject();
    }

    private static void value(JsonWriter json, Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            write(json, object);
        } else if (value instanceof Boolean truth) {
            json.value(truth.booleanValue());
        } else if (value instanceof Number number) {
            json.value(number.longValue());
        } else {
            json.value((String) value);
        }
    }
}

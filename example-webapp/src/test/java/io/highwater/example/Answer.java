package io.highwater.example;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered.
 *
 * @param fields by name in lower case
 */
public record Answer(int status, Map<String, String> fields, String body) {

    public String field(String name) {
        String value = fields.get(name.toLowerCase(Locale.ROOT));
        if (value == null) {
            throw new AssertionError("no " + name + " in " + this);
        }
        return value;
    }

    /** A number in the JSON of the body. */
    public long number(String member) {
        Matcher matcher =
                Pattern.compile('"' + member + "\"\\s*:\\s*(\\d+)[,}\\s]").matcher(body);
        if (!matcher.find()) {
            throw new AssertionError("no number " + member + " in " + this);
        }
        return Long.parseLong(matcher.group(1));
    }

    public Answer require(int expected) {
        if (status != expected) {
            throw new AssertionError("expected " + expected + ": " + this);
        }
        return this;
    }
}

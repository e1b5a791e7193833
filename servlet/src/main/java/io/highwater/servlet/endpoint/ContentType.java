package io.highwater.servlet.endpoint;

import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The value of {@code Content-Type} (RFC 9110 §8.3), read as leniently as containers read it. */
record ContentType(@Nullable String value) {

    private static final Pattern PARAMETER =
            Pattern.compile(";[ \\t]*([^=;\\s]+)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;]*))");

    /** Whether it is of this type and subtype, given in lower case, with whatever parameters. */
    boolean is(String essence) {
        return value != null
                && value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(essence);
    }

    /** The charset's name as written, null if none is named. */
    @Nullable
    String charset() {
        Matcher matcher = PARAMETER.matcher(value == null ? "" : value);
        while (matcher.find()) {
            if (matcher.group(1).equalsIgnoreCase("charset")) {
                return matcher.group(2) != null
                        ? matcher.group(2).replaceAll("\\\\(.)", "$1")
                        : matcher.group(3).strip();
            }
        }
        return null;
    }

    /** The charset of that name. */
    static Charset charset(String name) throws UnsupportedEncodingException {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw (UnsupportedEncodingException) new UnsupportedEncodingException(name).initCause(e);
        }
    }
}

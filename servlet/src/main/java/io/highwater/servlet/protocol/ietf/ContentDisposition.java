package io.highwater.servlet.protocol.ietf;

import io.highwater.servlet.protocol.FileName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file name of a {@code Content-Disposition} (RFC 6266). What cannot be read names nothing. */
final class ContentDisposition {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern PARAMETER = Pattern.compile(
            "[ \\t]*+;[ \\t]*+(?:(" + TOKEN + ")[ \\t]*+=[ \\t]*+(" + TOKEN + "|\"(?:[^\"\\\\]|\\\\.)*+\"))?+");
    private static final Pattern TYPE = Pattern.compile("[ \\t]*+" + TOKEN);
    private static final Pattern EXTENDED =
            Pattern.compile("(?i)(utf-8|iso-8859-1)'[^']*'((?:[!-~&&[^%']]|%[0-9a-f]{2})*+)");
    private static final int MAX_LENGTH = 8 << 10;

    private ContentDisposition() {}

    /** The file's name without any directories, {@code filename*} (RFC 8187) first. */
    static Optional<String> fileName(List<String> lines) {
        if (lines.size() != 1 || lines.get(0).length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Map<String, String> parameters = parameters(lines.get(0));
        return Optional.ofNullable(parameters.get("filename*"))
                .flatMap(ContentDisposition::extended)
                .or(() -> Optional.ofNullable(parameters.get("filename")))
                .map(name -> FileName.of(name).text())
                .filter(name -> !name.isEmpty());
    }

    /** All parameters, names in lower case, or none if the field is not of its syntax. */
    private static Map<String, String> parameters(String field) {
        Map<String, String> parameters = new HashMap<>();
        Matcher type = TYPE.matcher(field);
        int at = type.lookingAt() ? type.end() : -1;
        for (Matcher next = PARAMETER.matcher(field);
                at >= 0 && at < field.stripTrailing().length(); ) {
            boolean found = next.region(at, field.length()).lookingAt();
            at = found ? next.end() : -1;
            if (found && next.group(1) != null) {
                parameters.putIfAbsent(next.group(1).toLowerCase(Locale.ROOT), unquoted(next.group(2)));
            }
        }
        return at < 0 ? Map.of() : parameters;
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }

    /** The text of an extended value (RFC 8187 §3.2), if it is one. */
    private static Optional<String> extended(String value) {
        Matcher matcher = EXTENDED.matcher(value);
        return matcher.matches() ? decoded(matcher.group(2), Charset.forName(matcher.group(1))) : Optional.empty();
    }

    private static Optional<String> decoded(String text, Charset charset) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escaped = text.charAt(i) == '%';
            bytes.put((byte) (escaped ? Integer.parseInt(text.substring(i + 1, i + 3), 16) : text.charAt(i)));
            i += escaped ? 2 : 0;
        }
        try {
            return Optional.of(charset.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}

package io.highwater.servlet.protocol;

import java.nio.charset.StandardCharsets;

/**
 * A client's file name made fit for a {@code Content-Disposition}: a name, never a path.
 *
 * @since 0.1.0
 */
public final class FileName {

    private static final int MAX_CODE_POINTS = 200;
    private static final String ATTR_CHAR = "!#$&+-.^_`|~"; // RFC 8187 §3.2.1, besides letters and digits

    private final String name;

    private FileName(String name) {
        this.name = name;
    }

    /** What is left of {@code given} without directories, controls, direction marks and characters that shells mind. */
    public static FileName of(String given) {
        String last = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        StringBuilder kept = new StringBuilder();
        last.codePoints().filter(FileName::isFit).limit(MAX_CODE_POINTS).forEach(kept::appendCodePoint);
        return new FileName(
                kept.toString().replaceFirst("^[.\\p{javaWhitespace}]+", "").stripTrailing());
    }

    /** The name; empty if nothing is left. */
    public String text() {
        return name;
    }

    /** The parameters of a {@code Content-Disposition} (RFC 6266 §4.3); empty if there is no name. */
    String parameters() {
        if (name.isEmpty()) {
            return "";
        }
        String ascii = name.codePoints()
                .map(c -> c < 0x7f ? c : '_')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String plain = "; filename=\"" + ascii + '"';
        return ascii.equals(name) && name.indexOf('%') < 0 ? plain : plain + "; filename*=UTF-8''" + encoded();
    }

    private String encoded() {
        StringBuilder text = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = c < 0x7f && (Character.isLetterOrDigit(c) || ATTR_CHAR.indexOf(c) >= 0);
            text.append(plain ? String.valueOf((char) c) : String.format("%%%02X", c));
        }
        return text.toString();
    }

    private static boolean isFit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> "\"<>:|?*\\".indexOf(c) < 0;
        };
    }
}

package io.highwater.servlet;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986 §2.1). */
final class Encoding {

    private static final String PLAIN = "/-._~!$&'()*+,=:@";

    private Encoding() {}

    /** A decoded path as it is written in a URL. */
    static String path(String decoded) {
        StringBuilder text = new StringBuilder();
        for (byte b : decoded.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xff;
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            text.append(plain ? String.valueOf((char) c) : String.format("%%%02X", c));
        }
        return text.toString();
    }
}

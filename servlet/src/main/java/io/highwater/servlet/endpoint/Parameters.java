package io.highwater.servlet.endpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and their values in the order they come. For one thread. */
final class Parameters {

    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final int most;
    private int count;

    /** @param most how many values there may be */
    Parameters(int most) {
        this.most = most;
    }

    /** @throws IllegalStateException if there are too many */
    void add(String name, String value) {
        if (++count > most) {
            throw new IllegalStateException("more than " + most + " parameters");
        }
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    /**
     * Adds what is spelled as {@code application/x-www-form-urlencoded}.
     *
     * @throws IllegalStateException if there are too many, or it is spelled wrong
     */
    void addEncoded(byte[] encoded, Charset charset) {
        int from = 0;
        while (from < encoded.length) {
            int end = indexOf(encoded, '&', from, encoded.length);
            if (end > from) {
                int equals = indexOf(encoded, '=', from, end);
                add(decode(encoded, from, equals, charset), decode(encoded, Math.min(equals + 1, end), end, charset));
            }
            from = end + 1;
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static String decode(byte[] bytes, int from, int end, Charset charset) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(end - from);
        for (int at = from; at < end; at++) {
            if (bytes[at] == '%') {
                decoded.write(digit(bytes, at + 1, end) << 4 | digit(bytes, at + 2, end));
                at += 2;
            } else {
                decoded.write(bytes[at] == '+' ? ' ' : bytes[at]);
            }
        }
        return decoded.toString(charset);
    }

    private static int digit(byte[] bytes, int at, int end) {
        int digit = at < end && bytes[at] >= 0 ? Character.digit(bytes[at], 16) : -1;
        if (digit < 0) {
            throw new IllegalStateException("a parameter has a broken escape");
        }
        return digit;
    }

    Map<String, List<String>> values() {
        return values;
    }
}

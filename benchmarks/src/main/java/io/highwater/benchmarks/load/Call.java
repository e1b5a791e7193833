package io.highwater.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A request.
 *
 * @param method the method
 * @param target path and query
 * @param fields further field lines, each with its line end
 * @param body what follows the head
 */
public record Call(String method, String target, String fields, Body body) {

    /** What follows a head. */
    public sealed interface Body {

        /** Bytes in it; negative if nothing is said of a body. */
        long length();
    }

    /** No body, and no Content-Length. */
    public record NoBody() implements Body {
        @Override
        public long length() {
            return -1;
        }
    }

    /** A short text. */
    public record Text(String text) implements Body {

        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public long length() {
            return bytes().length;
        }
    }

    /** The bytes of the {@link Payload} from {@code offset} on. */
    public record Bytes(long offset, long length) implements Body {}

    /**
     * The same bytes, with a pause in the middle.
     *
     * @param bytes all of them
     * @param pause returns when the second half is to be sent
     */
    public record Halves(Bytes bytes, Pause pause) implements Body {

        @Override
        public long length() {
            return bytes.length();
        }

        Bytes first() {
            return new Bytes(bytes.offset(), length() / 2);
        }

        Bytes second() {
            return new Bytes(bytes.offset() + length() / 2, length() - length() / 2);
        }
    }

    /** What happens between the halves of a body. */
    @FunctionalInterface
    public interface Pause {

        /** Waits until it is over. */
        void await() throws IOException;
    }

    /** A request without a body. */
    static Call of(String method, String target, String fields) {
        return new Call(method, target, fields, new NoBody());
    }

    /** The head as it goes over the wire to {@code host}. */
    byte[] head(String host) {
        String framing = body.length() < 0 ? "" : "Content-Length: " + body.length() + "\r\n";
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + framing + "\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }
}

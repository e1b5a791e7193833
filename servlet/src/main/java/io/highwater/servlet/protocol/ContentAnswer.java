package io.highwater.servlet.protocol;

import java.util.Map;

/**
 * How to send the finished bytes: the head of a response, and which bytes follow it.
 *
 * @param head status and header fields; if it has a body of its own, no bytes follow
 * @param from the first byte to send
 * @param to the byte after the last, {@code from} for none
 * @since 0.1.0
 */
public record ContentAnswer(Answer head, long from, long to) {

    /** An answer without any of the finished bytes. */
    public static ContentAnswer without(Answer head) {
        return new ContentAnswer(head, 0, 0);
    }

    /** The same with header fields set. */
    public ContentAnswer with(Map<String, String> fields) {
        return new ContentAnswer(head.with(fields), from, to);
    }

    /** How many bytes follow. */
    public long length() {
        return to - from;
    }
}

package io.highwater.servlet.protocol;

/**
 * A part of a request is not of its syntax.
 *
 * @since 0.1.0
 */
public final class MalformedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param detail for the client: what is wrong and what was expected */
    public MalformedException(String detail) {
        super(detail);
    }
}

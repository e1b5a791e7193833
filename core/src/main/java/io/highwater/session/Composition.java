package io.highwater.session;

import java.util.List;

/**
 * What an upload's bytes are made of. Immutable.
 *
 * @param kind whether it stands for itself, is a part, or is joined from parts
 * @param parts the uploads that it is joined from, in order; one may be there several times. Empty unless it is joined
 * @since 0.1.0
 */
public record Composition(Kind kind, List<UploadId> parts) {

    /** An upload that stands for itself. */
    public static final Composition WHOLE = new Composition(Kind.WHOLE, List.of());

    /** An upload that is a part of others: its completion is no event, and it expires also when it is complete. */
    public static final Composition PART = new Composition(Kind.PART, List.of());

    /**
     * The body of a request that is handled by somebody who waits for it: its completion is no event, and it expires
     * also when it is complete.
     */
    public static final Composition REQUEST = new Composition(Kind.REQUEST, List.of());

    /** The kinds of uploads. */
    public enum Kind {
        /** Its bytes are appended to it, and it stands for itself. */
        WHOLE,
        /** Its bytes are appended to it, to be joined with others. */
        PART,
        /** Its bytes are those of its parts. */
        JOINED,
        /** Its bytes are appended to it, to be handled once they are all there. */
        REQUEST
    }

    /** @throws IllegalArgumentException if there are parts and it is not joined, or none and it is */
    public Composition {
        parts = List.copyOf(parts);
        if (parts.isEmpty() == (kind == Kind.JOINED)) {
            throw new IllegalArgumentException("parts are for joined uploads, which have at least one");
        }
    }

    /** An upload with the bytes of {@code parts}, in that order. @throws IllegalArgumentException if there are none */
    public static Composition of(List<UploadId> parts) {
        return new Composition(Kind.JOINED, parts);
    }

    /** Whether it is a part of others. */
    public boolean isPart() {
        return kind == Kind.PART;
    }

    /** Whether its bytes are those of its parts. */
    public boolean isJoined() {
        return kind == Kind.JOINED;
    }

    /** Whether it is the body of a request. */
    public boolean isRequest() {
        return kind == Kind.REQUEST;
    }

    /** Whether it is an end in itself: then its completion is an event, and it is kept until somebody deletes it. */
    public boolean isKept() {
        return !isPart() && !isRequest();
    }
}

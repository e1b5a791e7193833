package io.highwater.campaign;

/**
 * An upload, and what is known of it: what the server has said, and what it may have done without our hearing of it.
 * Used by one thread.
 */
final class Tracked {

    /** What it is to the application. */
    enum Kind {
        UPLOAD,
        /** A part of a tus upload that is joined. */
        PART,
        /** The join of such parts. */
        JOINED,
        /** A request to an endpoint behind the filter. */
        DOCUMENT
    }

    final Kind kind;
    final Protocol protocol;
    final String path;
    final Bytes bytes;

    /** The largest offset that was told. */
    long acknowledged;
    /** The largest offset that may have been reached. */
    long sent;
    /** Whether its completion was told. */
    boolean complete;
    /** What the endpoint behind the filter has answered, empty if that was not heard. */
    String response = "";

    boolean deleting;
    boolean deleted;

    Tracked(Kind kind, Protocol protocol, String path, Bytes bytes) {
        this.kind = kind;
        this.protocol = protocol;
        this.path = path;
        this.bytes = bytes;
    }

    boolean isFull() {
        return acknowledged == bytes.size();
    }

    @Override
    public String toString() {
        return kind + " " + protocol + " " + path + " acknowledged " + acknowledged + " of " + bytes.size()
                + (complete ? " complete" : "") + (deleting ? " deleting" : "") + (deleted ? " deleted" : "");
    }
}

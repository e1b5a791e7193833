package io.highwater.campaign;

/** The ways to an upload: a protocol, and where it is spoken. */
enum Way {
    CHUNK(Protocol.CHUNK, "/uploads"),
    TUS(Protocol.TUS, "/uploads"),
    IETF(Protocol.IETF, "/uploads"),
    /** To an endpoint that knows nothing of uploads, behind the filter. */
    ENDPOINT(Protocol.IETF, "/documents");

    final Protocol protocol;
    final String collection;

    Way(Protocol protocol, String collection) {
        this.protocol = protocol;
        this.collection = collection;
    }
}

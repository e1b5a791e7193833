package io.highwater.servlet.protocol;

import io.highwater.session.ContentDigest;
import io.highwater.session.ExpectedDigests;
import java.util.List;

/**
 * A field that says what a body hashes to: before the body or, if {@code Trailer} announced it, behind it.
 *
 * @param name the field's name
 * @param parser reads the field
 * @since 0.1.0
 */
public record IntegrityField(String name, Parser parser) {

    /** {@code Content-Digest} (RFC 9530 §2). */
    public static final IntegrityField CONTENT_DIGEST =
            new IntegrityField("Content-Digest", fields -> DigestFields.parse(fields, "Content-Digest"));

    /** Reads a field. */
    @FunctionalInterface
    public interface Parser {
        /** The digests that the field gives, none if it is not there. */
        List<ContentDigest> parse(Fields fields) throws MalformedException;
    }

    /** What is known when the head of a request is. */
    public ExpectedDigests before(RequestHead head, ProtocolSettings settings) {
        ExpectedDigests given = read(head.fields());
        if (!head.fields().announces(name)) {
            return given;
        }
        if (!settings.trailers()) {
            return new ExpectedDigests.Invalid(
                    name + " must be sent before the body: trailers do not get through here.");
        }
        if (head.isHttp1() && head.contentLength().isPresent()) {
            return new ExpectedDigests.Invalid(name + " can follow a body only in the chunked coding.");
        }
        return given.and(new ExpectedDigests.Announced(List.of()));
    }

    /** What came behind the body of {@code head}, if it was announced. */
    public ExpectedDigests behind(RequestHead head, Fields trailers) {
        if (!head.fields().announces(name)) {
            return ExpectedDigests.none();
        }
        return trailers.has(name)
                ? read(trailers)
                : new ExpectedDigests.Invalid(name + " was announced as a trailer, but did not come, or not through.");
    }

    private ExpectedDigests read(Fields fields) {
        try {
            return ExpectedDigests.of(parser.parse(fields));
        } catch (MalformedException e) {
            return new ExpectedDigests.Invalid(String.valueOf(e.getMessage()));
        }
    }
}

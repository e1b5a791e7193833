package io.highwater.servlet.protocol.chunk;

import io.highwater.engine.CreateRequest;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.servlet.protocol.MediaType;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.WantedDigest;
import io.highwater.session.ContentDigest;
import io.highwater.session.Digester;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads the requests that create an upload. */
final class CreationRequests {

    static final int MAX_BODY = 64 << 10;

    private static final List<String> OF_FORMS =
            List.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");
    private static final Answer TOO_LARGE = Problem.of(
                    413, "A creation's JSON has at most " + MAX_BODY + " bytes. The file's bytes are sent with PUT.")
            .answer();

    private static final Answer MISMATCH = Problem.of(
                    400, "The body does not have the digest that Content-Digest gives.")
            .answer()
            .with("Want-Content-Digest", DigestFields.WANTED);

    Command decode(RequestHead head) {
        Optional<Answer> refusal = unsupportedType(head);
        if (refusal.isPresent()) {
            return new Command.Reply(refusal.get());
        }
        if (head.contentLength().orElse(0) > MAX_BODY) {
            return new Command.Reply(TOO_LARGE);
        }
        return head.mayHaveBody()
                ? new Command.ReadBody(MAX_BODY, body -> create(head.fields(), body), TOO_LARGE)
                : create(head.fields(), new byte[0]);
    }

    /** An empty body may be of any type but those that a form of another site can have (Fetch Standard §2.2.2). */
    private static Optional<Answer> unsupportedType(RequestHead head) {
        List<String> types = head.fields().lines("Content-Type");
        boolean json = types.size() == 1
                && MediaType.parse(types.get(0))
                        .filter(type -> type.essence().equals("application/json"))
                        .isPresent();
        boolean unknown = types.isEmpty() && head.contentLength().isEmpty();
        boolean empty = !head.mayHaveBody() && types.stream().noneMatch(CreationRequests::isOfForms);
        return json || unknown || empty ? Optional.empty() : Optional.of(unsupported());
    }

    private static boolean isOfForms(String type) {
        return OF_FORMS.stream().anyMatch(form -> MediaType.is(type, form));
    }

    private static Answer unsupported() {
        return Problem.of(415, "A creation's body must be application/json. The file's bytes are sent with PUT.")
                .answer()
                .with("Accept", "application/json");
    }

    private static Command create(Fields fields, byte[] body) {
        if (body.length > 0 && !fields.has("Content-Type")) {
            return new Command.Reply(unsupported());
        }
        ExpectedDigests digests = DigestFields.expected(fields, "Content-Digest");
        if (!matches(digests.digests(), body)) {
            return new Command.Reply(MISMATCH);
        }
        try {
            NewUpload upload = body.length == 0 ? NewUpload.ofUnknownLength() : CreationDocument.parse(body);
            return new Command.Create(new CreateRequest(
                    upload.withAttributes(WantedDigest.attributes(fields)),
                    digests instanceof ExpectedDigests.Invalid
                            ? digests
                            : DigestFields.expected(fields, "Repr-Digest")));
        } catch (LengthTooLargeException e) {
            return new Command.Reply(Problem.of(413, e.getMessage()).answer());
        } catch (MalformedException e) {
            return new Command.Reply(
                    Problem.of(400, String.valueOf(e.getMessage())).answer());
        }
    }

    private static boolean matches(List<ContentDigest> digests, byte[] body) {
        return digests.stream().allMatch(digest -> {
            Digester digester = digest.algorithm().newDigester();
            digester.update(ByteBuffer.wrap(body));
            return digest.matches(digester.digest());
        });
    }
}

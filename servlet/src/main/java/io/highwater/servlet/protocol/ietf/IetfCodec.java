package io.highwater.servlet.protocol.ietf;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.IntegrityField;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.WantedDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Resumable Uploads for HTTP (draft-ietf-httpbis-resumable-upload), interop versions 3 to 8 and none: {@code Dialect}
 * has what differs. It takes the requests that its marks mark and {@code Tus-Resumable} does not.
 *
 * @since 0.1.0
 */
public final class IetfCodec implements ProtocolCodec {

    private static final Set<String> WITHOUT_COMPLETENESS = Set.of("HEAD", "GET", "DELETE");

    private final IetfRequests requests;
    private final IetfAnswers answers;

    /** A codec for a deployment of these settings, which tells by {@code clock} how long uploads have to live. */
    public IetfCodec(ProtocolSettings settings, InstantSource clock) {
        this.answers = new IetfAnswers(settings, clock);
        this.requests = new IetfRequests(settings, answers);
    }

    @Override
    public Optional<Command> decode(RequestHead head) {
        return requests.decode(head);
    }

    @Override
    public Answer created(RequestHead head, UploadSession upload) {
        return answers.created(head, upload);
    }

    @Override
    public Optional<Answer> announced(RequestHead head, UploadSession upload) {
        return answers.announced(head, upload);
    }

    @Override
    public Optional<Answer> progressed(RequestHead head, UploadSession upload) {
        return answers.progressed(head, upload);
    }

    @Override
    public ExpectedDigests trailing(RequestHead head, Fields trailers) {
        return IntegrityField.CONTENT_DIGEST.behind(head, trailers);
    }

    @Override
    public Answer appended(RequestHead head, UploadSession upload) {
        return answers.appended(head, upload);
    }

    @Override
    public Answer inspected(RequestHead head, UploadSession upload) {
        return answers.inspected(head, upload);
    }

    @Override
    public Answer peeked(RequestHead head, UploadSession upload) {
        return answers.peeked(head, upload);
    }

    @Override
    public Optional<DigestAlgorithm> wantedDigest(RequestHead head, UploadSession upload) {
        return WantedDigest.of(head, upload);
    }

    @Override
    public Answer completed(RequestHead head, UploadSession upload) {
        throw new IllegalStateException("no request of this protocol does nothing but complete");
    }

    /** The version; and an answer to a creation or an append that does not say so did not complete the upload. */
    @Override
    public Answer marked(RequestHead head, Answer answer) {
        Dialect dialect = Dialect.of(head.fields());
        Answer echoed = answer.with(dialect.echo());
        boolean silent = WITHOUT_COMPLETENESS.contains(head.method())
                || answer.fields().containsKey(dialect.completenessField());
        return silent ? echoed : echoed.with(dialect.completenessField(), dialect.completeness(false));
    }

    @Override
    public Answer failed(RequestHead head, Command command, UploadException why) {
        return answers.failed(head, command, why);
    }

    @Override
    public boolean hangsUp(UploadException why) {
        return why.reason() == Reason.TOO_SLOW;
    }

    @Override
    public boolean invalidates(RequestHead head, UploadException why) {
        return why.reason() == Reason.LENGTH_EXCEEDED
                && Dialect.of(head.fields()).wording().overrunIsFatal();
    }
}

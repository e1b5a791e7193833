package io.highwater.servlet.protocol.tus;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The tus resumable upload protocol 1.0.0 with its extensions creation, creation-with-upload, creation-defer-length,
 * expiration, checksum, checksum-trailer, termination, concatenation and concatenation-unfinished. It takes the
 * requests that {@code Tus-Resumable} marks, those that nobody but a tus client would send, and every {@code OPTIONS},
 * so it comes first.
 *
 * @since 0.1.0
 */
public final class TusCodec implements ProtocolCodec {

    private final TusRequests requests;
    private final TusAnswers answers;

    /** A codec for a deployment of these settings, which tells by {@code clock} how long uploads have to live. */
    public TusCodec(ProtocolSettings settings, InstantSource clock) {
        this.answers = new TusAnswers(settings, clock);
        this.requests = new TusRequests(settings, answers);
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
        return Optional.empty();
    }

    @Override
    public Optional<Answer> progressed(RequestHead head, UploadSession upload) {
        return Optional.empty();
    }

    @Override
    public ExpectedDigests trailing(RequestHead head, Fields trailers) {
        return UploadChecksum.behindBody(head, trailers);
    }

    @Override
    public Answer appended(RequestHead head, UploadSession upload) {
        return answers.appended(upload);
    }

    @Override
    public Answer inspected(RequestHead head, UploadSession upload) {
        return answers.inspected(head, upload);
    }

    @Override
    public Answer peeked(RequestHead head, UploadSession upload) {
        return answers.peeked(upload);
    }

    @Override
    public Optional<DigestAlgorithm> wantedDigest(RequestHead head, UploadSession upload) {
        return Optional.empty();
    }

    @Override
    public Answer completed(RequestHead head, UploadSession upload) {
        throw new IllegalStateException("no request of tus does nothing but complete");
    }

    @Override
    public Answer marked(RequestHead head, Answer answer) {
        return answer.with(TusFields.RESUMABLE, TusFields.VERSION);
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
        return false;
    }
}

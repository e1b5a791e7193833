package io.highwater.servlet.protocol.chunk;

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
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The chunk protocol. It takes every request on a URL of the collection or of an upload, so it comes after the codecs
 * that look for marks.
 *
 * @since 0.1.0
 */
public final class ChunkCodec implements ProtocolCodec {

    private final ChunkRequests requests;
    private final ChunkAnswers answers;

    /** A codec for a deployment of these settings, which tells by {@code clock} how long uploads have to live. */
    public ChunkCodec(ProtocolSettings settings, InstantSource clock) {
        this.requests = new ChunkRequests(settings);
        this.answers = new ChunkAnswers(settings, clock);
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
        return IntegrityField.CONTENT_DIGEST.behind(head, trailers);
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
        return WantedDigest.of(head, upload);
    }

    @Override
    public Answer completed(RequestHead head, UploadSession upload) {
        return answers.completed(upload);
    }

    @Override
    public Answer marked(RequestHead head, Answer answer) {
        return answer;
    }

    @Override
    public Answer failed(RequestHead head, Command command, UploadException why) {
        return answers.failed(command, why);
    }

    @Override
    public boolean hangsUp(UploadException why) {
        return false;
    }

    @Override
    public boolean invalidates(RequestHead head, UploadException why) {
        return false;
    }
}

package io.highwater.engine;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The append of the request that created the upload, and that takes the creation back if it fails, unless the client
 * was told of it.
 */
final class CreatingAppend extends OpenAppend {

    private final OpenAppend append;
    private final FirstBody body;
    private volatile boolean clientWasTold;

    CreatingAppend(OpenAppend append, FirstBody body) {
        this.append = append;
        this.body = body;
    }

    @Override
    public UploadId id() {
        return append.id();
    }

    @Override
    public UploadSession durable() {
        return append.durable();
    }

    @Override
    public void clientIsTold() {
        clientWasTold = true;
    }

    @Override
    public void write(ByteBuffer bytes) {
        try {
            append.write(bytes);
        } catch (UploadException e) {
            throw failed(e);
        }
    }

    @Override
    public UploadSession finish(ExpectedDigests trailing) {
        try {
            return append.finish(trailing);
        } catch (UploadException e) {
            throw failed(e);
        }
    }

    /** What arrived stays, as with any append; of a body with a digest nothing does, so nothing was created. */
    @Override
    public Optional<UploadSession> abandon() {
        return body.isChecked() ? refuse() : append.abandon();
    }

    @Override
    public Optional<UploadSession> refuse() {
        Optional<UploadSession> kept = append.abandon();
        if (clientWasTold || kept.filter(UploadSession::isOpen).isEmpty()) {
            return kept;
        }
        body.undo();
        return Optional.empty();
    }

    private UploadException failed(UploadException why) {
        boolean isOfOthersNow = why.reason() == Reason.TAKEN_OVER
                || why.session().filter(UploadSession::isComplete).isPresent(); // its event is on the way
        if (!isOfOthersNow && !clientWasTold) {
            body.undo();
        }
        return why;
    }
}

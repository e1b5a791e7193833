package io.highwater.engine;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The append of the request that created the upload, and that takes the creation back if it does not come to its end,
 * unless somebody knows of the upload by then.
 */
final class CreatingAppend extends OpenAppend {

    private final OpenAppend append;
    private final FirstBody body;
    private volatile boolean finishing;

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
    public boolean mayReadAll() {
        return append.mayReadAll();
    }

    @Override
    public void clientIsTold() {
        body.isNamed();
    }

    @Override
    public void write(ByteBuffer bytes) {
        try {
            append.write(bytes);
        } catch (UploadException e) {
            body.takeBack();
            throw e;
        }
    }

    @Override
    public UploadSession finish(ExpectedDigests trailing) {
        finishing = true;
        boolean done = false;
        try {
            UploadSession upload = append.finish(trailing);
            body.isNamed();
            done = true;
            return upload;
        } finally {
            if (!done) {
                body.takeBack();
            }
        }
    }

    /** What came is kept first, as it may be all that the upload was to have. */
    @Override
    public Optional<UploadSession> abandon() {
        Optional<UploadSession> kept = append.abandon();
        if (finishing) { // which ends with the upload's name for the client, or takes back what is there by itself
            return kept;
        }
        return body.takeBack() ? Optional.empty() : kept;
    }
}

package io.highwater.engine;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/** The body of bytes that are there already: counted, checked and thrown away. It is nobody's writer. */
final class DiscardingAppend extends OpenAppend {

    private final UploadSession upload;
    private final Supplier<UploadSession> latest;
    private final AppendPermits.Permit permit;
    private final BodyDigests digests;
    private final BodyLength length;
    private final long room;
    private boolean ended;

    DiscardingAppend(UploadSession upload, Appends.Body body, Supplier<UploadSession> latest) {
        AppendRequest request = body.request();
        this.upload = upload;
        this.latest = latest;
        this.digests = new BodyDigests(request.digests());
        this.length = new BodyLength(request.contentLength());
        this.room = upload.committed() - request.offset();
        this.permit = body.permit().apart(); // last: nothing can fail now and leave it held
    }

    @Override
    public synchronized void write(ByteBuffer bytes) {
        requireRunning();
        boolean done = false;
        try {
            digests.update(bytes);
            length.add(bytes.remaining());
            bytes.position(bytes.limit());
            requireInside();
            done = true;
        } finally {
            if (!done) {
                end();
            }
        }
    }

    @Override
    public UploadId id() {
        return upload.id();
    }

    @Override
    public UploadSession durable() {
        return upload;
    }

    @Override
    public synchronized UploadSession finish(ExpectedDigests trailing) {
        requireRunning();
        end();
        length.requireWhole(upload);
        digests.verify(trailing, upload);
        return latest.get();
    }

    @Override
    public synchronized Optional<UploadSession> abandon() {
        end();
        return Optional.empty();
    }

    /** A body whose length was not known beforehand turns out to go on where the upload ends. */
    private void requireInside() {
        if (length.received() > room) {
            throw new UploadException(
                    Reason.ALREADY_COMPLETE, "The upload is complete; the body goes beyond its end.", upload);
        }
    }

    private void end() {
        ended = true;
        permit.close();
    }

    private void requireRunning() {
        if (ended) {
            throw new UploadException(Reason.TAKEN_OVER, "This request has ended.", upload);
        }
    }
}

package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/** The body of bytes that are there already: counted, checked and thrown away. It is nobody's writer. */
final class DiscardingAppend extends OpenAppend {

    private final UploadSession upload;
    private final Supplier<UploadSession> latest;
    private final BodyDigests digests;
    private long position;

    DiscardingAppend(UploadSession upload, AppendRequest request, Supplier<UploadSession> latest) {
        this.upload = upload;
        this.latest = latest;
        this.digests = new BodyDigests(request.digests());
        this.position = request.offset();
    }

    @Override
    public synchronized void write(ByteBuffer bytes) {
        digests.update(bytes);
        position += bytes.remaining();
        bytes.position(bytes.limit());
        requireInside();
    }

    @Override
    public synchronized UploadSession finish() {
        requireInside();
        digests.verify(upload);
        return latest.get();
    }

    @Override
    public Optional<UploadSession> abandon() {
        return Optional.empty();
    }

    /** A body whose length was not known beforehand turns out to go on where the upload ends. */
    private void requireInside() {
        if (position > upload.committed()) {
            throw new UploadException(
                    Reason.ALREADY_COMPLETE, "The upload is complete; the body goes beyond its end.", upload);
        }
    }

    @Override
    long received() {
        throw new IllegalStateException("not a writer");
    }

    @Override
    void fence(Reason reason, boolean keepBytes) {
        throw new IllegalStateException("not a writer");
    }
}

package io.highwater.engine;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * What an upload must hash to with the body that completes it: first its durable bytes are read, then the body's come.
 */
final class WholeDigests {

    private final BodyDigests digests;
    private boolean begun; // guarded by this

    WholeDigests(ExpectedDigests expected) {
        this.digests = new BodyDigests(expected);
        this.begun = digests.isEmpty();
    }

    /**
     * Reads the durable bytes of {@code upload}, once, as long as {@code requireWanted} does not throw. Takes as long as
     * that, so not under the upload's monitor.
     */
    synchronized void begin(UploadSession upload, Supplier<UploadContent> content, Runnable requireWanted) {
        if (!begun) {
            digests.update(content.get(), upload.committed(), requireWanted);
            begun = true;
        }
    }

    /** Adds the remaining bytes, and leaves the buffer as it was. */
    void update(ByteBuffer bytes) {
        digests.update(bytes);
    }

    /** To be called once, after all bytes. */
    void verify(UploadSession upload) {
        digests.verify(ExpectedDigests.none(), upload);
    }
}

package io.highwater.store;

import io.highwater.session.UploadSession;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An upload open for appending. It either commits or is discarded. Used by one thread at a time, never interrupted.
 *
 * @since 0.1.0
 */
public interface UploadWriter extends Closeable {

    /** Where the next byte goes: the committed offset plus what was written since. */
    long position();

    /**
     * Appends all remaining bytes; the buffer's position is at its limit afterwards. They do not count before the next
     * commit. After a failure the only call that the writer takes is {@link #close()}.
     */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * Makes everything written so far durable and moves the upload's state, in one step (rules S2, S3, S5). Without
     * new bytes it moves the state alone. After a failure the only call that the writer takes is {@link #close()}.
     *
     * @return the state that is now durable
     */
    UploadSession commit(Commit commit) throws IOException;

    /** Ends the writer. What was written since the last commit is discarded (S4). Idempotent. */
    @Override
    void close() throws IOException;
}

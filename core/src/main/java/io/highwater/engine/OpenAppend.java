package io.highwater.engine;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One request's body on its way into an upload. Bytes are pushed in as they come; in the end the body is
 * {@linkplain #finish finished} or {@linkplain #abandon abandoned}. A later request on the upload may end the append at
 * any moment; from then on {@code write} and {@code finish} throw {@link Reason#TAKEN_OVER}, and the bytes change
 * nothing.
 *
 * <p>Thread-safe. No call waits for anybody's network; a call may wait for the disk.
 *
 * @since 0.1.0
 */
public abstract sealed class OpenAppend permits WritingAppend, CreatingAppend, DiscardingAppend {

    OpenAppend() {}

    /**
     * Takes the remaining bytes; the buffer may be used again at once.
     *
     * @throws UploadException {@code LENGTH_EXCEEDED}, {@code TOO_LARGE} or {@code ALREADY_COMPLETE} if they go beyond
     *     what the upload may hold (what fits is kept, but for an append with a digest), {@code OUT_OF_SPACE} or {@code
     *     UNAVAILABLE} if the store fails or the engine is being closed, {@code TAKEN_OVER}. The append has ended then
     */
    public abstract void write(ByteBuffer bytes);

    /** The upload. */
    public abstract UploadId id();

    /** What is durable now; the offset of a long body rises from time to time. */
    public abstract UploadSession durable();

    /**
     * Whether a digest of the whole upload is to be checked: then {@link #write} and {@link #finish} may take as long as
     * reading all that is there, and had better not hold up those of others.
     */
    public boolean mayReadAll() {
        return false;
    }

    /**
     * The client is about to be told of the upload, before the end of the body: from here on it stays, whatever becomes
     * of the body, for the client may come back. This matters only if the append creates the upload; not for one that
     * has a digest, of which nothing may be told.
     */
    public void clientIsTold() {
        // an upload that was there before stays anyway
    }

    /**
     * The body was read to its end: verifies its digests, commits, and completes the upload if the request says so.
     *
     * @param trailing the digests that came behind the body; of no interest unless the request announced them
     * @return the durable state
     * @throws UploadException as {@link #write}; {@code DIGEST_MISMATCH}; {@code DIGEST_INVALID} if an announced digest
     *     cannot be read or is missing; {@code LENGTH_CONFLICT} if the body ends before its own length, or is the last
     *     and ends before the upload's; {@code TOO_SMALL}. The append has ended then
     */
    public abstract UploadSession finish(ExpectedDigests trailing);

    /** As {@link #finish(ExpectedDigests)}, with nothing behind the body. */
    public final UploadSession finish() {
        return finish(ExpectedDigests.none());
    }

    /**
     * The body broke off, or is refused before its end: what arrived is committed, unless the request carried a digest.
     * An upload that this append creates is taken back instead, unless it is complete, its client
     * {@linkplain #clientIsTold was told} of it, or any request has named it: as nobody can know of it, nobody would go
     * on with it, and its client begins anew. Idempotent, also after the end of the append.
     *
     * @return the durable state, or empty if the append had ended already, nothing could be committed, or the upload was
     *     taken back
     */
    public abstract Optional<UploadSession> abandon();
}

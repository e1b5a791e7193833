package io.highwater.engine;

import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;

/** What a running append needs of the engine. */
interface Appends {

    /**
     * What an append starts with.
     *
     * @param session the durable state
     * @param writer at the committed offset
     * @param request what the client asked for
     * @param skip how many of the first bytes are there already
     * @param onTakenOver called when a later request ends the append
     */
    record Opening(
            UploadSession session, UploadWriter writer, AppendRequest request, long skip, Runnable onTakenOver) {}

    AppendRules rules();

    /** The commit that completes an upload, announcing it if somebody listens. */
    Commit completingCommit();

    /** A state became durable. Under the upload's monitor. */
    void committed(UploadSession session);

    /** Checks the committed bytes against the digests given at the creation. */
    void verifyWhole(UploadSession session);

    /** The error to throw when that check failed; after a mismatch the upload is retired, it can never become right. */
    UploadException invalidate(UploadSession session, UploadException failed);

    /** The append ended: its hold on the upload is given back. */
    void forget(UploadId id);
}

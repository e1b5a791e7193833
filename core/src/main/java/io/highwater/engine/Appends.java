package io.highwater.engine;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadWriter;

/** What a running append needs of the engine. */
interface Appends {

    /**
     * A body that asks to be taken.
     *
     * @param request what the client asked for
     * @param permit its right to be read, given back when the append ends
     * @param onTakenOver called when a later request ends the append
     */
    record Body(AppendRequest request, AppendPermits.Permit permit, Runnable onTakenOver) {}

    /**
     * What an append starts with.
     *
     * @param session the durable state
     * @param body what is to be appended
     * @param skip how many of the first bytes are there already
     * @param onVerified called when the body has passed its checks and before anything of a checked one counts; under
     *     the upload's monitor
     */
    record Opening(UploadSession session, Body body, long skip, Runnable onVerified) {}

    AppendRules rules();

    /** A writer at the committed offset. Under the upload's monitor. */
    UploadWriter openWriter(UploadId id);

    /** The bytes that are durable. */
    UploadContent content(UploadId id);

    /** The commit that completes an upload, announcing it if that is to be. */
    Commit completingCommit(UploadSession session);

    /** A state became durable. Under the upload's monitor. */
    void committed(UploadSession session);

    /**
     * Completes an upload whose bytes are all durable, after checking them against the digests given at the creation.
     * Reads for as long as that takes, so not under the upload's monitor.
     */
    UploadSession completeChecked(UploadSession candidate);

    /** The append ended: its hold on the upload is given back. */
    void forget(UploadId id);
}

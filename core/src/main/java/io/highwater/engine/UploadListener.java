package io.highwater.engine;

import io.highwater.session.UploadSession;

/**
 * Hears what happens to uploads. Called on one thread of the engine's own, in the order of the events of an upload,
 * after the state is durable; a slow or failing listener holds up other events, never an upload.
 *
 * <p>{@link #completed} is delivered at least once, also across restarts: it comes again, to all listeners, until every
 * one of them has returned from it without an exception. An upload that is not to be {@linkplain
 * io.highwater.session.Composition#isKept() kept}, such as a part or the body of a request, has no such event. The
 * others are delivered at most once; an exception from them is logged.
 *
 * @since 0.1.0
 */
public interface UploadListener {

    /**
     * An upload was created. If its first body breaks off before its client was told of it, it is taken back, which
     * {@link #cancelled} tells. Who passes its id on has any request name it before, such as
     * {@link UploadEngine#peek}: then it stays.
     */
    default void created(UploadSession upload) {}

    /** Bytes were committed; {@code upload.committed()} tells how far. */
    default void progressed(UploadSession upload) {}

    /**
     * An upload is complete and its bytes can be had.
     *
     * @throws Exception to have the event delivered again later
     */
    default void completed(CompletedUpload event) throws Exception {}

    /** An upload was deleted by a request, complete or not, or taken back with the request that created it. */
    default void cancelled(UploadSession upload) {}

    /**
     * An unfinished upload was given up, because nothing happened for too long or because a part that it waited for is
     * gone; or a part was, that nobody waited for.
     */
    default void expired(UploadSession upload) {}
}

package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Fields;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where a request's body goes. Calls come one at a time, but for {@link #abandon}. */
interface BodySink {

    /** Has a step of the work on this body done by {@code workers}. */
    default void execute(Workers workers, Runnable step) {
        workers.execute(step);
    }

    /** Has {@code fenced} called, from any thread, once nobody wants the rest of the body any more. */
    void onFenced(Runnable fenced);

    /**
     * What the client is to be told now, before the final answer; that may fail. Asked before the body is read, and
     * again while it is.
     */
    Optional<Answer> interim();

    /**
     * Takes the remaining bytes.
     *
     * @throws UploadException if they, and so the rest of the body, are not wanted
     */
    void write(ByteBuffer bytes);

    /**
     * The body was read to its end.
     *
     * @param trailers what came behind it
     * @throws UploadException if it was not what it had to be
     */
    Reaction finish(Fields trailers);

    /** The same, with how to say that it was not. */
    default Reaction end(Fields trailers) {
        try {
            return finish(trailers);
        } catch (UploadException e) {
            return failed(e);
        }
    }

    /**
     * The body broke off, or is refused before its end; nothing is left of it that its client cannot know of.
     * Idempotent, harmless after {@link #finish}.
     *
     * @return what is durable then, if that is an upload's state and can be told
     */
    Optional<UploadSession> abandon();

    /** Refuses the body because of {@code why}, and adds to that what is durable then. */
    default UploadException refuse(UploadException why) {
        return new UploadException(
                why.reason(), String.valueOf(why.getMessage()), abandon().orElse(null));
    }

    /** How to say that {@code why} ended the body. */
    Reaction failed(UploadException why);
}

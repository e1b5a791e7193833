package io.highwater.engine;

import io.highwater.session.Composition;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * How far it is with a complete upload that is the {@linkplain Composition#REQUEST body of a request}: it is handled
 * once, and what came of it is kept for those who ask again.
 *
 * @since 0.1.0
 */
public sealed interface Handling {

    /** It was handled before. {@code outcome} is what {@link Turn#finish} was given, not to be changed. */
    record Done(ByteBuffer outcome) implements Handling {}

    /** Somebody is handling it now. {@code end} completes, normally, when that one has ended; from any thread. */
    record Busy(CompletionStage<Void> end) implements Handling {}

    /**
     * It is the caller's turn; everybody else is told {@link Busy} until the turn is closed. Without an outcome, also
     * when the process dies, somebody else may have a turn at it later. Thread-safe; the methods may be called from any
     * thread.
     */
    non-sealed interface Turn extends Handling, AutoCloseable {

        /** The upload and its bytes. */
        Download download();

        /**
         * Keeps {@code outcome} as long as the upload, durably, and gives up the upload's bytes. At most once.
         *
         * @throws io.highwater.session.UploadException {@code NOT_FOUND} if the upload was deleted meanwhile; {@code
         *     UNAVAILABLE}, {@code OUT_OF_SPACE}
         */
        void finish(byte[] outcome);

        /** Ends the turn. Idempotent. */
        @Override
        void close();
    }
}

package io.highwater.store.tck;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;

/**
 * Which calls to a {@link FaultyStore} fail, and how.
 *
 * @param first the first call that fails, counted from 1 on
 * @param last the last call that fails, {@link Long#MAX_VALUE} for a fault that stays
 * @param moment whether a failing call takes effect
 * @param kind what it throws
 * @since 0.1.0
 */
public record Fault(long first, long last, Moment moment, Kind kind) {

    /** One call fails, before it takes effect. */
    public static Fault once(long call, Kind kind) {
        return new Fault(call, call, Moment.BEFORE, kind);
    }

    /** Every call from one on fails, before it takes effect. */
    public static Fault from(long call, Kind kind) {
        return new Fault(call, Long.MAX_VALUE, Moment.BEFORE, kind);
    }

    /** The same fault at another moment of the call. */
    public Fault at(Moment other) {
        return new Fault(first, last, other, kind);
    }

    boolean hits(long call, Moment now) {
        return now == moment && first <= call && call <= last;
    }

    /** What a failing call throws. */
    public enum Kind {
        /** An {@link IOException}, as from a disk that does not answer. */
        IO_ERROR,
        /** An {@link UploadException} with {@code OUT_OF_SPACE}. */
        OUT_OF_SPACE;

        void raise() throws IOException {
            if (this == OUT_OF_SPACE) {
                throw new UploadException(Reason.OUT_OF_SPACE, "no space left, says the faulty store");
            }
            throw new IOException("input/output error, says the faulty store");
        }
    }
}

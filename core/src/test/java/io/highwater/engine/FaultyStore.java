package io.highwater.engine;

import io.highwater.session.UploadId;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Fails one call, the n-th from when it was told to, before the call did its work or after. */
final class FaultyStore extends ForwardingStore {

    enum Moment {
        BEFORE,
        AFTER
    }

    private final AtomicInteger calls = new AtomicInteger();
    private volatile int failingCall;
    private volatile Moment moment = Moment.BEFORE;
    private volatile @Nullable Supplier<Throwable> fault;

    FaultyStore(UploadStore store) {
        super(store);
    }

    void failAt(int n, Moment when, Supplier<Throwable> with) {
        calls.set(0);
        failingCall = n;
        moment = when;
        fault = with;
    }

    /** Stops failing. @return how many calls came since {@link #failAt} */
    int repair() {
        fault = null;
        return calls.get();
    }

    @Override
    <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
        Supplier<Throwable> due = calls.incrementAndGet() == failingCall ? fault : null;
        if (due == null) {
            return call.run();
        }
        // a writer that failed to open is none, and one that failed to close is closed all the same
        boolean works = op == Op.CLOSE_WRITER || (moment == Moment.AFTER && op != Op.OPEN_WRITER);
        if (works) {
            call.run();
        }
        throw FaultyStore.<RuntimeException>sneaky(due.get());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable fault) throws E {
        throw (E) fault;
    }
}

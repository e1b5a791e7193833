package io.highwater.store.tck;

import io.highwater.store.UploadStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store whose process dies at one call: that call and everything after it throws {@link CrashedException}, and
 * closing does nothing, for a dead process closes nothing. To see what survived, open the storage again.
 *
 * <p>Calls to the store, its writers and its contents are counted from 1 on, in the order of their beginning;
 * {@code features}, {@code position}, {@code size}, {@code path}, {@code close} and reads from an open channel or
 * stream are not. Safe for several threads. The store behind it is left open: whoever opens the storage again ends it.
 *
 * @since 0.1.0
 */
public final class CrashingStore extends GatedStore {

    private final CrashGate gate;

    private CrashingStore(UploadStore store, CrashGate gate) {
        super(store, gate);
        this.gate = gate;
    }

    /**
     * A store that dies at a call.
     *
     * @param store where calls go until then
     * @param call which call, 1 for the first
     * @param moment whether that call takes effect
     */
    public static CrashingStore at(long call, Moment moment, UploadStore store) {
        return new CrashingStore(store, new CrashGate(call, moment));
    }

    /** A store that dies when {@link #crash} is called. */
    public static CrashingStore onDemand(UploadStore store) {
        return at(Long.MAX_VALUE, Moment.BEFORE, store);
    }

    /** Dies now. */
    public void crash() {
        gate.crashed = true;
    }

    /** Whether it is dead. */
    public boolean hasCrashed() {
        return gate.crashed;
    }

    /** How many calls were begun while it lived, the one that it died at among them. */
    public long calls() {
        return gate.calls.get();
    }

    private static final class CrashGate implements Gate {
        private final long at;
        private final Moment moment;
        private final AtomicLong calls = new AtomicLong();
        private volatile boolean crashed;

        CrashGate(long at, Moment moment) {
            this.at = at;
            this.moment = moment;
        }

        @Override
        public <T> T pass(Call<T> call) throws IOException {
            requireAlive();
            long number = calls.incrementAndGet();
            if (moment == Moment.BEFORE) {
                crashAt(number);
            }
            T result = call.run();
            crashAt(number);
            return result;
        }

        @Override
        public void close(Closeable closeable) throws IOException {
            if (!crashed) {
                closeable.close();
            }
        }

        private void crashAt(long number) {
            crashed |= number == at;
            requireAlive();
        }

        private void requireAlive() {
            if (crashed) {
                throw new CrashedException();
            }
        }
    }
}

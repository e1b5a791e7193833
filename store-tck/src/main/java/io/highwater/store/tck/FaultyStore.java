package io.highwater.store.tck;

import io.highwater.store.UploadStore;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store of which some calls fail, once or for ever.
 *
 * <p>Calls to the store, its writers and its contents are counted from 1 on, in the order of their beginning;
 * {@code features}, {@code position}, {@code size}, {@code path}, {@code close} and reads from an open channel or
 * stream are not, and never fail. Safe for several threads.
 *
 * @since 0.1.0
 */
public final class FaultyStore extends GatedStore {

    private final FaultGate gate;

    /** A store that fails as {@code fault} says. */
    public FaultyStore(UploadStore store, Fault fault) {
        this(store, new FaultGate(fault));
    }

    private FaultyStore(UploadStore store, FaultGate gate) {
        super(store, gate);
        this.gate = gate;
    }

    /** Begins another fault: calls are counted from 1 again. */
    public void fail(Fault fault) {
        gate.calls.set(0);
        gate.fault = fault;
        gate.repaired = false;
    }

    /** Ends the fault: no call fails from now on. */
    public void repair() {
        gate.repaired = true;
    }

    /** How many calls were begun. */
    public long calls() {
        return gate.calls.get();
    }

    private static final class FaultGate implements Gate {
        private volatile Fault fault;
        private final AtomicLong calls = new AtomicLong();
        private volatile boolean repaired;

        FaultGate(Fault fault) {
            this.fault = fault;
        }

        @Override
        public <T> T pass(Call<T> call) throws IOException {
            long number = calls.incrementAndGet();
            failAt(number, Moment.BEFORE);
            T result = call.run();
            failAt(number, Moment.AFTER);
            return result;
        }

        @Override
        public void close(Closeable closeable) throws IOException {
            closeable.close();
        }

        private void failAt(long number, Moment now) throws IOException {
            if (!repaired && fault.hits(number, now)) {
                fault.kind().raise();
            }
        }
    }
}

package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Bounds how many uploads are sent bytes at a time. A permit belongs to an upload, so that a request that takes over
 * from another needs none of its own. Thread-safe; nobody waits.
 */
final class AppendPermits {

    private final int max;
    private final Map<Object, Integer> holders = new HashMap<>(); // how many share each permit; guarded by itself

    AppendPermits(int max) {
        this.max = max;
    }

    /** How many permits are held now. */
    int held() {
        synchronized (holders) {
            return holders.size();
        }
    }

    /**
     * Opens an append that has a permit until its end. A body that is empty, which is known at once, needs none.
     *
     * @throws UploadException {@code BUSY}, before {@code open} is asked
     */
    OpenAppend open(UploadId upload, AppendRequest request, Function<Permit, OpenAppend> open) {
        Permit permit = request.isEmpty() ? new Permit(upload, true) : enter(upload);
        OpenAppend opened = null;
        try {
            opened = open.apply(permit);
            return opened;
        } finally {
            if (opened == null) {
                permit.close();
            }
        }
    }

    private Permit enter(Object holder) {
        Permit permit = new Permit(holder, false);
        synchronized (holders) {
            if (holders.size() >= max && !holders.containsKey(holder)) {
                throw new UploadException(Reason.BUSY, "The server is receiving as much as it may; try again later.");
            }
            holders.merge(holder, 1, Integer::sum);
        }
        return permit;
    }

    /** The right to send the bytes of one body. Thread-safe. */
    final class Permit implements AutoCloseable {

        private final Object holder;
        private boolean closed; // guarded by holders

        private Permit(Object holder, boolean closed) {
            this.holder = holder;
            this.closed = closed;
        }

        /**
         * The same for a body that is not its upload's writer, in exchange for this one: there may be many such at one
         * upload.
         *
         * @throws UploadException {@code BUSY}
         */
        Permit apart() {
            synchronized (holders) {
                if (closed) {
                    return this;
                }
                close();
                return enter(new Object());
            }
        }

        /** Gives the permit back. Idempotent. */
        @Override
        public void close() {
            synchronized (holders) {
                if (!closed) {
                    closed = true;
                    holders.computeIfPresent(holder, (key, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }
}

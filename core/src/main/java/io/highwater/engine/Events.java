package io.highwater.engine;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happened, in order, on one thread. When they fall behind by more than the queue holds, events
 * are dropped; completions are not lost by that, as the store remembers the unannounced ones. Thread-safe; never
 * blocks.
 */
final class Events implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int QUEUE_SIZE = 10_000;
    private static final long CLOSE_SECONDS = 5;

    private final List<UploadListener> listeners;
    private final CompletionDelivery delivery;
    private final ThreadPoolExecutor thread;
    private final AtomicLong dropped = new AtomicLong(); // since the listeners were last in time
    private final Set<UploadId> queuedCompletions = new HashSet<>(); // guarded by itself

    Events(List<UploadListener> listeners, CompletionDelivery delivery) {
        this.listeners = listeners;
        this.delivery = delivery;
        this.thread = new ThreadPoolExecutor(
                1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(QUEUE_SIZE), Daemon.threads("highwater-events"));
    }

    /** The commit that completes an upload, announcing it if somebody listens. */
    Commit completingCommit() {
        return anyoneListens() ? Commit.completeAndAnnounce() : Commit.complete();
    }

    private boolean anyoneListens() {
        return !listeners.isEmpty();
    }

    void created(UploadSession upload) {
        tellAll(listener -> listener.created(upload));
    }

    void progressed(UploadSession upload) {
        tellAll(listener -> listener.progressed(upload));
    }

    void cancelled(UploadSession upload) {
        tellAll(listener -> listener.cancelled(upload));
    }

    void expired(UploadSession upload) {
        tellAll(listener -> listener.expired(upload));
    }

    /** Queues the delivery of a completion, unless it is queued already. */
    void completed(UploadId id) {
        synchronized (queuedCompletions) {
            if (!anyoneListens() || !queuedCompletions.add(id)) {
                return;
            }
        }
        if (!submit(() -> deliver(id))) {
            unqueue(id);
        }
    }

    private void deliver(UploadId id) {
        try {
            if (!delivery.deliver(id)) {
                LOG.warn("upload {}: not every listener took its completion, it will come again", id);
            }
        } catch (RuntimeException | Error e) { // the store failed; an error must not take the other events along
            LOG.error("upload {}: its completion could not be delivered, it will come again", id, e);
        } finally {
            unqueue(id);
        }
    }

    private void unqueue(UploadId id) {
        synchronized (queuedCompletions) {
            queuedCompletions.remove(id);
        }
    }

    private void tellAll(Consumer<UploadListener> event) {
        if (!anyoneListens()) {
            return;
        }
        if (!submit(() -> listeners.forEach(listener -> tell(listener, event)))) {
            noteDropped();
        } else if (thread.getQueue().size() < QUEUE_SIZE / 2) {
            noteCaughtUp();
        }
    }

    private void noteDropped() {
        if (dropped.getAndIncrement() == 0) {
            LOG.warn("the upload listeners are too slow, events are dropped");
        }
    }

    private void noteCaughtUp() {
        long count = dropped.getAndSet(0);
        if (count > 0) {
            LOG.warn("the upload listeners have caught up, {} events were dropped", count);
        }
    }

    private static void tell(UploadListener listener, Consumer<UploadListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException | Error e) { // a listener's error is its own
            LOG.error("an upload listener failed", e);
        }
    }

    private boolean submit(Runnable event) {
        try {
            thread.execute(event);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the queue is full, or the engine is closing
        }
    }

    /** Waits a little for the events that are queued; a listener that hangs is left behind, never interrupted. */
    @Override
    public void close() {
        thread.shutdown();
        Daemon.await(thread, CLOSE_SECONDS);
        thread.getQueue().clear(); // nothing is told after the engine's end
    }
}

package io.highwater.servlet;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import jakarta.servlet.AsyncContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bodies that are being received. One thread looks after all of them, and ends those that come too slowly.
 * Thread-safe.
 */
final class RunningBodies implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningBodies.class);

    /** So many looks in a window: a body is ended at most that part of it late. */
    private static final int LOOKS = 20;

    /** A look that is later than so many pauses finds that the machine was held up. */
    private static final int LATE = 3;

    private final MinimumRate rate;
    private final LongSupplier nanoTime;
    private final Set<Body> all = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "highwater-rates");
        thread.setDaemon(true);
        return thread;
    });

    private volatile Look last;
    private volatile boolean ending;
    private long deadline; // guarded by this
    private @Nullable ScheduledFuture<?> looks;

    /** @param nanoTime a monotonic clock */
    RunningBodies(MinimumRate rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.nanoTime = nanoTime;
        this.last = new Look(nanoTime.getAsLong(), 0);
    }

    /**
     * A look at all bodies, by two clocks.
     *
     * @param awake the time without what the machine was held up
     */
    private record Look(long at, long awake) {}

    /** One body. */
    interface Body {

        /** How fast it comes. */
        RateMeter meter();

        /**
         * Ends it: what came is committed, or taken back if it was to create an upload that its client cannot name yet,
         * and {@code why} is told. From any thread; must not block. Idempotent.
         */
        void end(UploadException why);
    }

    /** Begins to look after bodies. */
    static RunningBodies start(MinimumRate rate) {
        RunningBodies bodies = new RunningBodies(rate, System::nanoTime);
        if (rate.isSet()) {
            long pause = bodies.pause();
            bodies.looks = bodies.timer.scheduleWithFixedDelay(bodies::endSlow, pause, pause, TimeUnit.NANOSECONDS);
        }
        return bodies;
    }

    RateMeter newMeter() {
        return new RateMeter(rate, this::awake);
    }

    private long pause() {
        return rate.window().toNanos() / LOOKS;
    }

    /** Stands still while the machine does, so that no client pays for that. */
    private long awake() {
        return since(last, nanoTime.getAsLong());
    }

    private long since(Look look, long now) {
        return look.awake() + Math.min(now - look.at(), LATE * pause());
    }

    /** From here on the body is looked after; one that comes too late is ended at once. */
    void add(Body body) {
        all.add(body);
        if (ending) {
            body.end(goingDown());
        }
    }

    /** The body has come to its end, and was answered if that was possible. */
    void remove(Body body) {
        all.remove(body);
        if (ending) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /** Refuses bodies from now on. @throws UploadException {@code UNAVAILABLE} if they are refused */
    void requireOpen() {
        if (ending) {
            throw goingDown();
        }
    }

    /** Whether the servlet is going down. */
    boolean areEnding() {
        return ending;
    }

    /** A Tomcat that stops an application answers its dispatches itself, a Jetty holds them up. */
    boolean refuseDispatches(AsyncContext async) {
        return areEnding() && !async.getClass().getName().startsWith("io.undertow.");
    }

    /** Ends all bodies, and waits until each was answered, but not longer than {@code grace} after the first call. */
    void endAll(Duration grace) {
        synchronized (this) {
            deadline = ending ? deadline : System.nanoTime() + grace.toNanos();
            ending = true;
        }
        all.forEach(body -> body.end(goingDown()));
        boolean answered = Uninterrupted.call(this::awaitNone);
        if (!answered) {
            LOG.warn("{} bodies were ended, but could not be answered within {}", all.size(), grace);
        }
    }

    private synchronized boolean awaitNone() {
        try {
            for (long left; !all.isEmpty() && (left = deadline - System.nanoTime()) > 0; ) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all.isEmpty();
    }

    /** What ends a body when its servlet goes. */
    static UploadException goingDown() {
        return new UploadException(Reason.UNAVAILABLE, "The server is going down.");
    }

    /** What ends a body that is too slow. */
    UploadException tooSlow() {
        return new UploadException(Reason.TOO_SLOW, rate.detail());
    }

    /** Ends those that are too slow by now. */
    void endSlow() {
        long now = nanoTime.getAsLong();
        last = new Look(now, since(last, now));
        for (Body body : all) {
            try {
                if (body.meter().isTooSlow()) {
                    body.end(tooSlow());
                }
            } catch (RuntimeException | Error e) { // one body must not keep the others from being looked at
                LOG.error("a slow body could not be ended", e);
            }
        }
    }

    @Override
    public void close() {
        if (looks != null) {
            looks.cancel(false);
        }
        timer.shutdown();
        Workers.awaitEnd(timer); // Tomcat would call it a leak
    }
}

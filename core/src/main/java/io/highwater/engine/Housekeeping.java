package io.highwater.engine;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens by itself: abandoned uploads expire, completions that were not announced come again, and uploads that
 * wait for their parts are not forgotten. Uploads that are complete (and to be kept) or being written to are
 * never touched; the engine looks again, under the upload's monitor, before it ends one.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long CLOSE_SECONDS = 5;

    /**
     * What housekeeping works on: unfinished uploads older than {@code maxAge} (null: none), every {@code interval}.
     */
    record Setup(UploadStore store, Clock clock, @Nullable Duration maxAge, Duration interval) {}

    private final UploadStore store;
    private final Clock clock;
    private final @Nullable Duration maxAge;
    private final Duration interval;
    private final Chores chores;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Daemon.threads("highwater-housekeeping"));
    private final Lock acting = new ReentrantLock();
    private @Nullable ScheduledFuture<?> rounds;

    /** Something to be done with the whole store, as long as {@code goOn} says. */
    interface Chore {
        void run(UploadStore store, BooleanSupplier goOn) throws IOException;
    }

    /**
     * What is done with the uploads that are found.
     *
     * @param count with all of them
     * @param join with those that wait for their parts
     * @param announce with those whose completion is to be announced
     * @param expire with those that nothing happened to since a moment
     */
    record Chores(
            Chore count,
            Consumer<UploadSession> join,
            Consumer<UploadId> announce,
            BiConsumer<UploadSession, Instant> expire) {}

    Housekeeping(Housekeeping.Setup setup, Chores chores) {
        this.store = setup.store;
        this.clock = setup.clock;
        this.maxAge = setup.maxAge;
        this.interval = setup.interval;
        this.chores = chores;
    }

    void start() {
        long pause = pause().toMillis();
        rounds = thread.scheduleWithFixedDelay(this::run, 0, pause, TimeUnit.MILLISECONDS);
    }

    /** More often where uploads live shorter than a few rounds. */
    private Duration pause() {
        Duration quarterOfLife = maxAge == null ? interval : maxAge.dividedBy(4).plusMillis(1);
        return quarterOfLife.compareTo(interval) < 0 ? quarterOfLife : interval;
    }

    /** One round, now and on this thread. */
    void run() {
        attempt("counting uploads", () -> chores.count.run(store, this::goesOn));
        boolean joined = attempt("joining uploads", this::joinAgain);
        attempt("announcing completed uploads", this::announceAgain);
        if (joined) { // else nobody knows which parts are needed
            attempt("sweeping abandoned uploads", this::sweep);
        }
    }

    void joinAgain() throws IOException {
        try (Stream<UploadSession> unjoined = store.unjoined()) {
            unjoined.takeWhile(upload -> goesOn()).forEach(upload -> act(() -> chores.join.accept(upload)));
        }
    }

    void announceAgain() throws IOException {
        try (Stream<UploadId> unannounced = store.unannounced()) {
            unannounced.takeWhile(id -> goesOn()).forEach(id -> act(() -> chores.announce.accept(id)));
        }
    }

    void sweep() throws IOException {
        if (maxAge == null) {
            return;
        }
        Instant cutoff = clock.instant().minus(maxAge);
        try (Stream<UploadSession> inactive = store.inactiveSince(cutoff)) {
            inactive.takeWhile(upload -> goesOn())
                    .forEach(upload ->
                            attempt("sweeping " + upload.id(), () -> act(() -> chores.expire.accept(upload, cutoff))));
        }
    }

    private boolean goesOn() {
        return !thread.isShutdown();
    }

    /** Does something about an upload that was found, unless this was closed meanwhile. */
    private void act(Runnable action) {
        acting.lock();
        try {
            if (goesOn()) {
                action.run();
            }
        } finally {
            acting.unlock();
        }
    }

    private boolean attempt(String what, Storage.Action action) {
        if (!goesOn()) {
            return false;
        }
        try {
            action.run();
            return true;
        } catch (IOException | RuntimeException | Error e) { // an error must not end the rounds
            if (goesOn()) {
                LOG.warn("{} failed, it will be tried again", what, e);
            } else {
                LOG.debug("{} ended with the engine", what, e);
            }
            return false;
        }
    }

    /** Waits for what is done about one upload, not for a listing of many: that may go on until the store is closed. */
    @Override
    public void close() {
        if (rounds != null) {
            rounds.cancel(false);
        }
        thread.shutdown(); // never interrupted: it may be inside a file channel
        try {
            if (acting.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                acting.unlock();
            } else {
                LOG.warn("housekeeping outlives the engine");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

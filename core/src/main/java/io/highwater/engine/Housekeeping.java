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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens by itself: abandoned uploads expire, and completions that were not announced come again. Uploads that are
 * complete or being written to are never touched; the engine looks again, under the upload's monitor, before it ends one.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final long CLOSE_SECONDS = 5;

    /** What housekeeping works on: unfinished uploads older than {@code maxAge} (null: none), every {@code interval}. */
    record Setup(UploadStore store, Clock clock, @Nullable Duration maxAge, Duration interval) {}

    private final UploadStore store;
    private final Clock clock;
    private final @Nullable Duration maxAge;
    private final Duration interval;
    private final BiConsumer<UploadSession, Instant> expire;
    private final Consumer<UploadId> announce;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Daemon.threads("highwater-housekeeping"));
    private @Nullable ScheduledFuture<?> rounds;

    Housekeeping(Housekeeping.Setup setup, BiConsumer<UploadSession, Instant> expire, Consumer<UploadId> announce) {
        this.store = setup.store;
        this.clock = setup.clock;
        this.maxAge = setup.maxAge;
        this.interval = setup.interval;
        this.expire = expire;
        this.announce = announce;
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

    private void run() {
        attempt("announcing completed uploads", this::announceAgain);
        attempt("sweeping abandoned uploads", this::sweep);
    }

    void announceAgain() throws IOException {
        try (Stream<UploadId> unannounced = store.unannounced()) {
            unannounced.takeWhile(id -> !thread.isShutdown()).forEach(announce);
        }
    }

    void sweep() throws IOException {
        if (maxAge == null) {
            return;
        }
        Instant cutoff = clock.instant().minus(maxAge);
        try (Stream<UploadSession> inactive = store.inactiveSince(cutoff)) {
            inactive.takeWhile(upload -> !thread.isShutdown())
                    .forEach(upload -> attempt("sweeping " + upload.id(), () -> expire.accept(upload, cutoff)));
        }
    }

    private static void attempt(String what, Storage.Action action) {
        try {
            action.run();
        } catch (IOException | RuntimeException | Error e) { // an error must not end the rounds
            LOG.warn("{} failed, it will be tried again", what, e);
        }
    }

    @Override
    public void close() {
        if (rounds != null) {
            rounds.cancel(false);
        }
        thread.shutdown(); // never interrupted: it may be inside a file channel
        Daemon.await(thread, CLOSE_SECONDS);
    }
}

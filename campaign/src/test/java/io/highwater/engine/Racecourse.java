package io.highwater.engine;

import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.file.Durability;
import io.highwater.store.file.FileStoreOptions;
import io.highwater.store.file.FileUploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all races of a process are run on, since jcstress makes an upload out of nothing but its class: one engine, for
 * which it is as late as for the race that a thread is in, and which sweeps the upload of that race alone.
 */
final class Racecourse {

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration NEVER_BY_ITSELF = Duration.ofDays(1);
    private static final Duration MAX_AGE = Duration.ofHours(1);

    static final Racecourse SHARED = new Racecourse(System.getProperty("highwater.races.directory"));

    private final AtomicLong races = new AtomicLong();
    private final ThreadLocal<RacedUpload> here = new ThreadLocal<>();
    private final UploadStore store;
    private final UploadEngine engine;

    /** @param directory where the store is to be made, null for one in memory */
    private Racecourse(@Nullable String directory) {
        Clock clock = new RaceClock();
        store = directory == null ? new MemoryUploadStore(clock) : open(Path.of(directory), clock);
        engine = UploadEngine.builder(new OneAtATime(store))
                .clock(clock)
                .limits(new UploadLimits(UploadLimits.MAX_SIZE, 0, UploadLimits.MAX_SIZE, 0, 1, MAX_AGE))
                .housekeepingInterval(NEVER_BY_ITSELF)
                .build();
    }

    private static UploadStore open(Path directory, Clock clock) {
        try {
            FileStoreOptions options =
                    FileStoreOptions.defaults().withClock(clock).withDurability(Durability.OPERATING_SYSTEM);
            return FileUploadStore.open(Files.createTempDirectory(directory, "store"), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    UploadEngine engine() {
        return engine;
    }

    UploadStore store() {
        return store;
    }

    /** When another race begins: long after those that have begun. */
    Instant nextStart() {
        return START.plus(MAX_AGE.multipliedBy(3 * races.incrementAndGet()));
    }

    /** When an upload is too old that was written to at {@code moment}. */
    static Instant endOfLife(Instant moment) {
        return moment.plus(MAX_AGE).plusMillis(1);
    }

    /** What this thread does from here on belongs to a race. */
    void enter(RacedUpload race) {
        here.set(race);
    }

    private final class RaceClock extends Clock {

        @Override
        public Instant instant() {
            RacedUpload race = here.get();
            return race == null ? START : race.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    /** Housekeeping finds the upload that it races for, if it is due, and none of the other races. */
    private final class OneAtATime extends ForwardingStore {

        OneAtATime(UploadStore store) {
            super(store);
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            return call.run();
        }

        @Override
        public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
            RacedUpload race = here.get();
            return race == null
                    ? Stream.empty()
                    : super.inactiveSince(moment).filter(upload -> upload.id().equals(race.id()));
        }
    }
}

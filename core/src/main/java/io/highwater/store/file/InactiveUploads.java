package io.highwater.store.file;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the uploads that nothing happens to any more. To read all states is costly, so whoever does it notes those that
 * will be inactive before long, and until then only these are looked at. Uploads are looked at as they stand, without
 * recovering them. What belongs to no upload is removed on the way when it is old. Thread-safe.
 */
final class InactiveUploads {

    private static final Logger LOG = LoggerFactory.getLogger(InactiveUploads.class);

    private static final int MOST_WATCHED = 50_000;
    private static final int WALKS_PER_AGE = 8;

    private final StoreDirectory directory;
    private final Disk disk;
    private final Layout layout;
    private final Catalogue catalogue;
    private final Operations operations;
    private final Leftovers leftovers;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private volatile Watchlist watchlist = new Watchlist(Instant.MIN, MOST_WATCHED);

    InactiveUploads(StoreDirectory directory, Catalogue catalogue, Operations operations, Means means) {
        this.directory = directory;
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.catalogue = catalogue;
        this.operations = operations;
        this.leftovers = new Leftovers(directory, catalogue);
        this.clock = means.options().clock();
        this.nanoTime = means.nanoTime();
    }

    /** The uploads that are open, gone or parts and were last committed before {@code moment}. */
    Stream<UploadSession> since(Instant moment) throws IOException {
        directory.requirePresent();
        Watchlist known = watchlist;
        return known.reaches(moment)
                ? operations.each(known.before(moment), id -> look(id, moment, known))
                : walk(moment);
    }

    private Stream<UploadSession> walk(Instant moment) throws IOException {
        leftovers.removeJoined();
        Watchlist next = new Watchlist(horizon(moment), MOST_WATCHED);
        WalkPace pace = new WalkPace(nanoTime);
        Stream<String> names = disk.list(layout.uploads()).peek(name -> pace.step());
        Stream<UploadSession> found = operations.each(names, name -> idOf(name).flatMap(id -> look(id, moment, next)));
        return Stream.concat(found, Stream.of(next).flatMap(whole -> {
            if (whole.reaches(moment)) {
                watchlist = whole;
            }
            return Stream.empty();
        }));
    }

    /** An eighth of the age later; never later than now, when states with that time may still come. */
    private Instant horizon(Instant moment) {
        Instant now = clock.instant();
        return moment.isBefore(now) ? moment.plus(Duration.between(moment, now).dividedBy(WALKS_PER_AGE)) : Instant.MIN;
    }

    /** The upload that a file is the state of, or the data without a state. */
    private Optional<UploadId> idOf(String name) {
        return Layout.idOfState(name).or(() -> Layout.idOfData(name).filter(this::isStateless));
    }

    private boolean isStateless(UploadId id) {
        try {
            return disk.entry(layout.state(id)).isEmpty();
        } catch (IOException e) {
            LOG.warn("upload {} could not be looked at", id, e);
            return false;
        }
    }

    private Optional<UploadSession> look(UploadId id, Instant moment, Watchlist list) {
        try {
            Optional<StoredUpload> upload = peek(id);
            if (upload.isPresent()) {
                note(upload.get(), list);
            } else {
                noteLeftovers(id, moment, list);
            }
            return upload.filter(InactiveUploads::endsSometime)
                    .filter(u -> u.slot().committedAt().isBefore(moment))
                    .map(StoredUpload::session);
        } catch (IOException e) {
            LOG.warn("upload {} could not be looked at", id, e);
            list.put(id, Instant.MIN);
            return Optional.empty();
        }
    }

    private Optional<StoredUpload> peek(UploadId id) throws IOException {
        try {
            return Optional.ofNullable(catalogue.peek(id));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static void note(StoredUpload upload, Watchlist list) {
        if (endsSometime(upload)) {
            list.put(upload.id(), upload.slot().committedAt());
        } else {
            list.remove(upload.id());
        }
    }

    private void noteLeftovers(UploadId id, Instant moment, Watchlist list) throws IOException {
        if (leftovers.remain(id, moment)) {
            list.put(id, Instant.MIN);
        } else {
            list.remove(id);
        }
    }

    private static boolean endsSometime(StoredUpload upload) {
        return !upload.slot().is(Slot.COMPLETE)
                || !upload.session().composition().isKept();
    }
}

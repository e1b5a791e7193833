package io.highwater.engine;

import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who handles which body of a request, and what came of it. An outcome is kept as an upload of its own, whose id is
 * made from the other's and whose path no request can have. Thread-safe.
 */
final class Handlings {

    private static final Logger LOG = LoggerFactory.getLogger(Handlings.class);
    private static final long CLOSE_SECONDS = 5;
    private static final String OUTCOME = "-outcome";

    private final UploadStore store;
    private final LiveUploads lives;
    private final Clock clock;
    private final Map<UploadId, CompletableFuture<Void>> turns = new ConcurrentHashMap<>();
    private volatile boolean ending;

    Handlings(UploadStore store, LiveUploads lives, Clock clock) {
        this.store = store;
        this.lives = lives;
        this.clock = clock;
    }

    /** Whether somebody is handling the upload now. */
    boolean isBusy(UploadId id) {
        return turns.containsKey(id);
    }

    /** The turn first, then a look at the outcome: whoever had the turn before has written it by then. */
    Handling take(UploadSession complete) {
        UploadId id = complete.id();
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = turns.putIfAbsent(id, mine);
        if (other != null) {
            return new Handling.Busy(other);
        }
        OneTurn turn = null;
        try {
            requireRunning();
            Optional<byte[]> outcome = outcome(id);
            if (outcome.isPresent()) {
                return new Handling.Done(ByteBuffer.wrap(outcome.get()).asReadOnlyBuffer());
            }
            turn = new OneTurn(this, new Download(complete, content(id)), mine);
            return turn;
        } finally {
            if (turn == null) {
                end(id, mine);
            }
        }
    }

    private UploadContent content(UploadId id) {
        return lives.locked(id, live -> Storage.call(() -> store.content(id)));
    }

    private void requireRunning() {
        if (ending) { // looked at behind the entry in turns: either this is seen, or that by who waits for all
            throw Uploads.shuttingDown();
        }
    }

    /** Waits a little for those who have a turn; none is handed out any more. */
    void awaitEnd() {
        ending = true;
        Set<UploadId> busy = Set.copyOf(turns.keySet());
        try {
            CompletableFuture.allOf(turns.values().toArray(CompletableFuture[]::new))
                    .get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("who handles these outlives the engine, and will be asked again: {}", busy, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(UploadId id, CompletableFuture<Void> turn) {
        if (turns.remove(id, turn)) {
            turn.complete(null);
        }
    }

    /** Whether this is not an upload, but what came of one. */
    static boolean isOutcome(UploadSession upload) {
        return upload.creation().isOfEngine();
    }

    /** Deletes what came of an upload that is deleted. */
    void forget(UploadId id) {
        try {
            lives.locked(outcomeOf(id), live -> {
                Storage.run(() -> store.delete(outcomeOf(id)));
                return live;
            });
        } catch (UploadException e) {
            LOG.warn("upload {}: what came of it will only go when it expires", id, e);
        }
    }

    private Optional<byte[]> outcome(UploadId id) {
        try {
            return lives.locked(outcomeOf(id), live -> Storage.call(() -> readIfComplete(outcomeOf(id))));
        } catch (UploadException e) {
            if (e.reason() != Reason.GONE) {
                throw e;
            }
            // damaged, most likely as it was written; without the bytes there is no turn either
            return Optional.empty();
        }
    }

    private Optional<byte[]> readIfComplete(UploadId id) throws IOException {
        boolean complete = store.find(id).filter(UploadSession::isComplete).isPresent();
        return complete ? Optional.of(read(id)) : Optional.empty();
    }

    private byte[] read(UploadId id) throws IOException {
        try (InputStream in = store.content(id).openStream()) {
            return in.readAllBytes();
        }
    }

    private void keep(UploadId id, byte[] outcome) {
        lives.locked(outcomeOf(id), live -> {
            Storage.run(() -> write(outcomeOf(id), outcome));
            return live;
        });
        boolean deleted =
                lives.locked(id, live -> Storage.call(() -> store.find(id)).isEmpty());
        if (deleted) {
            forget(id);
            throw new UploadException(Reason.NOT_FOUND, "The upload was deleted meanwhile.");
        }
    }

    private void write(UploadId id, byte[] outcome) throws IOException {
        store.delete(id); // what an earlier try has left
        NewUpload request = NewUpload.ofLength(outcome.length).withComposition(Composition.REQUEST);
        store.create(new Creation(id, Creation.PATH_OF_ENGINE, null, clock.instant(), request));
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.wrap(outcome));
            writer.commit(Commit.complete());
        }
    }

    private static UploadId outcomeOf(UploadId id) {
        return new UploadId(id.value() + OUTCOME);
    }

    private record OneTurn(Handlings all, Download download, CompletableFuture<Void> end) implements Handling.Turn {

        @Override
        public void finish(byte[] outcome) {
            all.keep(download.upload().id(), outcome);
            discard(download.content());
        }

        private void discard(UploadContent content) {
            try {
                content.discard();
            } catch (IOException | UploadException e) {
                LOG.warn(
                        "upload {}: its bytes will only go when it expires",
                        download.upload().id(),
                        e);
            }
        }

        @Override
        public void close() {
            all.end(download.upload().id(), end);
        }
    }
}

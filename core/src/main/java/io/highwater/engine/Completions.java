package io.highwater.engine;

import io.highwater.session.ContentDigest;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.util.List;
import java.util.Optional;

/** Completes uploads, and checks what they must hash to. Thread-safe. */
final class Completions {

    private final UploadStore store;
    private final Events events;
    private final Joins joins;
    private final DurableDigests digests;

    Completions(UploadStore store, Events events, Joins joins, DurableDigests digests) {
        this.store = store;
        this.events = events;
        this.joins = joins;
        this.digests = digests;
    }

    /** The commit that completes an upload, announcing it if somebody listens and it is an end in itself. */
    Commit commit(UploadSession upload) {
        return upload.composition().isKept() ? events.completingCommit() : Commit.complete();
    }

    /** Tells that an upload became complete: those who listen or, of a part, those who wait for it. */
    void tell(UploadSession completed) {
        if (completed.composition().isPart()) {
            joins.ended(completed.id());
        } else if (completed.composition().isKept()) {
            events.completed(completed.id());
        }
    }

    /** Completes an open upload that has no writer. Under the upload's monitor. */
    UploadSession complete(UploadSession upload) {
        return Storage.call(() -> {
            try (UploadWriter writer = store.openWriter(upload.id())) {
                UploadSession completed = writer.commit(commit(upload));
                tell(completed);
                return completed;
            }
        });
    }

    /** Ends an unfinished upload that has no writer for good. Under the upload's monitor. */
    UploadSession invalidate(UploadSession upload) {
        UploadSession gone = Storage.call(() -> store.retire(upload.id()));
        joins.ended(gone.id());
        return gone;
    }

    /** Checks the digests that a completing request names. May read all bytes, so not under the upload's monitor. */
    void check(UploadSession upload, List<ContentDigest> expected) {
        if (expected.isEmpty()) {
            return;
        }
        try {
            verify(upload, expected);
        } catch (UploadException e) {
            boolean movedAway = upload.isComplete() && e.reason() == Reason.GONE;
            if (!movedAway) { // else this request comes again, after it was checked, completed and handed over
                throw e;
            }
        }
    }

    /**
     * What is wrong with the whole, by the digests given at the creation, or {@code TAKEN_OVER} if it is more by now. As
     * slow as {@link #check}.
     */
    Optional<UploadException> mismatch(UploadSession upload) {
        List<ContentDigest> expected = upload.creation().request().digests();
        if (expected.isEmpty()) {
            return Optional.empty();
        }
        try {
            verify(upload, expected);
            return Optional.empty();
        } catch (UploadException e) {
            if (e.reason() != Reason.DIGEST_MISMATCH && e.reason() != Reason.TAKEN_OVER) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private void verify(UploadSession upload, List<ContentDigest> expected) {
        BodyDigests.requireAll(expected, digests.of(upload, BodyDigests.algorithms(expected)), upload);
    }
}

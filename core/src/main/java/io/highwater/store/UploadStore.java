package io.highwater.store;

import io.highwater.session.Creation;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps uploads: their bytes and, per upload, one durable state.
 *
 * <p><b>The caller guarantees</b> that calls for one upload never overlap (but for {@link UploadContent}, which may be
 * read at any time, and whose {@code moveTo} and {@code discard} may run beside any call: what was deleted meanwhile
 * stays deleted), that at most one writer of an upload is open, and that ids are unique. Calls for different uploads
 * come from many threads at once.
 *
 * <p><b>The implementer must</b> keep these rules through a crash of the process or of the machine at any moment:
 *
 * <ul>
 *   <li><b>S1</b> When {@link #create} has returned, the upload exists after a crash.
 *   <li><b>S2</b> When {@link UploadWriter#commit} has returned, its state and all bytes below its committed offset
 *       survive a crash, and {@link #find} never again returns less.
 *   <li><b>S3</b> Bytes below a committed offset never change.
 *   <li><b>S4</b> What a writer wrote and did not commit does not count: not for {@code find}, not for the next writer.
 *   <li><b>S5</b> A commit is all or nothing: offset, length and completion together.
 *   <li><b>S6</b> A call that failed announced nothing: afterwards {@code find} returns a state that was committed or
 *       that the failed commit asked for, never anything else, and the upload goes on from there.
 *   <li><b>S7</b> When {@link #delete} has returned, nothing brings the upload back.
 *   <li><b>S8</b> A state that is lost or damaged is said to be gone ({@code find} throws {@code GONE}), never repaired
 *       by a guess, never offset 0.
 *   <li><b>S9</b> Complete is final: no later call changes bytes, length or completion.
 *   <li><b>S10</b> Metadata, attributes and every other fact of the {@link Creation} come back exactly as given.
 *   <li><b>S11</b> When {@link #concatenate} has returned, the upload is complete with the bytes of its parts, whatever
 *       becomes of the parts then. Until it is complete it has no bytes, and no bytes of a part depend on it.
 * </ul>
 *
 * <p>Errors: {@link UploadException} with {@code NOT_FOUND}, {@code GONE}, {@code OUT_OF_SPACE} or {@code UNAVAILABLE}
 * where that is known, {@link IOException} for everything else that fails.
 *
 * @since 0.1.0
 */
public interface UploadStore extends Closeable {

    /** What this store can do beyond the methods of this interface. Never changes while the store is open. */
    Set<StoreFeature> features();

    /** Makes an empty upload (S1). The caller guarantees an id that was never used, or was deleted. */
    UploadSession create(Creation creation) throws IOException;

    /**
     * The durable state of an upload, as of the last commit (S2, S4). Empty for an id that was never created or was
     * deleted. A retired upload is found with the status {@code GONE}; one whose state is damaged throws {@code GONE}.
     */
    Optional<UploadSession> find(UploadId id) throws IOException;

    /**
     * Opens an upload for appending at its committed offset. The caller guarantees that the upload is open (not
     * complete, not gone) and that no other writer of it is.
     *
     * @throws UploadException {@code NOT_FOUND} or {@code GONE}
     */
    UploadWriter openWriter(UploadId id) throws IOException;

    /**
     * The bytes of an upload, [0, committed) as of now. May be read by many threads, also while a writer is open.
     *
     * @throws UploadException {@code NOT_FOUND}, or {@code GONE} if the bytes are not here any more
     */
    UploadContent content(UploadId id) throws IOException;

    /**
     * Completes an open upload that is composed of parts with their bytes, in order (S11). The caller guarantees that
     * every part is complete, that no byte was ever appended to the upload, and that {@code completing} completes. What
     * is called for the parts meanwhile may overlap with this.
     *
     * <p>This default copies the bytes. A store that can do with less overrides it.
     *
     * @throws UploadException {@code NOT_FOUND} or {@code GONE} if the bytes of a part are not here any more; the
     *     upload is as it was then
     */
    default UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        return PartCopy.concatenate(this, id, completing);
    }

    /**
     * Ends an unfinished upload for good: the bytes are given up, the state becomes {@code GONE} and is remembered
     * until it is deleted. Durable when it returns. The caller guarantees that the upload is not complete.
     */
    UploadSession retire(UploadId id) throws IOException;

    /** Deletes an upload, whatever its status (S7), also when the disk is full. Does nothing if there is none. */
    void delete(UploadId id) throws IOException;

    /**
     * The uploads that are open, gone, or not to be {@linkplain io.highwater.session.Composition#isKept() kept}
     * (complete ones too), and whose last commit (or retirement) was before {@code moment}. Lazy, in no order; an
     * upload that changes meanwhile may or may not be among them; one that cannot be read is left out, not thrown. The
     * caller closes the stream.
     */
    Stream<UploadSession> inactiveSince(Instant moment) throws IOException;

    /**
     * The open uploads that are composed of parts. Lazy; one that cannot be read is left out; the caller closes the
     * stream.
     *
     * <p>This default goes through all inactive uploads. A store of many uploads had better override it.
     */
    default Stream<UploadSession> unjoined() throws IOException {
        return inactiveSince(Instant.MAX)
                .filter(upload -> upload.isOpen() && upload.composition().isJoined());
    }

    /**
     * The complete uploads whose completing commit announces ({@link Commit#announce}) and that are not yet
     * {@link #markAnnounced}. Lazy; the caller closes the stream. Cheap when there are few, however many uploads the
     * store holds.
     */
    Stream<UploadId> unannounced() throws IOException;

    /** Takes a complete upload off the {@link #unannounced} ones, durably or not (it may come back after a crash). */
    void markAnnounced(UploadId id) throws IOException;

    /**
     * Closes the store. Open writers are discarded. What is committed stays. Requests that had begun may still call the
     * store and its writers; a call that cannot be served any more throws {@code UNAVAILABLE}. Listings may still be
     * read, too: they may end, or throw {@code UNAVAILABLE}, and change nothing any more.
     */
    @Override
    void close() throws IOException;
}

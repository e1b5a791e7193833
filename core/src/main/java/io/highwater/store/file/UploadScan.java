package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the directory. Uploads are looked at as they stand, without recovering them; what belongs to no upload,
 * and was left by a creation or deletion that a crash cut short, is removed on the way.
 */
final class UploadScan {

    private static final Logger LOG = LoggerFactory.getLogger(UploadScan.class);

    private final StoreDirectory directory;
    private final Disk disk;
    private final Layout layout;
    private final Recovery recovery;
    private final Catalogue catalogue;
    private final JoinedFiles joined;
    private final Operations operations;

    UploadScan(StoreDirectory directory, Recovery recovery, Catalogue catalogue, Operations operations) {
        this.directory = directory;
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.recovery = recovery;
        this.catalogue = catalogue;
        this.joined = new JoinedFiles(directory);
        this.operations = operations;
    }

    /** The uploads that are open, gone or parts and were last committed before {@code moment}. */
    Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        directory.requirePresent();
        sweepJoined();
        return operations.each(disk.list(layout.uploads()), name -> inactive(name, moment));
    }

    private Optional<UploadSession> inactive(String name, Instant moment) {
        try {
            Optional<UploadId> orphan = Layout.idOfData(name);
            if (orphan.isPresent() && disk.entry(layout.state(orphan.get())).isEmpty()) {
                sweep(orphan.get(), layout.data(orphan.get()), moment);
                return Optional.empty();
            }
            Optional<UploadId> id = Layout.idOfState(name);
            return id.isPresent() ? inactive(id.get(), moment) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted since it was listed
        } catch (IOException e) {
            LOG.warn("{} could not be read", name, e);
            return Optional.empty();
        }
    }

    private Optional<UploadSession> inactive(UploadId id, Instant moment) throws IOException {
        Optional<StoredUpload> upload = Optional.ofNullable(recovery.peek(id));
        if (upload.isEmpty()) {
            sweep(id, layout.state(id), moment);
        }
        return upload.filter(u -> !u.slot().is(Slot.COMPLETE)
                        || !u.session().composition().isKept())
                .filter(u -> u.slot().committedAt().isBefore(moment))
                .map(StoredUpload::session);
    }

    /** Removes what stands under an id if it is old and there is no such upload. */
    private void sweep(UploadId id, Path file, Instant moment) throws IOException {
        boolean old = disk.entry(file)
                .filter(entry -> entry.modified().isBefore(moment))
                .isPresent();
        if (!old) {
            return;
        }
        catalogue.lock(id).lock();
        try {
            if (catalogue.find(id).isEmpty()) {
                disk.delete(layout.state(id));
                disk.delete(layout.data(id));
            }
        } catch (UploadException e) {
            requireGone(e);
        } finally {
            catalogue.lock(id).unlock();
        }
    }

    /** Removes what is left of joined uploads that are not there any more. */
    private void sweepJoined() throws IOException {
        List<UploadId> ids;
        try (Stream<String> names = disk.list(layout.joined())) {
            ids = names.flatMap(name -> UploadId.parse(name).stream()).toList();
        }
        for (UploadId id : ids) {
            if (disk.entry(layout.state(id)).isEmpty()) {
                sweepJoined(id);
            }
        }
    }

    private void sweepJoined(UploadId id) throws IOException {
        catalogue.lock(id).lock();
        try {
            if (catalogue.find(id).isEmpty()) {
                joined.drop(id);
            }
        } catch (UploadException e) {
            requireGone(e);
        } finally {
            catalogue.lock(id).unlock();
        }
    }

    /** The uploads with a marker that are complete and to be announced. */
    Stream<UploadId> unannounced() throws IOException {
        return marked().filter(upload -> upload.slot().is(Slot.UNANNOUNCED)).map(StoredUpload::id);
    }

    /** The uploads with a marker that wait for their parts. */
    Stream<UploadSession> unjoined() throws IOException {
        return marked().filter(StoredUpload::isUnjoined).map(StoredUpload::session);
    }

    /** The uploads that a marker is for; markers of others are removed. */
    private Stream<StoredUpload> marked() throws IOException {
        directory.requirePresent();
        return operations.each(
                disk.list(layout.pending()), name -> UploadId.parse(name).flatMap(this::marked));
    }

    private Optional<StoredUpload> marked(UploadId id) {
        catalogue.lock(id).lock();
        try {
            Optional<StoredUpload> upload = sound(id).filter(u -> u.slot().is(Slot.UNANNOUNCED) || u.isUnjoined());
            if (upload.isEmpty()) {
                disk.delete(layout.marker(id));
            }
            return upload;
        } catch (IOException | UploadException e) {
            LOG.warn("upload {} cannot be announced or joined now", id, e);
            return Optional.empty();
        } finally {
            catalogue.lock(id).unlock();
        }
    }

    private Optional<StoredUpload> sound(UploadId id) throws IOException {
        try {
            return catalogue.find(id);
        } catch (UploadException e) {
            requireGone(e);
            return Optional.empty();
        }
    }

    private static void requireGone(UploadException e) {
        if (e.reason() != Reason.GONE) {
            throw e;
        }
    }
}

package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
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

    UploadScan(StoreDirectory directory, Recovery recovery, Catalogue catalogue) {
        this.directory = directory;
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.recovery = recovery;
        this.catalogue = catalogue;
    }

    /** The uploads that are open or gone and were last committed before {@code moment}. */
    Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        directory.requirePresent();
        return disk.list(layout.uploads()).flatMap(name -> inactive(name, moment).stream());
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
        return upload.filter(u -> !u.slot().is(Slot.COMPLETE))
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
            if (e.reason() != Reason.GONE) {
                throw e;
            }
        } finally {
            catalogue.lock(id).unlock();
        }
    }

    /** The uploads with a marker that are complete and to be announced; markers of others are removed. */
    Stream<UploadId> unannounced() throws IOException {
        directory.requirePresent();
        return disk.list(layout.pending())
                .flatMap(name -> UploadId.parse(name).stream())
                .filter(this::isUnannounced);
    }

    private boolean isUnannounced(UploadId id) {
        catalogue.lock(id).lock();
        try {
            if (isToAnnounce(id)) {
                return true;
            }
            disk.delete(layout.marker(id));
            return false;
        } catch (IOException | UploadException e) {
            LOG.warn("upload {} cannot be announced now", id, e);
            return false;
        } finally {
            catalogue.lock(id).unlock();
        }
    }

    private boolean isToAnnounce(UploadId id) throws IOException {
        try {
            return catalogue.find(id).filter(u -> u.slot().is(Slot.UNANNOUNCED)).isPresent();
        } catch (UploadException e) {
            if (e.reason() == Reason.GONE) {
                return false;
            }
            throw e;
        }
    }
}

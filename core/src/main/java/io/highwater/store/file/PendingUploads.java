package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the uploads with a marker, which tells of something that is still to be done. */
final class PendingUploads {

    private static final Logger LOG = LoggerFactory.getLogger(PendingUploads.class);

    private final StoreDirectory directory;
    private final Disk disk;
    private final Layout layout;
    private final Catalogue catalogue;
    private final Operations operations;

    PendingUploads(StoreDirectory directory, Catalogue catalogue, Operations operations) {
        this.directory = directory;
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.catalogue = catalogue;
        this.operations = operations;
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

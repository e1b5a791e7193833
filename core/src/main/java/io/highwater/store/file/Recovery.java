package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads an upload from disk. A state of this generation is believed. Any other one may stand in the page cache alone,
 * or half on disk: its newest whole slot is checked against the data, and written and synced again, before it is
 * believed and anybody hears of it. A slot is only ever written after its data was synced, so a whole slot
 * whose data does not match is no trace of a crash but damage; falling back to the slot before it would take
 * acknowledged bytes back.
 */
final class Recovery {

    private static final int BUFFER = 256 << 10;

    private final StoreDirectory directory;
    private final Disk disk;
    private final Layout layout;
    private final Quarantine quarantine;
    private final JoinedFiles joined;

    Recovery(StoreDirectory directory, Quarantine quarantine) {
        this.directory = directory;
        this.disk = directory.disk();
        this.layout = directory.layout();
        this.quarantine = quarantine;
        this.joined = new JoinedFiles(directory);
    }

    /**
     * The durable state of an upload, empty if there is none. Not to be called twice at a time for one upload.
     *
     * @param doubted whether a write or sync failed since the upload was last loaded
     * @throws UploadException {@code GONE} if it is damaged, {@code UNAVAILABLE} if the store's directory is not there
     */
    Optional<StoredUpload> load(UploadId id, boolean doubted) throws IOException {
        StateImage image;
        try (DiskFile state = disk.open(layout.state(id), Disk.Access.READ)) {
            image = StateFile.read(state);
        } catch (NoSuchFileException e) {
            return missing(id, doubted);
        } catch (NotRegularFileException e) {
            throw quarantine.take(id, "its state is no regular file");
        }
        if (isTornCreation(id, image) || isOfAnotherCase(id, image)) {
            return Optional.empty();
        }
        StoredUpload upload = new StoredUpload(creation(id, image), newest(id, image));
        boolean believed = !doubted && upload.slot().generation() == directory.generation();
        return Optional.of(believed ? believed(upload, image) : recovered(upload, doubted));
    }

    /** What stands in the state file, without a check or a repair; null if it cannot be said. */
    @Nullable
    StoredUpload peek(UploadId id) throws IOException {
        try (DiskFile state = disk.open(layout.state(id), Disk.Access.READ)) {
            StateImage image = StateFile.read(state);
            Creation creation = image.creation();
            return creation == null
                    ? null
                    : image.newest()
                            .map(slot -> new StoredUpload(creation, slot))
                            .orElse(null);
        }
    }

    private Optional<StoredUpload> missing(UploadId id, boolean doubted) throws IOException {
        directory.requirePresent();
        if (doubted) {
            disk.syncDirectory(layout.uploads()); // its deletion may have failed to
        }
        if (quarantine.holds(id)) {
            throw Quarantine.gone();
        }
        return Optional.empty();
    }

    /** Whether all that stands here is the beginning of a creation that was never acknowledged: no bytes anywhere. */
    private boolean isTornCreation(UploadId id, StateImage image) throws IOException {
        return image.isBlank()
                && disk.entry(layout.data(id)).map(Disk.Entry::size).orElse(0L) == 0
                && disk.entry(layout.joined(id)).isEmpty();
    }

    /** Whether the file system, which minds no case, has found the file of another upload. */
    private static boolean isOfAnotherCase(UploadId id, StateImage image) {
        Creation creation = image.creation();
        return creation != null
                && !creation.id().equals(id)
                && creation.id().value().equalsIgnoreCase(id.value());
    }

    private Creation creation(UploadId id, StateImage image) throws IOException {
        Creation creation = image.creation();
        if (creation == null) {
            throw quarantine.take(id, "its creation record is not whole");
        }
        if (!creation.id().equals(id)) {
            throw quarantine.take(id, "its state is the one of " + creation.id());
        }
        return creation;
    }

    private Slot newest(UploadId id, StateImage image) throws IOException {
        Optional<Slot> newest = image.newest();
        if (newest.isEmpty()) {
            throw quarantine.take(id, "none of its slots is whole");
        }
        return newest.get();
    }

    private StoredUpload believed(StoredUpload upload, StateImage image) throws IOException {
        if (!image.isUnbroken()) {
            throw quarantine.take(upload.id(), "one of its slots is not whole");
        }
        if (upload.slot().hasBytes()) {
            requireBytes(upload);
        }
        return upload;
    }

    private void requireBytes(StoredUpload upload) throws IOException {
        if (upload.slot().is(Slot.JOINED)) {
            requirePieces(upload);
        } else {
            requireData(upload, disk.entry(layout.data(upload.id())).orElse(null));
        }
    }

    private void requirePieces(StoredUpload upload) throws IOException {
        long size;
        try {
            size = Pieces.of(directory, upload).size();
        } catch (NoSuchFileException e) {
            throw quarantine.take(upload.id(), "a file of its parts is missing");
        }
        if (size != upload.slot().end()) {
            throw quarantine.take(
                    upload.id(),
                    "its parts have " + size + " of " + upload.slot().end() + " bytes");
        }
    }

    private void requireData(StoredUpload upload, Disk.@Nullable Entry data) throws IOException {
        if (data == null || !data.regular()) {
            throw quarantine.take(upload.id(), "its data is missing");
        }
        if (data.size() < upload.slot().end()) {
            throw quarantine.take(
                    upload.id(),
                    "it has " + data.size() + " of " + upload.slot().end() + " bytes");
        }
    }

    private StoredUpload recovered(StoredUpload upload, boolean doubted) throws IOException {
        UploadId id = upload.id();
        boolean changed = upload.slot().hasBytes() && recoverData(upload);
        StoredUpload again = upload.at(
                upload.slot().following(directory.generation(), upload.slot().committedAt()));
        try (DiskFile state = disk.open(layout.state(id), Disk.Access.WRITE)) {
            // The adopted slot may be in the page cache alone. It must be on disk before the other one is touched.
            StateFile.write(upload.slot(), state);
            state.sync();
            StateFile.write(again.slot(), state);
            state.sync();
        }
        if (!upload.slot().hasBytes()) {
            changed = disk.delete(layout.data(id));
        }
        if (doubted || changed) { // else its names were synced when the store was opened
            disk.syncDirectory(layout.uploads());
        }
        if (!upload.slot().hasBytes() || !upload.slot().is(Slot.JOINED)) {
            joined.drop(id);
        }
        return again;
    }

    /**
     * Checks the last bytes, and cuts off what was written behind them. They need not be written again as the slot
     * must: no slot was written before their sync had succeeded.
     *
     * @return whether its file had to be made
     */
    private boolean recoverData(StoredUpload upload) throws IOException {
        UploadId id = upload.id();
        if (upload.slot().is(Slot.JOINED)) {
            requirePieces(upload);
            return false;
        }
        Disk.Entry entry = disk.entry(layout.data(id)).orElse(null);
        if (entry == null && upload.slot().end() == 0) {
            disk.open(layout.data(id), Disk.Access.CREATE).close();
            return true;
        }
        requireData(upload, entry);
        if (!isDataWhole(upload)) {
            throw quarantine.take(id, "its data does not match its state");
        }
        return false;
    }

    private boolean isDataWhole(StoredUpload upload) throws IOException {
        try (DiskFile data = disk.open(layout.data(upload.id()), Disk.Access.WRITE)) {
            Extent last = upload.slot().last();
            boolean whole = crc32c(data, last) == last.crc32c();
            if (whole && data.size() > last.end()) {
                data.truncate(last.end());
                data.sync();
            }
            return whole;
        }
    }

    private static int crc32c(DiskFile data, Extent extent) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        for (long at = extent.start(); at < extent.end(); at += buffer.limit()) {
            int count = (int) Math.min(BUFFER, extent.end() - at);
            data.readFully(buffer.clear().limit(count), at);
            crc.update(buffer.flip());
        }
        return (int) crc.getValue();
    }
}

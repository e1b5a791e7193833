package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Keeps uploads as files in a directory of its own. What a commit returned survives the crash of the process, of the
 * system and of the power supply, as far as the disk keeps what it says it has synced, unless another {@link
 * Durability} is chosen. The directory belongs to one store in one process at a time.
 *
 * <p>Starting takes as long for a million uploads as for one; after a crash each upload is checked when it is first
 * asked for. A damaged one is moved to the subdirectory {@code quarantine}, logged, counted, and gone from then on.
 *
 * <p>Thread-safe as {@link UploadStore} demands. Threads that use it must not be interrupted: that would close the file
 * they are writing, and the append would fail.
 *
 * @since 0.1.0
 */
public final class FileUploadStore implements UploadStore {

    private final StoreDirectory directory;
    private final Clock clock;
    private final Durability durability;
    private final Quarantine quarantine;
    private final Catalogue catalogue;
    private final Operations operations;
    private final Reserve reserve;
    private final UploadFiles files;
    private final PendingUploads pending;
    private final InactiveUploads inactive;
    private final Assembly assembly = new Assembly(this);
    private final Map<UploadId, FileUploadWriter> writers = new ConcurrentHashMap<>();

    private FileUploadStore(StoreDirectory directory, Means means) {
        this.directory = directory;
        this.clock = means.options().clock();
        this.durability = means.options().durability();
        this.quarantine = new Quarantine(directory);
        Recovery recovery = new Recovery(directory, quarantine);
        this.catalogue = new Catalogue(recovery);
        this.operations = new Operations(
                catalogue,
                new Health(
                        means.nanoTime(),
                        () -> directory.disk().condition(directory.layout().uploads())));
        this.reserve = new Reserve(
                means.options().minFreeSpace(),
                means.nanoTime(),
                () -> directory.disk().space(directory.layout().uploads()));
        this.files = new UploadFiles(directory, quarantine);
        this.pending = new PendingUploads(directory, catalogue, operations);
        this.inactive = new InactiveUploads(directory, catalogue, operations, means);
    }

    /**
     * Opens the store in {@code directory}, which is made if it is not there.
     *
     * @throws IOException if the directory cannot be used, also because another store has it
     */
    public static FileUploadStore open(Path directory) throws IOException {
        return open(directory, FileStoreOptions.defaults());
    }

    /** The same, with the clock that commits and retirements take their time from. */
    public static FileUploadStore open(Path directory, Clock clock) throws IOException {
        return open(directory, FileStoreOptions.defaults().withClock(clock));
    }

    /** The same, with options. */
    public static FileUploadStore open(Path directory, FileStoreOptions options) throws IOException {
        return open(directory, new Means(options, new LocalDisk(options.durability()), System::nanoTime));
    }

    static FileUploadStore open(Path directory, Clock clock, Disk disk, LongSupplier nanoTime) throws IOException {
        return open(directory, new Means(FileStoreOptions.defaults().withClock(clock), disk, nanoTime));
    }

    static FileUploadStore open(Path directory, Means means) throws IOException {
        return new FileUploadStore(StoreDirectory.open(means.disk(), directory), means);
    }

    @Override
    public Set<StoreFeature> features() {
        return Set.of(StoreFeature.LOCAL_FILES);
    }

    /** How many uploads were found damaged since the store was opened. */
    public long quarantined() {
        return quarantine.count();
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        operations.requireWritable();
        reserve.requireRoomFor(creation);
        StoredUpload upload = new StoredUpload(creation, Slot.first(directory.generation(), creation));
        DiskAction<UploadSession> make = () -> {
            directory.requirePresent();
            files.create(upload);
            operations.synced();
            catalogue.put(upload);
            return upload.session();
        };
        return operations.create(creation.id(), make, () -> files.abandon(creation.id()));
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        return operations.read(() -> catalogue.find(id).map(StoredUpload::session));
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        operations.requireWritable();
        return operations.change(id, () -> {
            StoredUpload upload = catalogue.require(id);
            requireAppendable(upload);
            try {
                FileUploadWriter writer = FileUploadWriter.open(this, upload);
                writers.put(id, writer);
                return writer;
            } catch (NoSuchFileException | NotRegularFileException | EOFException e) {
                throw lost(id, e);
            }
        });
    }

    private static void requireAppendable(StoredUpload upload) {
        if (upload.slot().is(Slot.GONE)) {
            throw new UploadException(Reason.GONE, "the upload is gone", upload.session());
        }
        if (upload.slot().is(Slot.COMPLETE)) {
            throw new UploadException(Reason.ALREADY_COMPLETE, "the upload is complete", upload.session());
        }
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        StoredUpload upload = operations.read(() -> catalogue.require(id));
        requireBytes(upload);
        return new FileContent(this, upload);
    }

    private static void requireBytes(StoredUpload upload) {
        if (!upload.slot().hasBytes()) {
            throw new UploadException(Reason.GONE, "the bytes are not here any more", upload.session());
        }
    }

    /**
     * Gives the upload further names of its parts' files. Nothing is read or copied, unless the file system knows no
     * hard links.
     */
    @Override
    public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
        operations.requireWritable();
        List<StoredUpload> parts = operations.read(() -> partsOf(catalogue.require(id)));
        Optional<StoredUpload> joined = operations.change(id, () -> join(id, parts, completing));
        return joined.isPresent() ? joined.get().session() : UploadStore.super.concatenate(id, completing);
    }

    private List<StoredUpload> partsOf(StoredUpload upload) throws IOException {
        List<StoredUpload> parts = new ArrayList<>();
        for (UploadId id : upload.session().composition().parts()) {
            StoredUpload part = catalogue.require(id);
            requireBytes(part);
            if (!part.slot().is(Slot.COMPLETE) || part.slot().is(Slot.JOINED)) {
                throw new IllegalStateException("no complete part: " + id);
            }
            parts.add(part);
        }
        return parts;
    }

    private Optional<StoredUpload> join(UploadId id, List<StoredUpload> parts, Commit completing) throws IOException {
        directory.requirePresent();
        StoredUpload upload = catalogue.require(id);
        requireAppendable(upload);
        try {
            files.joined().link(id, parts);
        } catch (NoSuchFileException e) {
            files.joined().drop(id);
            throw new UploadException(Reason.GONE, "the bytes of a part are not here any more", e);
        } catch (UnsupportedOperationException | FileSystemException e) {
            files.joined().drop(id);
            return Optional.empty();
        }
        long end = 0;
        int crc32c = 0;
        for (StoredUpload part : parts) {
            end += part.slot().end();
            crc32c = Crc32c.combine(crc32c, part.slot().crc32c(), part.slot().end());
        }
        return Optional.of(commit(upload, upload.slot().joined(end, crc32c).with(completing)));
    }

    /** The one file of a complete upload, which may have to be made. */
    Path file(StoredUpload upload) throws IOException {
        return upload.session().composition().isJoined()
                ? operations.read(() -> assembly.file(upload.id()))
                : directory.layout().data(upload.id());
    }

    /**
     * Notes that the bytes of a joined upload are in its own file, durably, and gives up the names of its parts' files.
     */
    void assembled(UploadId id) throws IOException {
        operations.change(id, () -> {
            StoredUpload upload = catalogue.require(id);
            requireBytes(upload);
            if (upload.slot().is(Slot.JOINED)) {
                commit(upload, upload.slot().without(Slot.JOINED), upload.slot().committedAt());
                files.joined().drop(id);
            }
            return id;
        });
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        operations.requireWritable();
        return operations.change(id, () -> {
            StoredUpload old = catalogue.require(id);
            if (old.slot().is(Slot.COMPLETE)) {
                throw new IllegalStateException("complete: " + id);
            }
            discardWriter(id);
            StoredUpload gone = commit(old, old.slot().with(Slot.GONE));
            files.dropData(id);
            return gone.session();
        });
    }

    @Override
    public void delete(UploadId id) throws IOException {
        operations.change(id, () -> {
            directory.requirePresent();
            discardWriter(id);
            files.delete(id);
            catalogue.forget(id);
            return id;
        });
    }

    private void discardWriter(UploadId id) throws IOException {
        FileUploadWriter writer = writers.get(id);
        if (writer != null) {
            writer.close();
        }
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return operations.read(() -> inactive.since(moment)).filter(session -> !writers.containsKey(session.id()));
    }

    @Override
    public Stream<UploadSession> unjoined() throws IOException {
        return operations.read(pending::unjoined);
    }

    @Override
    public Stream<UploadId> unannounced() throws IOException {
        return operations.read(pending::unannounced);
    }

    @Override
    public void markAnnounced(UploadId id) throws IOException {
        operations.change(id, () -> {
            files.unmark(id);
            return id;
        });
    }

    @Override
    public void close() throws IOException {
        operations.close(() -> {
            try (directory) {
                closeWriters();
                if (catalogue.isSure() && durability == Durability.DISK) {
                    directory.endWell();
                }
            }
        });
    }

    private void closeWriters() throws IOException {
        IOException failure = null;
        for (FileUploadWriter writer : Set.copyOf(writers.values())) {
            try {
                writer.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Makes the state that follows {@code old} durable and known. To be called within a change of the upload. */
    private StoredUpload commit(StoredUpload old, Slot changed) throws IOException {
        return commit(old, changed, clock.instant());
    }

    private StoredUpload commit(StoredUpload old, Slot changed, Instant at) throws IOException {
        StoredUpload next = old.at(changed.following(directory.generation(), at));
        files.commit(next);
        operations.synced();
        catalogue.put(next);
        return next;
    }

    /** Notes that the bytes of a complete upload were handed over, and gives them up. */
    void release(UploadId id) throws IOException {
        operations.change(id, () -> {
            StoredUpload upload = catalogue.require(id);
            if (!upload.slot().is(Slot.RELEASED)) {
                commit(upload, upload.slot().with(Slot.RELEASED), upload.slot().committedAt());
            }
            files.dropData(id);
            return id;
        });
    }

    /** Files that should be there are not: has the store vanished, or is the upload damaged? Says so, or throws it. */
    IOException lost(UploadId id, IOException failure) throws IOException {
        directory.requirePresent();
        requireBytes(catalogue.require(id));
        catalogue.doubt(id);
        catalogue.require(id);
        return failure;
    }

    StoreDirectory directory() {
        return directory;
    }

    Clock clock() {
        return clock;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    Operations operations() {
        return operations;
    }

    UploadFiles files() {
        return files;
    }

    Reserve reserve() {
        return reserve;
    }

    void closed(FileUploadWriter writer) {
        writers.remove(writer.id(), writer);
    }
}

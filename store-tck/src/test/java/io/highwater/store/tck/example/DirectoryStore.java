package io.highwater.store.tck.example;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The simplest durable store: of each upload a file of bytes and a file of state, which is replaced as a whole at each
 * commit. One process at a time may use a directory.
 */
final class DirectoryStore implements UploadStore {

    private final Path directory;
    private final Clock clock;

    private DirectoryStore(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    static DirectoryStore open(Path directory, Clock clock) throws IOException {
        Files.createDirectories(directory);
        Durably.sync(directory); // a rename that the last process saw may not have reached the disk
        return new DirectoryStore(directory, clock);
    }

    Path file(UploadId id, String kind) {
        return directory.resolve(id + kind);
    }

    Instant now() {
        return clock.instant();
    }

    @Override
    public Set<StoreFeature> features() {
        return Set.of(StoreFeature.LOCAL_FILES);
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        Files.createFile(file(creation.id(), ".bytes"));
        return save(new UploadSession(
                creation, UploadStatus.OPEN, 0, creation.request().length(), 0, now()));
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        return load(id).map(State::session);
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        return DirectoryWriter.open(this, openSession(id));
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        State state = existing(id);
        if (!state.hasBytes()) {
            throw new UploadException(Reason.GONE, "the bytes are not here any more");
        }
        return new DirectoryContent(this, state.session());
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        UploadSession old = openSession(id);
        UploadSession gone = new UploadSession(
                old.creation(), UploadStatus.GONE, old.committed(), old.length(), old.crc32c(), now());
        return dropBytes(gone);
    }

    @Override
    public void delete(UploadId id) throws IOException {
        Files.deleteIfExists(file(id, ".state")); // first: without it there is no upload
        Files.deleteIfExists(file(id, ".bytes"));
        Files.deleteIfExists(file(id, ".announce"));
        Durably.sync(directory);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return ids(".state")
                .flatMap(id -> readable(id).stream())
                .filter(session ->
                        !session.isComplete() || session.composition().isPart())
                .filter(session -> session.updatedAt().isBefore(moment));
    }

    @Override
    public Stream<UploadId> unannounced() throws IOException {
        return ids(".announce")
                .filter(id -> readable(id).filter(UploadSession::isComplete).isPresent());
    }

    @Override
    public void markAnnounced(UploadId id) throws IOException {
        Files.deleteIfExists(file(id, ".announce"));
    }

    @Override
    public void close() {
        // nothing is kept open; bytes that were not committed are cut off by the next writer
    }

    /** Replaces the state. Everything that it speaks of is durable already. */
    UploadSession save(UploadSession session) throws IOException {
        return save(new State(session, true));
    }

    /** Replaces the state by one without bytes, and gives them up. */
    UploadSession dropBytes(UploadSession session) throws IOException {
        save(new State(session, false));
        Files.deleteIfExists(file(session.id(), ".bytes"));
        return session;
    }

    private UploadSession save(State state) throws IOException {
        Durably.replace(file(state.session().id(), ".state"), StateFormat.encode(state));
        return state.session();
    }

    private Optional<State> load(UploadId id) throws IOException {
        Path file = file(id, ".state");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        State state = StateFormat.decode(Files.readAllBytes(file));
        Path bytes = file(id, ".bytes");
        if (state.hasBytes()
                && (!Files.exists(bytes) || Files.size(bytes) < state.session().committed())) {
            throw new UploadException(Reason.GONE, "bytes are missing");
        }
        return Optional.of(state);
    }

    private State existing(UploadId id) throws IOException {
        return load(id).orElseThrow(() -> new UploadException(Reason.NOT_FOUND, "no such upload"));
    }

    /** The state of an upload that may be changed: what is complete or gone stays so, whoever calls. */
    UploadSession openSession(UploadId id) throws IOException {
        UploadSession session = existing(id).session();
        if (session.isGone()) {
            throw new UploadException(Reason.GONE, "the upload was given up");
        }
        if (session.isComplete()) {
            throw new IllegalStateException("complete");
        }
        return session;
    }

    private Stream<UploadId> ids(String kind) throws IOException {
        return Files.list(directory)
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(kind))
                .flatMap(name -> UploadId.parse(name.substring(0, name.length() - kind.length())).stream());
    }

    private Optional<UploadSession> readable(UploadId id) {
        try {
            return find(id);
        } catch (IOException | UploadException damaged) {
            return Optional.empty(); // a listing leaves out what cannot be read
        }
    }
}

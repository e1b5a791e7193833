package io.highwater.store.tck.example;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.DurableFiles;
import io.highwater.store.LocalFileContent;
import io.highwater.store.LocalFileWriter;
import io.highwater.store.SessionCodec;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The simplest durable store: of each upload a file of bytes, and a file of state that is replaced as a whole at each
 * commit. One process at a time may use a directory. A complete upload without a file of bytes was moved away.
 */
record DirectoryStore(Path directory, Clock clock) implements UploadStore {

    static DirectoryStore open(Path directory, Clock clock) throws IOException {
        DurableFiles.syncDirectory(directory); // a rename that the last process saw may not have reached the disk
        return new DirectoryStore(directory, clock);
    }

    @Override
    public Set<StoreFeature> features() {
        return Set.of(StoreFeature.LOCAL_FILES);
    }

    @Override
    public UploadSession create(Creation creation) throws IOException {
        Files.createFile(file(creation.id(), ".bytes"));
        return save(UploadSession.begun(creation));
    }

    @Override
    public Optional<UploadSession> find(UploadId id) throws IOException {
        if (!Files.exists(file(id, ".state"))) {
            return Optional.empty();
        }
        UploadSession session = SessionCodec.decode(Files.readAllBytes(file(id, ".state")));
        if (session.isOpen() && file(id, ".bytes").toFile().length() < session.committed()) {
            throw new UploadException(Reason.GONE, "bytes are missing");
        }
        return Optional.of(session);
    }

    @Override
    public UploadWriter openWriter(UploadId id) throws IOException {
        long committed = require(id).requireOpen().committed();
        return new LocalFileWriter(file(id, ".bytes"), committed, (commit, added, crc) -> {
            UploadSession next = commit.appliedTo(require(id), added, crc, clock.instant());
            if (commit.announce()) {
                DurableFiles.replace(file(id, ".announce"), new byte[0]);
            }
            return save(next);
        });
    }

    @Override
    public UploadContent content(UploadId id) throws IOException {
        UploadSession session = require(id);
        if (session.isGone() || !Files.exists(file(id, ".bytes"))) {
            throw new UploadException(Reason.GONE, "the bytes are not here any more");
        }
        return new LocalFileContent(session, file(id, ".bytes"), () -> Files.deleteIfExists(file(id, ".bytes")));
    }

    @Override
    public UploadSession retire(UploadId id) throws IOException {
        UploadSession gone = save(require(id).retired(clock.instant()));
        Files.deleteIfExists(file(id, ".bytes"));
        return gone;
    }

    @Override
    public void delete(UploadId id) throws IOException {
        for (String kind : List.of(".state", ".bytes", ".announce")) { // the state first: without it there is no upload
            Files.deleteIfExists(file(id, kind));
        }
        DurableFiles.syncDirectory(directory);
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return sessions(".state")
                .filter(s -> !s.isComplete() || !s.composition().isKept())
                .filter(s -> s.updatedAt().isBefore(moment));
    }

    @Override
    public Stream<UploadId> unannounced() throws IOException {
        return sessions(".announce").filter(UploadSession::isComplete).map(UploadSession::id);
    }

    @Override
    public void markAnnounced(UploadId id) throws IOException {
        Files.deleteIfExists(file(id, ".announce"));
    }

    @Override
    public void close() {
        // nothing is kept open; bytes that were not committed are cut off by the next writer
    }

    private Path file(UploadId id, String kind) {
        return directory.resolve(id + kind);
    }

    /** Replaces the state. Everything that it speaks of is durable already. */
    private UploadSession save(UploadSession session) throws IOException {
        DurableFiles.replace(file(session.id(), ".state"), SessionCodec.encode(session));
        return session;
    }

    private UploadSession require(UploadId id) throws IOException {
        return find(id).orElseThrow(() -> new UploadException(Reason.NOT_FOUND, "no such upload"));
    }

    private Stream<UploadSession> sessions(String kind) throws IOException {
        return Files.list(directory)
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(kind))
                .flatMap(name -> UploadId.parse(name.replace(kind, "")).flatMap(this::readable).stream());
    }

    private Optional<UploadSession> readable(UploadId id) {
        try {
            return find(id);
        } catch (IOException | UploadException damaged) {
            return Optional.empty(); // a listing leaves out what cannot be read
        }
    }
}

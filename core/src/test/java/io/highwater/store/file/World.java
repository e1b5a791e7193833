package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.Trial.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The lives of several uploads on a {@link CrashDisk}, parts and what is joined from them, each beside what was
 * acknowledged of it and what was asked for last: one of the two is what a store must find, whatever happened.
 */
final class World {

    private static final Path ROOT = Path.of("store").toAbsolutePath();

    /** Something that clients or housekeeping do. */
    enum Deed {
        CREATE,
        APPEND,
        APPEND_WITH_DIGEST,
        CONCAT,
        COMPLETE,
        DELETE,
        EXPIRE
    }

    /** What is known of an upload. */
    private static final class Fate {
        private State acknowledged = State.NONE;
        private State asked = State.NONE;
        private boolean joined;

        boolean is(UploadStatus status) {
            return acknowledged.status() == status;
        }
    }

    private final Map<UploadId, Fate> fates = new LinkedHashMap<>();
    private CrashDisk disk;
    private FileUploadStore store;
    private long nanos;
    private byte salt;

    World(CrashDisk disk) {
        this.disk = disk;
    }

    CrashDisk disk() {
        return disk;
    }

    World open() throws IOException {
        store = FileUploadStore.open(ROOT, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), disk, () -> nanos);
        return this;
    }

    World openAgain() throws IOException {
        return store == null ? open() : this;
    }

    void close() throws IOException {
        store.close();
    }

    World after(Crash crash, Random random) {
        disk = disk.after(crash, random);
        store = null;
        return this;
    }

    void letTimePass() {
        nanos += 60_000_000_000L;
    }

    /** The bytes that clients were told of. */
    long acknowledged() {
        return fates.values().stream()
                .mapToLong(fate -> fate.acknowledged.bytes().length)
                .sum();
    }

    /** Does it, if there is an upload to do it to. Returns whether there was. */
    boolean has(Deed deed) throws IOException {
        Optional<UploadId> open = last(UploadStatus.OPEN);
        switch (deed) {
            case CREATE -> create(Composition.PART);
            case APPEND -> append(open, 1, Commit.progress());
            case APPEND_WITH_DIGEST -> {
                discard(open);
                append(open, 2, Commit.progress());
            }
            case COMPLETE -> append(open, 1, Commit.complete());
            case CONCAT -> {
                return concat();
            }
            case DELETE -> {
                return delete();
            }
            case EXPIRE -> expire();
        }
        return deed == Deed.CREATE || deed == Deed.EXPIRE || open.isPresent();
    }

    private Optional<UploadId> last(UploadStatus status) {
        return fates.entrySet().stream()
                .filter(each -> each.getValue().is(status) && !each.getValue().joined)
                .map(Map.Entry::getKey)
                .reduce((first, second) -> second);
    }

    private UploadId create(Composition composition) throws IOException {
        UploadId id = new UploadId("upload-" + fates.size() + "-abcdefghijklmnopqrstuv");
        Fate fate = new Fate();
        fate.joined = composition.isJoined();
        fates.put(id, fate);
        fate.asked = new State(UploadStatus.OPEN, new byte[0]);
        NewUpload request = NewUpload.ofUnknownLength().withComposition(composition);
        store.create(new Creation(id, "/", null, Instant.EPOCH, request));
        fate.acknowledged = fate.asked;
        return id;
    }

    private void discard(Optional<UploadId> id) throws IOException {
        if (id.isPresent()) {
            try (UploadWriter writer = store.openWriter(id.get())) {
                writer.write(ByteBuffer.allocate(70));
            }
        }
    }

    private void append(Optional<UploadId> id, int writes, Commit commit) throws IOException {
        if (id.isEmpty()) {
            return;
        }
        Fate fate = fates.get(id.get());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(fate.acknowledged.bytes());
        try (UploadWriter writer = store.openWriter(id.get())) {
            for (int i = 0; i < writes; i++) {
                byte[] more = new byte[100 + 30 * i];
                Arrays.fill(more, ++salt);
                all.writeBytes(more);
                writer.write(ByteBuffer.wrap(more));
            }
            fate.asked = new State(commit.completes() ? UploadStatus.COMPLETE : UploadStatus.OPEN, all.toByteArray());
            writer.commit(commit);
        }
        fate.acknowledged = fate.asked;
    }

    /** Joins all complete parts, the last one twice. */
    private boolean concat() throws IOException {
        List<UploadId> parts = new ArrayList<>();
        fates.forEach((id, fate) -> {
            if (fate.is(UploadStatus.COMPLETE) && !fate.joined) {
                parts.add(id);
            }
        });
        if (parts.isEmpty()) {
            return false;
        }
        parts.add(parts.get(parts.size() - 1));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        parts.forEach(part -> bytes.writeBytes(fates.get(part).acknowledged.bytes()));
        UploadId id = create(Composition.of(parts));
        Fate fate = fates.get(id);
        fate.asked = new State(UploadStatus.COMPLETE, bytes.toByteArray());
        store.concatenate(id, Commit.completeAndAnnounce());
        fate.acknowledged = fate.asked;
        return true;
    }

    private boolean delete() throws IOException {
        Optional<UploadId> last = fates.keySet().stream()
                .filter(id -> fates.get(id).acknowledged.status() != null)
                .reduce((first, second) -> second);
        if (last.isPresent()) {
            delete(last.get());
        }
        return last.isPresent();
    }

    private void delete(UploadId id) throws IOException {
        Fate fate = fates.get(id);
        fate.asked = State.NONE;
        store.delete(id);
        fate.acknowledged = fate.asked;
    }

    /** As the engine does: what is open is given up, what is gone or a part is deleted. */
    private void expire() throws IOException {
        List<UploadSession> old;
        try (Stream<UploadSession> inactive = store.inactiveSince(Instant.MAX)) {
            old = inactive.toList();
        }
        for (UploadSession each : old) {
            Fate fate = fates.get(each.id());
            if (!each.isOpen()) {
                delete(each.id());
            } else if (!fate.joined) {
                fate.asked = new State(UploadStatus.GONE, fate.acknowledged.bytes());
                store.retire(each.id());
                fate.acknowledged = fate.asked;
            }
        }
    }

    /** Finds of each upload what may be found, and takes it for acknowledged, since a client has heard of it now. */
    void check() throws IOException {
        for (Map.Entry<UploadId, Fate> each : fates.entrySet()) {
            Fate fate = each.getValue();
            State found = found(each.getKey());
            boolean asGiven = found.equalTo(fate.acknowledged) || found.equalTo(fate.asked);
            boolean isUnheardOf = found.status() == UploadStatus.GONE
                    && fate.acknowledged != fate.asked
                    && (fate.acknowledged.status() == null || fate.asked.status() == null);
            assertThat(asGiven || isUnheardOf)
                    .as(
                            "%s: found %s; acknowledged %s, asked for %s",
                            each.getKey(), found, fate.acknowledged, fate.asked)
                    .isTrue();
            fate.acknowledged = found;
            fate.asked = found;
        }
    }

    private State found(UploadId id) throws IOException {
        Optional<UploadSession> session;
        try {
            session = store.find(id);
        } catch (UploadException e) {
            assertThat(e.reason()).as("reason of %s", e).isEqualTo(Reason.GONE);
            return new State(UploadStatus.GONE, new byte[0]);
        }
        if (session.isEmpty()) {
            return State.NONE;
        }
        UploadSession s = session.get();
        State state = new State(s.status(), s.isGone() ? new byte[0] : bytes(id));
        if (!s.isGone()) {
            assertThat(s.committed()).isEqualTo(state.bytes().length);
            assertThat(s.crc32c()).isEqualTo(Crc32c.of(ByteBuffer.wrap(state.bytes())));
        }
        try (Stream<UploadId> unannounced = store.unannounced()) {
            assertThat(unannounced.anyMatch(id::equals))
                    .as("unannounced")
                    .isEqualTo(s.isComplete() && s.composition().isJoined());
        }
        return state;
    }

    private byte[] bytes(UploadId id) throws IOException {
        try (InputStream in = store.content(id).openStream()) {
            return in.readAllBytes();
        }
    }

    /** All uploads are as good as any others. */
    void goOn() throws IOException {
        for (Map.Entry<UploadId, Fate> each : List.copyOf(fates.entrySet())) {
            boolean open = each.getValue().is(UploadStatus.OPEN);
            if (open && each.getValue().joined) {
                continue;
            }
            append(open ? Optional.of(each.getKey()) : Optional.empty(), 1, Commit.progress());
            append(open ? Optional.of(each.getKey()) : Optional.empty(), 1, Commit.complete());
        }
        concat();
        check();
        for (UploadId id : List.copyOf(fates.keySet())) {
            delete(id);
        }
        check();
    }
}

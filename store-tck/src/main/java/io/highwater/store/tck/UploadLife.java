package io.highwater.store.tck;

import io.highwater.session.Creation;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The life of one upload, call by call. It remembers what the store acknowledged last and what it was asked for last:
 * if a call fails, one of the two must be what is stored.
 */
final class UploadLife {

    /** How the life ends. */
    enum End {
        COMPLETION,
        RETIREMENT,
        DELETION
    }

    /** What of a state can be foretold. */
    record State(UploadStatus status, int committed, OptionalLong length) {
        static State of(UploadSession session) {
            return new State(session.status(), Math.toIntExact(session.committed()), session.length());
        }
    }

    static final byte[] BYTES = StoreRules.bytes(3000, 61);

    private static final byte[] DISCARDED = StoreRules.bytes(700, 62);
    private static final OptionalLong UNKNOWN = OptionalLong.empty();
    private static final OptionalLong LENGTH = OptionalLong.of(BYTES.length);

    private final Creation creation;
    private final End end;
    private @Nullable State acknowledged; // null: there is no such upload
    private @Nullable State asked;

    UploadLife(Creation creation, End end) {
        this.creation = creation;
        this.end = end;
    }

    UploadId id() {
        return creation.id();
    }

    /** Lives, until the end or until a call fails. */
    void live(UploadStore store) throws IOException {
        step(open(0, UNKNOWN), () -> store.create(creation));
        try (UploadWriter writer = store.openWriter(id())) {
            writer.write(bytes(0, 1000));
            step(open(1000, UNKNOWN), () -> writer.commit(Commit.progress()));
            writer.write(bytes(1000, 1800));
            step(open(1800, LENGTH), () -> writer.commit(Commit.progress().withLength(BYTES.length)));
            writer.write(ByteBuffer.wrap(DISCARDED));
        }
        end(store);
    }

    private void end(UploadStore store) throws IOException {
        switch (end) {
            case COMPLETION -> complete(store);
            case RETIREMENT -> step(new State(UploadStatus.GONE, 1800, LENGTH), () -> store.retire(id()));
            case DELETION -> step(null, () -> store.delete(id()));
        }
    }

    private void complete(UploadStore store) throws IOException {
        try (UploadWriter writer = store.openWriter(id())) {
            writer.write(bytes(1800, 2500));
            writer.write(bytes(2500, 3000));
            State complete = new State(UploadStatus.COMPLETE, 3000, LENGTH);
            step(complete, () -> writer.commit(Commit.completeAndAnnounce()));
        }
        store.markAnnounced(id());
    }

    private void step(@Nullable State state, Gate.Action call) throws IOException {
        asked = state;
        call.run();
        acknowledged = state;
    }

    private static State open(int committed, OptionalLong length) {
        return new State(UploadStatus.OPEN, committed, length);
    }

    /** Whether a store may show this state now. A retired upload has no bytes, whatever its offset says. */
    boolean allows(Optional<UploadSession> found) {
        State state = found.map(State::of).orElse(null);
        return matches(acknowledged, state) || matches(asked, state);
    }

    private static boolean matches(@Nullable State expected, @Nullable State found) {
        boolean gone = isGone(expected) && isGone(found);
        return gone || Objects.equals(expected, found);
    }

    private static boolean isGone(@Nullable State state) {
        return state != null && state.status == UploadStatus.GONE;
    }

    static ByteBuffer bytes(int from, int to) {
        return ByteBuffer.wrap(Arrays.copyOfRange(BYTES, from, to));
    }

    @Override
    public String toString() {
        return "acknowledged " + acknowledged + ", asked for " + asked;
    }
}

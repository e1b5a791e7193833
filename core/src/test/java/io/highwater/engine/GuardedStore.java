package io.highwater.engine;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Notes each breach of what a caller of {@link UploadStore} has to guarantee. */
final class GuardedStore extends ForwardingStore {

    private final Map<UploadId, Op> running = new ConcurrentHashMap<>();
    private final Set<UploadId> written = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweeps = new AtomicInteger();
    private final List<String> breaches = new CopyOnWriteArrayList<>();

    GuardedStore(UploadStore store) {
        super(store);
    }

    List<String> breaches() {
        return breaches;
    }

    Set<UploadId> openWriters() {
        return written;
    }

    /** How often all inactive uploads were gone through. */
    int sweeps() {
        return sweeps.get();
    }

    @Override
    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
        return super.inactiveSince(moment).onClose(sweeps::incrementAndGet);
    }

    @Override
    <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
        Op other = running.putIfAbsent(id, op);
        if (other != null) {
            breaches.add(op + " during " + other);
        }
        try {
            before(op, id);
            Thread.yield(); // lets an overlapping call come
            return call.run();
        } finally {
            if (op == Op.CLOSE_WRITER) {
                written.remove(id);
            }
            running.remove(id, op);
        }
    }

    private void before(Op op, UploadId id) throws IOException {
        switch (op) {
            case OPEN_WRITER -> {
                require(written.add(id), "a second writer");
                require(state(id).filter(UploadSession::isOpen).isPresent(), "a writer of what is not open");
            }
            case WRITE, COMMIT ->
                require(state(id).filter(UploadSession::isOpen).isPresent(), op + " on what is not open");
            case CONCATENATE -> {
                require(!written.contains(id), "joined while written");
                require(state(id).filter(UploadSession::isOpen).isPresent(), "joined though not open");
            }
            case RETIRE -> {
                require(!written.contains(id), "retired while written");
                require(state(id).filter(UploadSession::isComplete).isEmpty(), "retired though complete");
            }
            case DELETE -> require(!written.contains(id), "deleted while written");
            default -> {}
        }
    }

    private Optional<UploadSession> state(UploadId id) throws IOException {
        return inner().find(id);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            breaches.add(otherwise);
        }
    }
}

package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs what the store does: none of it once the store is closed, one change of an upload at a time, and every failure
 * remembered and put into the words of the store's interface.
 */
final class Operations {

    private final Catalogue catalogue;
    private final Health health;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private boolean closed;

    Operations(Catalogue catalogue, Health health) {
        this.catalogue = catalogue;
        this.health = health;
    }

    /** Runs something that changes nothing. */
    <T> T read(DiskAction<T> action) throws IOException {
        gate.readLock().lock();
        try {
            requireOpen();
            return action.run();
        } catch (IOException e) {
            throw health.translated(e);
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Changes an upload's state, alone. If it fails the upload's state must be doubted. */
    <T> T change(UploadId id, DiskAction<T> action) throws IOException {
        return attempt(() -> alone(id, () -> doubtingIfFailed(id, action)));
    }

    /** Makes an upload. If it fails and {@code undo} succeeds there is nothing left to be doubted. */
    <T> T create(UploadId id, DiskAction<T> action, DiskAction<UploadId> undo) throws IOException {
        return attempt(() -> alone(id, () -> {
            try {
                return doubtingIfFailed(id, action);
            } catch (IOException e) {
                takeBack(id, undo, e);
                throw e;
            }
        }));
    }

    private void takeBack(UploadId id, DiskAction<UploadId> undo, IOException failure) {
        try {
            undo.run();
            catalogue.forget(id);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Writes something of an upload that nobody else touches. If it fails the upload's state must be doubted. */
    <T> T write(UploadId id, DiskAction<T> action) throws IOException {
        return attempt(() -> doubtingIfFailed(id, action));
    }

    private <T> T attempt(DiskAction<T> action) throws IOException {
        gate.readLock().lock();
        try {
            requireOpen();
            return action.run();
        } catch (IOException e) {
            throw health.failed(e);
        } finally {
            gate.readLock().unlock();
        }
    }

    private <T> T alone(UploadId id, DiskAction<T> action) throws IOException {
        Lock lock = catalogue.lock(id);
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T doubtingIfFailed(UploadId id, DiskAction<T> action) throws IOException {
        try {
            return action.run();
        } catch (UploadException | IllegalStateException e) {
            throw e; // refused: nothing was written
        } catch (IOException | RuntimeException | Error e) {
            catalogue.doubt(id);
            throw e;
        }
    }

    /**
     * What {@code look} finds for each of them. It ends with the store: what is listed lazily may be read on
     * when the directory belongs to another one.
     */
    <N, T> Stream<T> each(Stream<N> all, Function<N, Optional<T>> look) {
        return all.takeWhile(each -> isOpen()).flatMap(each -> whileOpen(() -> look.apply(each)).stream());
    }

    private boolean isOpen() {
        return whileOpen(() -> Optional.of(true)).isPresent();
    }

    private <T> Optional<T> whileOpen(Supplier<Optional<T>> look) {
        gate.readLock().lock();
        try {
            return closed ? Optional.empty() : look.get();
        } finally {
            gate.readLock().unlock();
        }
    }

    /** To be called when something was written and synced: the disk can be written to. */
    void synced() {
        health.succeeded();
    }

    /** @throws UploadException {@code UNAVAILABLE} while the disk fails too often to be tried again */
    void requireWritable() {
        health.requireWritable();
    }

    /** Waits for what is running, lets nothing begin any more, and runs {@code last} once. */
    void close(Closeable last) throws IOException {
        gate.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                last.close();
            }
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new UploadException(Reason.UNAVAILABLE, "the store is closed");
        }
    }
}

package io.highwater.store.file;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

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

    /** Changes an upload's state, alone. */
    <T> T change(UploadId id, DiskAction<T> action) throws IOException {
        return write(id, () -> {
            Lock lock = catalogue.lock(id);
            lock.lock();
            try {
                return action.run();
            } finally {
                lock.unlock();
            }
        });
    }

    /** Writes something of an upload that nobody else touches. If it fails the upload's state must be doubted. */
    <T> T write(UploadId id, DiskAction<T> action) throws IOException {
        gate.readLock().lock();
        try {
            requireOpen();
            return action.run();
        } catch (IOException e) {
            catalogue.doubt(id);
            throw health.failed(e);
        } catch (UploadException | IllegalStateException e) {
            throw e; // refused: nothing was written
        } catch (RuntimeException | Error e) {
            catalogue.doubt(id);
            throw e;
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

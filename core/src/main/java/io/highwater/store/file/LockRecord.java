package io.highwater.store.file;

import io.highwater.store.Crc32c;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What stands in {@code store.lock}: "HWLOCK" and version (2 bytes) = 1, the generation (8), whether the store ended
 * well (4, 0 or 1), and a CRC-32C of these 20 bytes.
 *
 * @param generation the generation of the store that wrote it
 * @param clean whether it has ended, and knew every state to be durable
 */
record LockRecord(long generation, boolean clean) {

    private static final long MAGIC = 0x4857_4C4F_434B_0000L;
    private static final int VERSION = 1;
    private static final int CHECKED = 20;
    private static final int SIZE = CHECKED + Integer.BYTES;

    /** Writes the record and makes it durable. */
    void write(DiskFile lock) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC | VERSION).putLong(generation).putInt(clean ? 1 : 0);
        bytes.putInt(Crc32c.of(bytes.slice(0, CHECKED)));
        lock.writeFully(bytes.rewind(), 0);
        lock.sync();
    }

    /**
     * The record in a lock file; empty if there is none or it is torn.
     *
     * @throws IOException also if a later version wrote it
     */
    static Optional<LockRecord> read(DiskFile lock) throws IOException {
        if (lock.size() < SIZE) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        lock.readFully(bytes, 0);
        long magic = bytes.getLong(0);
        if ((magic & ~0xFFFFL) != MAGIC || bytes.getInt(CHECKED) != Crc32c.of(bytes.slice(0, CHECKED))) {
            return Optional.empty();
        }
        if ((magic & 0xFFFF) != VERSION) {
            throw new IOException("the store was written by a later version of this library");
        }
        return Optional.of(new LockRecord(bytes.getLong(8), bytes.getInt(16) == 1));
    }
}

package io.highwater.store.file;

import io.highwater.store.Crc32c;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The bytes of a {@link Slot}, big-endian:
 *
 * <pre>
 *  0  8  "HWSLOT", version (2 bytes) = 1
 *  8  8  generation
 * 16  8  sequence
 * 24  8  start of the last extent
 * 32  8  end of the last extent, the offset
 * 40  8  declared length, -1 if unknown
 * 48  8  commit time, seconds since 1970
 * 56  4  commit time, nanoseconds
 * 60  4  CRC-32C of the last extent
 * 64  4  CRC-32C of all bytes up to the offset
 * 68  4  flags: 1 complete, 2 unannounced, 4 gone, 8 released, 16 joined
 * 72  4  CRC-32C of the 72 bytes before
 * </pre>
 */
final class SlotCodec {

    static final int SIZE = 76;

    private static final long MAGIC = 0x4857_534C_4F54_0001L;
    private static final int CHECKED = SIZE - Integer.BYTES;

    private SlotCodec() {}

    static void encode(Slot slot, ByteBuffer to) {
        int from = to.position();
        to.putLong(MAGIC).putLong(slot.generation()).putLong(slot.sequence());
        to.putLong(slot.last().start()).putLong(slot.last().end()).putLong(slot.length());
        Instant at = slot.committedAt();
        to.putLong(at.getEpochSecond()).putInt(at.getNano());
        to.putInt(slot.last().crc32c()).putInt(slot.crc32c()).putInt(slot.flags());
        to.putInt(Crc32c.of(to.slice(from, CHECKED)));
    }

    /** The slot in the first {@link #SIZE} bytes, or empty if they hold none that is whole and sound. */
    static Optional<Slot> decode(ByteBuffer bytes) {
        if (bytes.remaining() < SIZE) {
            return Optional.empty();
        }
        ByteBuffer in = bytes.slice();
        if (in.getLong(0) != MAGIC || in.getInt(CHECKED) != Crc32c.of(in.slice(0, CHECKED))) {
            return Optional.empty();
        }
        return fields(in.position(Long.BYTES)).filter(Slot::isSound);
    }

    private static Optional<Slot> fields(ByteBuffer in) {
        long generation = in.getLong();
        long sequence = in.getLong();
        long start = in.getLong();
        long end = in.getLong();
        long length = in.getLong();
        long seconds = in.getLong();
        int nanos = in.getInt();
        Extent last = new Extent(start, end, in.getInt());
        int whole = in.getInt();
        int flags = in.getInt();
        try {
            Instant at = Instant.ofEpochSecond(seconds, nanos);
            return Optional.of(new Slot(generation, sequence, last, whole, length, flags, at));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty(); // its checksum holds, its time does not: as damaged as any other
        }
    }
}

package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.store.CreationCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The layout of {@code <id>.state}: a slot at 0 and one at 4096, each alone in its page so that writing one cannot harm
 * the other, and at 8192 the creation record, written once. Slots are used in turn: odd sequence numbers stand at 0,
 * even ones at 4096. The bytes are in {@link SlotCodec} and {@link CreationCodec}; the rest of a page is zero.
 */
final class StateFile {

    static final int PAGE = 4096;
    static final int CREATION = 2 * PAGE;

    private static final int LARGEST = 16 << 20;

    private StateFile() {}

    /**
     * The whole file of an upload that was just created.
     *
     * @throws UploadException {@code TOO_LARGE} if its creation has more metadata than are ever read again
     */
    static ByteBuffer encode(Creation creation, Slot first) {
        byte[] record = CreationCodec.encode(creation);
        if (record.length > LARGEST - CREATION) {
            throw new UploadException(Reason.TOO_LARGE, "The upload has more metadata than can be stored.");
        }
        ByteBuffer file = ByteBuffer.allocate(CREATION + record.length);
        SlotCodec.encode(first, file.position(position(first)));
        return file.position(CREATION).put(record).rewind();
    }

    /** Writes a slot in its place; it is not durable before the file is synced. */
    static void write(Slot slot, DiskFile file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(PAGE);
        SlotCodec.encode(slot, page);
        file.writeFully(page.rewind(), position(slot));
    }

    /** What stands in a file, whatever it is. */
    static StateImage read(DiskFile file) throws IOException {
        long size = file.size();
        if (size > LARGEST) {
            return StateImage.UNREADABLE;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) size);
        file.readFully(bytes, 0);
        return decode(bytes.flip());
    }

    static StateImage decode(ByteBuffer file) {
        if (file.remaining() < CREATION) {
            return StateImage.UNREADABLE;
        }
        return new StateImage(
                CreationCodec.decode(file.slice(CREATION, file.limit() - CREATION))
                        .orElse(null),
                slotAt(0, file),
                slotAt(PAGE, file),
                isZero(file.slice(PAGE, PAGE)));
    }

    private static @Nullable Slot slotAt(int position, ByteBuffer file) {
        return SlotCodec.decode(file.slice(position, PAGE))
                .filter(slot -> position(slot) == position)
                .orElse(null);
    }

    private static boolean isZero(ByteBuffer page) {
        return page.mismatch(ByteBuffer.allocate(PAGE)) < 0;
    }

    private static int position(Slot slot) {
        return slot.sequence() % 2 == 1 ? 0 : PAGE;
    }
}

package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Crc32c;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class StateFileFuzz {

    private static final Creation CREATION = new Creation(
            new UploadId("abcdefghijklmnopqrstuvwxyz"),
            "/u",
            "al",
            Instant.ofEpochSecond(5, 6),
            NewUpload.ofLength(1000).withMetadata(Map.of("k", "v\u20ac")));

    /** Two slots, one behind the other, and what stands behind them. */
    static Stream<byte[]> slots() {
        Slot first = Slot.first(7, CREATION);
        Slot second = first.with(new Extent(0, 50, 1)).following(7, Instant.EPOCH);
        Slot third = second.with(new Extent(50, 100, 2)).following(7, Instant.MAX);
        Slot fourth = third.with(Slot.GONE).following(8, Instant.MIN);
        return Mutants.of(List.of(pair(first, second), pair(third, second), pair(third, fourth), new byte[0]));
    }

    private static byte[] pair(Slot odd, Slot even) {
        ByteBuffer both = ByteBuffer.allocate(2 * SlotCodec.SIZE);
        SlotCodec.encode(odd, both);
        SlotCodec.encode(even, both);
        return both.array();
    }

    @MethodSource("slots")
    @FuzzTest(maxDuration = "15s")
    void any_file_is_read_and_each_slot_in_it_is_sound(byte @NotNull [] slots) {
        assertSound(StateFile.decode(ByteBuffer.wrap(slots)));
        assertSound(StateFile.decode(file(slots, false)));
        assertSound(StateFile.decode(file(slots, true)));
    }

    /** A file with these slots, whose checksums hold if {@code sealed}, so that what is behind them is tried, too. */
    private static ByteBuffer file(byte[] slots, boolean sealed) {
        ByteBuffer file = StateFile.encode(CREATION, Slot.first(1, CREATION));
        put(file, 0, slots, 0, sealed);
        put(file, StateFile.PAGE, slots, SlotCodec.SIZE, sealed);
        return file;
    }

    private static void put(ByteBuffer file, int position, byte[] slots, int from, boolean sealed) {
        int size = Math.max(0, Math.min(SlotCodec.SIZE, slots.length - from));
        int checked = SlotCodec.SIZE - Integer.BYTES;
        if (size > 0) {
            file.put(position, slots, from, size);
        }
        if (sealed) {
            file.putInt(position + checked, Crc32c.of(file.slice(position, checked)));
        }
    }

    private static void assertSound(StateImage image) {
        for (Slot slot :
                Stream.of(image.odd(), image.even()).filter(s -> s != null).toList()) {
            assertThat(slot.end()).isBetween(0L, slot.length() == Slot.UNKNOWN ? Long.MAX_VALUE : slot.length());
            UploadSession session = slot.session(CREATION);
            assertThat(session.committed()).isEqualTo(slot.end());
            ByteBuffer bytes = ByteBuffer.allocate(SlotCodec.SIZE);
            SlotCodec.encode(slot, bytes);
            assertThat(SlotCodec.decode(bytes.flip())).contains(slot);
            assertThat(image.newest().orElseThrow().sequence()).isGreaterThanOrEqualTo(slot.sequence());
        }
    }
}

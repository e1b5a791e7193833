package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("T20")
class StateFileTest {

    private static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    private static final Slot SLOT = new Slot(
            0x0102030405060708L, 3, new Extent(100, 230, 0xCAFEBABE), 0x12345678, 1000, 0, Instant.ofEpochSecond(7, 9));
    private static final Creation SMALL = new Creation(
            ID,
            "/u",
            "al",
            Instant.ofEpochSecond(5, 6),
            NewUpload.ofLength(1000).withMetadata(Map.of("k", "v\u20ac")));

    private static byte[] file(Creation creation, Slot... slots) {
        ByteBuffer file = StateFile.encode(creation, Slot.first(1, creation));
        for (Slot slot : slots) {
            SlotCodec.encode(slot, file.position(slot.sequence() % 2 == 1 ? 0 : StateFile.PAGE));
        }
        return file.array();
    }

    private static StateImage decode(byte[] file) {
        return StateFile.decode(ByteBuffer.wrap(file));
    }

    @Test
    void a_new_upload_comes_back_as_it_was() {
        StateImage image = decode(file(SMALL));

        assertThat(image.creation()).isEqualTo(SMALL);
        assertThat(image.newest()).contains(Slot.first(1, SMALL));
        assertThat(image.isUnbroken()).isTrue();
    }

    @Test
    void a_slot_is_these_bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(SlotCodec.SIZE);
        SlotCodec.encode(SLOT, bytes);

        assertThat(HexFormat.of().formatHex(bytes.array()))
                .isEqualTo("4857534c4f540001" + "0102030405060708" + "0000000000000003" + "0000000000000064"
                        + "00000000000000e6" + "00000000000003e8" + "0000000000000007" + "00000009" + "cafebabe"
                        + "12345678" + "00000000" + "86d65f56");
        assertThat(SlotCodec.decode(bytes.flip())).contains(SLOT);
    }

    @Test
    void slots_stand_in_turn_and_the_newest_counts() {
        Slot second = Slot.first(1, SMALL).following(1, Instant.EPOCH);
        Slot third = second.following(1, Instant.EPOCH);

        assertThat(decode(file(SMALL, second)).newest()).contains(second);
        assertThat(decode(file(SMALL, second, third)).newest()).contains(third);
    }

    @Test
    void a_slot_in_the_place_of_the_other_is_none() {
        byte[] file = file(SMALL);
        System.arraycopy(file, 0, file, StateFile.PAGE, SlotCodec.SIZE);

        assertThat(decode(file).even()).isNull();
        assertThat(decode(file).isUnbroken()).isFalse();
    }

    @Test
    void a_flipped_bit_anywhere_is_never_taken_for_another_state() {
        byte[] file = file(SMALL, SLOT, new Slot(1, 4, SLOT.last(), SLOT.crc32c(), 1000, 0, Instant.EPOCH));
        StateImage whole = decode(file);
        for (int i = 0; i < file.length; i++) {
            for (int bit = 1; bit < 256; bit <<= 1) {
                file[i] ^= (byte) bit;
                StateImage image = decode(file);
                file[i] ^= (byte) bit;
                assertThat(image.creation()).isIn(whole.creation(), null);
                assertThat(image.odd()).isIn(whole.odd(), null);
                assertThat(image.even()).isIn(whole.even(), null);
                if (isInRecord(i, file.length)) {
                    assertThat(image).as("bit %s of byte %s", bit, i).isNotEqualTo(whole);
                }
            }
        }
    }

    private static boolean isInRecord(int i, int length) {
        return i < SlotCodec.SIZE
                || (i >= StateFile.PAGE && i < StateFile.PAGE + SlotCodec.SIZE)
                || (i >= StateFile.CREATION && i < length);
    }

    @Test
    void a_file_cut_anywhere_is_read_without_a_failure_and_never_has_a_creation() {
        byte[] file = file(SMALL, SLOT);
        for (int size = 0; size < file.length; size++) {
            assertThat(decode(Arrays.copyOf(file, size)).creation()).isNull();
        }
    }

    @Test
    void a_foreign_file_is_blank() {
        byte[] text = "once upon a time ".repeat(1000).getBytes(StandardCharsets.US_ASCII);

        assertThat(decode(text).isBlank()).isTrue();
        assertThat(decode(new byte[20_000]).isBlank()).isTrue();
    }

    @Test
    void a_slot_that_contradicts_itself_is_none() {
        List<Slot> unsound = List.of(
                new Slot(1, 1, new Extent(-1, 5, 0), 0, -1, 0, Instant.EPOCH),
                new Slot(1, 1, new Extent(6, 5, 0), 0, -1, 0, Instant.EPOCH),
                new Slot(1, 1, new Extent(0, 1L << 60, 0), 0, -1, 0, Instant.EPOCH),
                new Slot(1, 1, new Extent(0, 5, 0), 0, 4, 0, Instant.EPOCH),
                new Slot(1, 1, new Extent(0, 5, 0), 0, -2, 0, Instant.EPOCH),
                new Slot(1, 1, new Extent(0, 5, 0), 0, 6, Slot.COMPLETE, Instant.EPOCH),
                new Slot(1, 0, new Extent(0, 5, 0), 0, -1, 0, Instant.EPOCH),
                new Slot(1, 1, new Extent(0, 5, 0), 0, -1, 16, Instant.EPOCH));
        assertThat(unsound).allSatisfy(slot -> {
            ByteBuffer bytes = ByteBuffer.allocate(SlotCodec.SIZE);
            SlotCodec.encode(slot, bytes);
            assertThat(SlotCodec.decode(bytes.flip())).isEmpty();
        });
    }
}

package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cTest {

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void the_checksum_of_a_buffer_is_the_one_of_its_remaining_bytes_and_leaves_them_there() {
        ByteBuffer digits = ByteBuffer.wrap("x123456789y".getBytes(StandardCharsets.US_ASCII));

        assertThat(Crc32c.of(digits.position(1).limit(10))).isEqualTo(0xE3069283); // the usual check value
        assertThat(digits.remaining()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void two_pieces_cut_anywhere_have_the_checksum_of_the_whole(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = random(random.nextInt(5000), random.nextLong());
            int cut = random.nextInt(bytes.length + 1);
            int joined = Crc32c.combine(crc(bytes, 0, cut), crc(bytes, cut, bytes.length), bytes.length - cut);
            assertThat(joined)
                    .as("seed %s, %s bytes cut at %s", seed, bytes.length, cut)
                    .isEqualTo(crc(bytes, 0, bytes.length));
        }
    }

    @Test
    void every_cut_of_a_short_message_has_the_checksum_of_the_whole() {
        byte[] bytes = random(300, 6);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(Crc32c.combine(crc(bytes, 0, cut), crc(bytes, cut, 300), 300 - cut))
                    .as("cut at %s", cut)
                    .isEqualTo(crc(bytes, 0, 300));
        }
    }

    @Test
    void nothing_before_or_behind_changes_nothing() {
        int crc = crc(random(100, 7), 0, 100);

        assertThat(Crc32c.combine(0, crc, 100)).isEqualTo(crc);
        assertThat(Crc32c.combine(crc, 0, 0)).isEqualTo(crc);
        assertThat(Crc32c.combine(0, 0, 0)).isZero();
    }

    @Test
    void many_pieces_joined_one_by_one_have_the_checksum_of_the_whole() {
        byte[] bytes = random(1 << 20, 8);
        Random random = new Random(9);
        int whole = 0;
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(10_000));
            whole = Crc32c.combine(whole, crc(bytes, at, end), end - at);
            at = end;
        }
        assertThat(whole).isEqualTo(crc(bytes, 0, bytes.length));
    }

    @Test
    void lengths_beyond_32_bits_join_as_their_parts_do() {
        long gibibytes = 5L << 30;
        Random random = new Random(10);
        for (int i = 0; i < 100; i++) {
            int first = random.nextInt();
            int second = random.nextInt();
            int third = random.nextInt();
            long more = random.nextLong(1L << 40);
            int leftFirst = Crc32c.combine(Crc32c.combine(first, second, gibibytes), third, more);
            int rightFirst = Crc32c.combine(first, Crc32c.combine(second, third, more), gibibytes + more);
            assertThat(leftFirst).as("round %s of seed 10", i).isEqualTo(rightFirst);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 29) - 1, 1L << 29, (1L << 29) + 12_345, 3L << 30, 1L << 33})
    void a_piece_of_half_a_gibibyte_and_more_has_the_checksum_that_streaming_gives(long size) {
        byte[] first = random(1000, 11);
        CRC32C whole = new CRC32C();
        whole.update(first);
        CRC32C second = new CRC32C();
        byte[] mebibyte = random(1 << 20, 12);
        for (long left = size; left > 0; left -= mebibyte.length) {
            int piece = (int) Math.min(left, mebibyte.length);
            whole.update(mebibyte, 0, piece);
            second.update(mebibyte, 0, piece);
        }
        assertThat(Crc32c.combine(crc(first, 0, 1000), (int) second.getValue(), size))
                .isEqualTo((int) whole.getValue());
    }
}

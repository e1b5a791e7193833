package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** S2: what is committed stays. S5: a commit is all or nothing. And what a writer does on the way there. */
abstract class CommitRules extends StoreRules {

    private static final byte[] FIRST = bytes(1000, 11);
    private static final byte[] SECOND = bytes(500, 12);

    CommitRules(UploadStoreContract contract) {
        super(contract);
    }

    @Test
    void s2_a_commit_moves_the_offset() throws IOException {
        UploadId id = create();

        UploadSession committed = append(id, FIRST, Commit.progress());

        assertThat(committed.committed()).isEqualTo(FIRST.length);
        assertThat(committed.status()).isEqualTo(UploadStatus.OPEN);
        assertStored(committed, FIRST);
    }

    @Test
    void s2_committed_bytes_and_state_are_found_after_reopening() throws IOException {
        UploadId id = create(5000);
        UploadSession committed = append(id, FIRST, Commit.progress());

        reopen();

        assertStored(committed, FIRST);
    }

    @Test
    void s2_a_second_writer_goes_on_where_the_first_committed() throws IOException {
        UploadId id = openUpload(FIRST);

        UploadSession committed = append(id, SECOND, Commit.progress());

        assertStored(committed, join(FIRST, SECOND));
    }

    @Test
    void s2_an_upload_goes_on_after_each_reopening() throws IOException {
        UploadId id = create();
        byte[] all = new byte[0];
        for (int round = 0; round < 5; round++) {
            byte[] more = bytes(300 + round, 100 + round);
            append(id, more, Commit.progress());
            all = join(all, more);
            reopen();
            assertBytes(id, all);
        }
    }

    @Test
    void s2_each_commit_of_one_writer_counts() throws IOException {
        UploadId id = create();
        try (UploadWriter writer = store().openWriter(id)) {
            for (int round = 1; round <= 5; round++) {
                writer.write(ByteBuffer.wrap(FIRST));
                assertThat(writer.commit(Commit.progress()).committed()).isEqualTo(round * 1000L);
                assertThat(find(id).committed()).isEqualTo(round * 1000L);
            }
        }
        assertBytes(id, join(FIRST, FIRST, FIRST, FIRST, FIRST));
    }

    @Test
    void s2_commits_survive_although_the_writer_was_never_closed() throws IOException {
        UploadId id = create();
        UploadWriter writer = store().openWriter(id);
        writer.write(ByteBuffer.wrap(FIRST));
        UploadSession first = writer.commit(Commit.progress());
        writer.write(ByteBuffer.wrap(SECOND));

        reopen();

        assertStored(first, FIRST);
    }

    @Test
    void s2_commits_survive_a_store_that_was_closed_in_order() throws IOException {
        UploadId id = create();
        UploadSession committed = append(id, FIRST, Commit.progress());

        assumeDurable();
        store().close();
        reopen();

        assertStored(committed, FIRST);
    }

    @Test
    void s2_the_checksum_is_of_all_committed_bytes_after_every_commit() throws IOException {
        UploadId id = create();
        byte[] all = new byte[0];
        for (int size : new int[] {1, 0, 63, 64, 65, 4096, 3}) {
            byte[] more = bytes(size, 200 + size);
            all = join(all, more);
            assertThat(append(id, more, Commit.progress()).crc32c()).isEqualTo(crc32c(all));
        }
    }

    @Test
    void s2_the_time_of_the_last_commit_is_kept() throws IOException {
        UploadId id = openUpload(FIRST);
        advance(Duration.ofHours(1));

        assertThat(append(id, SECOND, Commit.progress()).updatedAt()).isCloseTo(now(), within(1, ChronoUnit.MILLIS));
        assertThat(find(id).updatedAt()).isCloseTo(now(), within(1, ChronoUnit.MILLIS));
    }

    @Test
    void s2_the_time_of_the_last_commit_is_kept_after_reopening() throws IOException {
        UploadId id = openUpload(FIRST);
        UploadSession committed = find(id);
        advance(Duration.ofHours(1));

        reopen();

        assertThat(find(id)).isEqualTo(committed);
    }

    @Test
    void s2_a_commit_of_a_few_mebibytes_survives() throws IOException {
        byte[] large = bytes((5 << 20) + 321, 13);
        UploadId id = create(large.length);
        try (UploadWriter writer = store().openWriter(id)) {
            for (int at = 0; at < large.length; at += 65_521) {
                writer.write(ByteBuffer.wrap(large, at, Math.min(65_521, large.length - at)));
            }
            writer.commit(Commit.complete());
        }
        assertBytes(id, large);
    }

    @Test
    void s2_a_commit_of_a_few_mebibytes_survives_reopening() throws IOException {
        byte[] large = bytes(3 << 20, 14);
        UploadId id = completeUpload(large);

        reopen();

        assertBytes(id, large);
    }

    @Test
    void s2_pieces_of_any_size_make_the_same_bytes() throws IOException {
        Random sizes = new Random(15);
        UploadId id = create();
        List<byte[]> pieces = new ArrayList<>();
        try (UploadWriter writer = store().openWriter(id)) {
            for (int i = 0; i < 200; i++) {
                byte[] piece = bytes(sizes.nextInt(3000), i);
                pieces.add(piece);
                writer.write(ByteBuffer.wrap(piece));
                if (sizes.nextInt(10) == 0) {
                    writer.commit(Commit.progress());
                }
            }
            writer.commit(Commit.complete());
        }
        assertBytes(id, join(pieces.toArray(byte[][]::new)));
    }

    static Stream<Arguments> buffers() {
        return Stream.of(
                buffer("heap", bytes -> ByteBuffer.wrap(bytes)),
                buffer(
                        "direct",
                        bytes -> ByteBuffer.allocateDirect(bytes.length)
                                .put(bytes)
                                .flip()),
                buffer("read-only", bytes -> ByteBuffer.wrap(bytes).asReadOnlyBuffer()),
                buffer("part of an array", bytes -> ByteBuffer.wrap(join(FIRST, bytes, FIRST), 1000, bytes.length)),
                buffer("slice", bytes -> ByteBuffer.wrap(join(FIRST, bytes)).slice(1000, bytes.length)),
                buffer(
                        "part of a direct buffer",
                        bytes -> ByteBuffer.allocateDirect(3000)
                                .position(700)
                                .put(bytes)
                                .flip()
                                .position(700)));
    }

    private static Arguments buffer(String kind, Function<byte[], ByteBuffer> of) {
        return Arguments.of(kind, of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buffers")
    void writer_takes_the_remaining_bytes_of_any_buffer(String kind, Function<byte[], ByteBuffer> of)
            throws IOException {
        UploadId id = create();
        ByteBuffer buffer = of.apply(SECOND);
        int limit = buffer.limit();
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(buffer);
            assertThat(buffer.position()).isEqualTo(limit);
            assertThat(buffer.limit()).isEqualTo(limit);
            writer.commit(Commit.progress());
        }
        assertBytes(id, SECOND);
    }

    @Test
    void writer_keeps_nothing_of_a_buffer_that_the_caller_uses_again() throws IOException {
        UploadId id = create();
        ByteBuffer buffer = ByteBuffer.allocate(100);
        try (UploadWriter writer = store().openWriter(id)) {
            for (byte value = 1; value <= 3; value++) {
                for (buffer.clear(); buffer.hasRemaining(); ) {
                    buffer.put(value);
                }
                writer.write(buffer.flip());
            }
            buffer.clear().put(new byte[100]);
            writer.commit(Commit.progress());
        }
        assertThat(read(id)[50]).isEqualTo((byte) 1);
        assertThat(read(id)[150]).isEqualTo((byte) 2);
        assertThat(read(id)[250]).isEqualTo((byte) 3);
    }

    @Test
    void writer_says_where_the_next_byte_goes() throws IOException {
        UploadId id = openUpload(FIRST);
        try (UploadWriter writer = store().openWriter(id)) {
            assertThat(writer.position()).as("opened").isEqualTo(1000);
            writer.write(ByteBuffer.wrap(SECOND));
            assertThat(writer.position()).as("written").isEqualTo(1500);
            writer.write(ByteBuffer.allocate(0));
            assertThat(writer.position()).as("nothing written").isEqualTo(1500);
            writer.commit(Commit.progress());
            assertThat(writer.position()).as("committed").isEqualTo(1500);
        }
    }

    @Test
    void s5_offset_length_and_completion_move_together() throws IOException {
        UploadId id = create();

        UploadSession committed = append(id, FIRST, Commit.complete().withLength(1000));

        assertThat(committed.committed()).isEqualTo(1000);
        assertThat(committed.length()).isEqualTo(OptionalLong.of(1000));
        assertThat(committed.status()).isEqualTo(UploadStatus.COMPLETE);
        assertStored(committed, FIRST);
    }

    @Test
    void s5_offset_length_and_completion_are_found_together_after_reopening() throws IOException {
        UploadId id = create();
        UploadSession committed = append(id, FIRST, Commit.complete().withLength(1000));

        reopen();

        assertStored(committed, FIRST);
    }

    @Test
    void s5_a_length_can_be_declared_with_bytes() throws IOException {
        UploadId id = create();

        UploadSession committed = append(id, FIRST, Commit.progress().withLength(7777));

        assertThat(committed.length()).isEqualTo(OptionalLong.of(7777));
        assertThat(committed.status()).isEqualTo(UploadStatus.OPEN);
        assertStored(committed, FIRST);
    }

    @Test
    void s5_a_length_can_be_declared_without_bytes() throws IOException {
        UploadId id = openUpload(FIRST);

        append(id, new byte[0], Commit.progress().withLength(7777));

        assertThat(find(id).length()).isEqualTo(OptionalLong.of(7777));
        assertBytes(id, FIRST);
    }

    @Test
    void s5_a_declared_length_stays_through_later_commits() throws IOException {
        UploadId id = create(3000);
        append(id, FIRST, Commit.progress());
        assertThat(find(id).length()).isEqualTo(OptionalLong.of(3000));

        UploadId late = create();
        append(late, FIRST, Commit.progress().withLength(3000));
        append(late, SECOND, Commit.progress());
        assertThat(find(late).length()).isEqualTo(OptionalLong.of(3000));
    }

    @Test
    void s5_a_declared_length_stays_after_reopening() throws IOException {
        UploadId id = create();
        append(id, FIRST, Commit.progress().withLength(3000));

        reopen();
        append(id, SECOND, Commit.progress());
        reopen();

        assertThat(find(id).length()).isEqualTo(OptionalLong.of(3000));
    }

    @Test
    void s5_an_unknown_length_stays_unknown_until_completion() throws IOException {
        UploadId id = openUpload(FIRST);

        assertThat(find(id).length()).isEmpty();
    }

    @Test
    void s5_reaching_the_length_completes_nothing() throws IOException {
        UploadId id = create(1000);

        assertThat(append(id, FIRST, Commit.progress()).isOpen()).isTrue();
        assertThat(find(id).isOpen()).isTrue();
    }

    @Test
    void s5_completion_makes_the_offset_the_length() throws IOException {
        UploadId id = openUpload(FIRST);

        append(id, SECOND, Commit.complete());

        assertThat(find(id).length()).isEqualTo(OptionalLong.of(1500));
    }

    @Test
    void s5_completion_without_new_bytes_moves_the_state_alone() throws IOException {
        UploadId id = openUpload(FIRST);

        UploadSession complete = append(id, new byte[0], Commit.complete());

        assertThat(complete.isComplete()).isTrue();
        assertStored(complete, FIRST);
    }

    @Test
    void s5_an_upload_of_length_zero_completes() throws IOException {
        UploadId declared = create(0);
        UploadId undeclared = create();

        UploadSession first = append(declared, new byte[0], Commit.complete());
        UploadSession second = append(undeclared, new byte[0], Commit.complete());

        assertThat(first.isComplete()).isTrue();
        assertThat(first.length()).isEqualTo(OptionalLong.of(0));
        assertThat(second.length()).isEqualTo(OptionalLong.of(0));
        assertStored(first, new byte[0]);
        assertStored(second, new byte[0]);
    }

    @Test
    void s5_an_upload_of_length_zero_is_complete_after_reopening() throws IOException {
        UploadId id = create(0);
        UploadSession complete = append(id, new byte[0], Commit.complete());

        reopen();

        assertStored(complete, new byte[0]);
    }
}

package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an upload, and how they are read. */
abstract class ContentRules extends StoreRules {

    private static final byte[] BYTES = bytes(1000, 41);

    ContentRules(UploadStoreContract contract) {
        super(contract);
    }

    private static byte[] drain(ReadableByteChannel channel, int bufferSize) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(bufferSize);
        while (channel.read(buffer) >= 0) {
            out.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"0,1000", "0,0", "1000,1000", "500,500", "0,1", "999,1000", "1,999", "250,750"})
    void content_has_every_range(int from, int to) throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));
        try (ReadableByteChannel channel = content.open(from, to)) {
            assertThat(drain(channel, 4096)).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1,5", "0,1001", "600,500", "1001,1001", "0,9223372036854775807", "-9223372036854775808,0", "-5,-1"})
    void content_refuses_what_is_no_range_of_it(long from, long to) throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> content.open(from, to).close());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 999, 1000, 1001})
    void content_can_be_read_in_pieces_of_any_size(int bufferSize) throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));
        try (ReadableByteChannel channel = content.open(100, 900)) {
            assertThat(drain(channel, bufferSize)).isEqualTo(Arrays.copyOfRange(BYTES, 100, 900));
            assertThat(channel.read(ByteBuffer.allocate(1)))
                    .as("behind the end")
                    .isEqualTo(-1);
        }
    }

    @Test
    void content_can_be_read_into_a_direct_buffer() throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));
        ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
        try (ReadableByteChannel channel = content.open(0, 1000)) {
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                assertThat(channel.isOpen()).isTrue();
            }
        }
        assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(BYTES));
    }

    @Test
    void content_knows_its_size() throws IOException {
        UploadId id = openUpload(BYTES);
        assertThat(store().content(id).size()).isEqualTo(1000);

        append(id, BYTES, Commit.complete());

        assertThat(store().content(id).size()).isEqualTo(2000);
    }

    @Test
    void content_of_an_empty_upload_is_empty() throws IOException {
        UploadId id = create();

        assertThat(store().content(id).size()).isZero();
        assertThat(read(id)).isEmpty();
    }

    @Test
    void content_can_be_read_as_often_as_wanted() throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));
        for (int i = 0; i < 3; i++) {
            try (ReadableByteChannel channel = content.open(0, 1000)) {
                assertThat(drain(channel, 333)).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void content_read_twice_at_once_is_read_independently() throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));
        try (ReadableByteChannel first = content.open(0, 1000);
                ReadableByteChannel second = content.open(500, 1000)) {
            assertThat(first.read(ByteBuffer.allocate(10))).isEqualTo(10);
            assertThat(drain(second, 100)).isEqualTo(Arrays.copyOfRange(BYTES, 500, 1000));
            assertThat(drain(first, 100)).isEqualTo(Arrays.copyOfRange(BYTES, 10, 1000));
        }
    }

    @Test
    void content_can_be_read_while_a_writer_is_open() throws IOException {
        UploadId id = openUpload(BYTES);
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(BYTES));
            assertThat(read(id)).as("written").isEqualTo(BYTES);
            writer.commit(Commit.progress());
            assertThat(read(id)).as("committed").isEqualTo(join(BYTES, BYTES));
            writer.write(ByteBuffer.wrap(BYTES));
        }
        assertThat(read(id)).as("discarded").isEqualTo(join(BYTES, BYTES));
    }

    @Test
    void content_is_read_by_many_threads_while_a_writer_works() throws IOException {
        UploadId id = openUpload(BYTES);
        UploadContent content = store().content(id);
        try (UploadWriter writer = store().openWriter(id)) {
            IntStream.range(0, 40).parallel().forEach(i -> {
                try (ReadableByteChannel channel = content.open(i, 1000)) {
                    if (i == 0) {
                        writer.write(ByteBuffer.wrap(BYTES));
                        writer.commit(Commit.progress());
                    }
                    assertThat(drain(channel, 100)).isEqualTo(Arrays.copyOfRange(BYTES, i, 1000));
                } catch (IOException e) {
                    throw new AssertionError("reader " + i, e);
                }
            });
        }
        assertBytes(id, join(BYTES, BYTES));
    }

    @Test
    void content_can_be_read_after_reopening() throws IOException {
        UploadId id = completeUpload(BYTES);

        reopen();

        try (ReadableByteChannel channel = store().content(id).open(400, 600)) {
            assertThat(drain(channel, 64)).isEqualTo(Arrays.copyOfRange(BYTES, 400, 600));
        }
    }

    @Test
    void content_of_a_retired_upload_is_gone() throws IOException {
        UploadId id = openUpload(BYTES);

        store().retire(id);

        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void features_are_the_same_for_the_life_of_a_store() throws IOException {
        Set<StoreFeature> features = Set.copyOf(store().features());

        completeUpload(BYTES);

        assertThat(store().features()).isEqualTo(features);
    }

    @Test
    void features_local_files_hold_exactly_the_bytes_of_a_complete_upload() throws IOException {
        UploadId id = create();
        appendAndDiscard(id, join(BYTES, BYTES));
        append(id, BYTES, Commit.complete());
        UploadContent content = store().content(id);

        if (store().features().contains(StoreFeature.LOCAL_FILES)) {
            assertThat(content.path()).isPresent();
        }
        if (content.path().isPresent()) {
            assertThat(Files.readAllBytes(content.path().get())).isEqualTo(BYTES);
        }
    }

    @Test
    void features_local_files_are_there_for_an_empty_upload_too() throws IOException {
        UploadContent content = store().content(completeUpload(new byte[0]));

        if (store().features().contains(StoreFeature.LOCAL_FILES)) {
            assertThat(content.path()).isPresent();
            assertThat(content.path().get()).isEmptyFile();
        }
    }
}

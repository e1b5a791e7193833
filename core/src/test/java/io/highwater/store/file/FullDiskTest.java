package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of one mebibyte that is full. Skipped where we may not mount one. */
class FullDiskTest {

    @TempDir
    Path temporary;

    private static UploadId create(FileUploadStore store) throws IOException {
        UploadId id = UploadId.random();
        store.create(new Creation(id, "/", null, Instant.now(), NewUpload.ofUnknownLength()));
        return id;
    }

    private static void append(FileUploadStore store, UploadId id, int count) throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.allocate(count));
            writer.commit(Commit.progress());
        }
    }

    private static void assertOutOfSpace(FileUploadStore store, UploadId id) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> append(store, id, 1 << 20))
                .extracting(UploadException::reason)
                .isEqualTo(Reason.OUT_OF_SPACE);
    }

    @Test
    void a_full_disk_is_said_to_be_full_and_every_upload_goes_on_when_there_is_space_again() throws IOException {
        try (Mount mount = Mount.orSkip(temporary.resolve("small"), "-t", "tmpfs", "-o", "size=1m", "tmpfs");
                FileUploadStore store = FileUploadStore.open(mount.directory().resolve("store"))) {
            UploadId large = create(store);
            append(store, large, 500_000);
            UploadId id = create(store);
            append(store, id, 100_000);

            for (int i = 0; i < 5; i++) {
                assertOutOfSpace(store, id);
                assertThat(store.find(id).orElseThrow().committed()).isEqualTo(100_000);
            }
            store.delete(large);
            append(store, id, 500_000);

            assertThat(store.find(id).orElseThrow().committed()).isEqualTo(600_000);
            assertThat(store.find(large)).isEmpty();
        }
    }
}

package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small file system that is full. Skipped where we may not mount one. */
@Tag("T18")
class FullDiskTest {

    @TempDir
    Path temporary;

    private static FileUploadStore open(Mount mount, long minFreeSpace) throws IOException {
        return FileUploadStore.open(
                mount.directory().resolve("store"), FileStoreOptions.defaults().withMinFreeSpace(minFreeSpace));
    }

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
        assertOutOfSpace(() -> append(store, id, 1 << 20));
    }

    private static void assertOutOfSpace(ThrowingCallable call) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(call)
                .extracting(UploadException::reason)
                .isEqualTo(Reason.OUT_OF_SPACE);
    }

    @Test
    void a_full_disk_is_said_to_be_full_and_every_upload_goes_on_when_there_is_space_again() throws IOException {
        try (Mount mount = Mount.orSkip(temporary.resolve("small"), "-t", "tmpfs", "-o", "size=1m", "tmpfs");
                FileUploadStore store = open(mount, 0)) {
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

    /** A file that takes all the space there is. */
    private static Path fill(Path directory) throws IOException {
        Path filler = directory.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (byte[] bytes = new byte[4096]; ; ) {
                out.write(bytes);
            }
        } catch (IOException full) {
            assertThat(Files.getFileStore(directory).getUsableSpace()).isLessThan(4096);
        }
        return filler;
    }

    @Test
    void on_a_full_ext4_the_offset_stays_deleting_works_and_uploads_go_on_when_there_is_space_again()
            throws IOException {
        Path image = Mount.image(temporary.resolve("image"), 8 << 20);
        UploadId id;
        try (Mount mount = Mount.orSkip(temporary.resolve("small"), "-o", "loop", image.toString());
                FileUploadStore store = open(mount, 0)) {
            id = create(store);
            UploadId other = create(store);
            append(store, id, 100_000);
            append(store, other, 10_000);
            Path filler = fill(mount.directory());

            for (int i = 0; i < 5; i++) {
                assertOutOfSpace(store, id);
                assertThat(store.find(id).orElseThrow().committed()).isEqualTo(100_000);
            }
            store.delete(other);
            assertThat(store.find(other)).isEmpty();

            Files.delete(filler);
            append(store, id, 1 << 20);
        }
        try (Mount mount = Mount.orSkip(temporary.resolve("small"), "-o", "loop", image.toString());
                FileUploadStore store = open(mount, 0)) {
            assertThat(store.find(id).orElseThrow().committed()).isEqualTo(100_000 + (1 << 20));
        }
    }

    /** Takes space until no more than that is left. */
    private static Path fillUpTo(Mount mount, long left) throws IOException {
        Path filler = Files.createTempFile(mount.directory(), "filler", "");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (Files.getFileStore(mount.directory()).getUsableSpace() >= left) {
                out.write(new byte[64 << 10]);
            }
        }
        return filler;
    }

    @Test
    void space_is_kept_back_so_that_uploads_come_to_an_end_on_a_disk_that_is_full_for_others() throws IOException {
        Path image = Mount.image(temporary.resolve("image"), 16 << 20);
        try (Mount mount = Mount.orSkip(temporary.resolve("small"), "-o", "loop", image.toString());
                FileUploadStore store = open(mount, 4 << 20)) {
            UploadId finished = create(store);
            append(store, finished, 1000);
            UploadId other = create(store);

            Path some = fillUpTo(mount, 4 << 20);
            await().untilAsserted(() -> assertOutOfSpace(() -> create(store)));
            append(store, finished, 1000);

            Path more = fillUpTo(mount, 2 << 20);
            await().untilAsserted(() -> assertOutOfSpace(store, other));
            try (UploadWriter writer = store.openWriter(finished)) {
                assertThat(writer.commit(Commit.completeAndAnnounce()).committed())
                        .isEqualTo(2000);
            }
            store.retire(other);
            store.delete(other);
            UploadId outcome = UploadId.random();
            store.create(
                    new Creation(outcome, Creation.PATH_OF_ENGINE, null, Instant.now(), NewUpload.ofUnknownLength()));
            append(store, outcome, 1000);

            Files.delete(some);
            Files.delete(more);
            append(store, create(store), 1 << 20);
        }
    }

    @Test
    void a_full_disk_is_known_whatever_language_the_system_speaks() throws Exception {
        ForeignLocale german = ForeignLocale.orSkip(temporary);
        try (Mount mount = Mount.orSkip(temporary.resolve("small"), "-t", "tmpfs", "-o", "size=4m", "tmpfs")) {
            Process process =
                    german.start(TroubledProcess.class, mount.directory().resolve("store"));
            try (BufferedReader said = process.inputReader();
                    BufferedWriter tell = process.outputWriter()) {
                assertThat(said.readLine()).isEqualTo("ready");
                assertThat(answer(tell, said)).isEqualTo("committed");
                Path filler = fill(mount.directory());

                assertThat(answer(tell, said)).startsWith("OUT_OF_SPACE").doesNotContainIgnoringCase("no space left");

                Files.delete(filler);
                assertThat(answer(tell, said)).isEqualTo("committed");
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static String answer(BufferedWriter tell, BufferedReader said) throws IOException {
        tell.write("append\n");
        tell.flush();
        return said.readLine();
    }
}

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
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that turns read-only under an open store. Skipped where we may not mount one. */
@Tag("T18")
class ReadOnlyDiskTest {

    @TempDir
    Path temporary;

    private long nanoTime;

    private Mount mounted(Path image) throws IOException {
        return Mount.orSkip(temporary.resolve("mounted"), "-o", "loop", image.toString());
    }

    /**
     * The kernel refuses to remount what has files open for writing, as a store's lock is. So a read-only mount of the same
     * directory is laid over it: what is opened from now on is read-only.
     */
    private static Mount madeReadOnly(Path directory) throws IOException {
        Mount above = Mount.orSkip(directory, "--bind", directory.toString());
        assertThat(Mount.run(List.of("mount", "-o", "remount,bind,ro", directory.toString())))
                .isZero();
        return above;
    }

    private FileUploadStore open(Path directory) throws IOException {
        return FileUploadStore.open(directory, Clock.systemUTC(), new LocalDisk(), () -> nanoTime);
    }

    private static UploadId create(FileUploadStore store) throws IOException {
        UploadId id = UploadId.random();
        store.create(new Creation(id, "/", null, Instant.now(), NewUpload.ofUnknownLength()));
        return id;
    }

    private static void append(FileUploadStore store, UploadId id) throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.allocate(1000));
            writer.commit(Commit.progress());
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(call)
                .extracting(UploadException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void untouched_uploads_can_be_read_nothing_is_lost_and_uploads_go_on_when_it_is_writable_again()
            throws IOException {
        Path image = Mount.image(temporary.resolve("image"), 16 << 20);
        try (Mount mount = mounted(image);
                FileUploadStore store = open(mount.directory().resolve("store"))) {
            UploadId id = create(store);
            append(store, id);
            UploadId untouched = create(store);
            append(store, untouched);

            try (Mount readOnly = madeReadOnly(mount.directory().resolve("store"))) {
                assertThat(Files.isWritable(readOnly.directory())).isFalse();
                assertUnavailable(() -> append(store, id));
                assertUnavailable(() -> create(store));
                assertUnavailable(() -> store.retire(id));
                assertUnavailable(() -> store.delete(id));
                assertThat(store.find(untouched).orElseThrow().committed()).isEqualTo(1000);
                try (var bytes = store.content(untouched).openStream()) {
                    assertThat(bytes.readAllBytes()).hasSize(1000);
                }
            }

            nanoTime += Duration.ofSeconds(5).toNanos();
            append(store, id);
            assertThat(store.find(id).orElseThrow().committed()).isEqualTo(2000);
            assertThat(store.quarantined()).isZero();
        }
    }

    @Test
    void an_open_writer_on_an_ext4_that_gave_up_acknowledges_nothing_and_loses_nothing() throws IOException {
        Path image = Mount.image(temporary.resolve("image"), 16 << 20);
        UploadId id;
        try (Mount mount = mounted(image);
                FileUploadStore store = open(mount.directory().resolve("store"))) {
            id = create(store);
            append(store, id);
            try (UploadWriter writer = store.openWriter(id)) {
                writer.write(ByteBuffer.allocate(500));
                Mount.run(List.of(
                        "mount", "-o", "remount,abort", mount.directory().toString()));

                assertUnavailable(() -> writer.commit(Commit.progress()));
            }
            assertUnavailable(() -> create(store));
        }
        try (Mount mount = mounted(image);
                FileUploadStore store = open(mount.directory().resolve("store"))) {
            assertThat(store.find(id).orElseThrow().committed()).isEqualTo(1000);
            append(store, id);
            assertThat(store.quarantined()).isZero();
        }
    }

    @Test
    void a_read_only_file_system_is_known_whatever_language_the_system_speaks() throws Exception {
        ForeignLocale german = ForeignLocale.orSkip(temporary);
        Path directory = Files.createDirectory(temporary.resolve("store"));
        Process process = german.start(TroubledProcess.class, directory);
        try (BufferedReader said = process.inputReader();
                BufferedWriter tell = process.outputWriter()) {
            assertThat(said.readLine()).isEqualTo("ready");
            try (Mount readOnly = madeReadOnly(directory)) {
                assertThat(Files.isWritable(readOnly.directory())).isFalse();
                tell.write("append\n");
                tell.flush();
                assertThat(said.readLine()).startsWith("UNAVAILABLE").doesNotContainIgnoringCase("read-only");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}

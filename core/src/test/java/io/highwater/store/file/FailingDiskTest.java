package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.CrashDisk.Trouble;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that goes on failing is not tried by everybody, again and again. */
@Tag("T18")
class FailingDiskTest {

    private static final Path ROOT = Path.of("store").toAbsolutePath();

    private final CrashDisk disk = new CrashDisk();
    private final List<UploadId> uploads = new ArrayList<>();
    private FileUploadStore store;
    private long nanos;

    @BeforeEach
    void openWithUploads() throws IOException {
        Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        store = FileUploadStore.open(ROOT, clock, disk, () -> nanos);
        for (int i = 0; i < 4; i++) {
            uploads.add(create());
        }
    }

    private UploadId create() throws IOException {
        UploadId id = UploadId.random();
        store.create(new Creation(id, "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
        return id;
    }

    private void append(UploadId id) throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.allocate(10));
            writer.commit(Commit.progress());
        }
    }

    private void breakDisk() {
        disk.failingToSync(path -> path.toString().endsWith(".data"));
        for (UploadId id : uploads.subList(0, 3)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> append(id));
        }
    }

    /** Whether the next store would believe what stands on the disk: the last one had no upload left in doubt. */
    private boolean endsWell() throws IOException {
        store.close();
        try (DiskFile lock = disk.open(new Layout(ROOT).lock(), Disk.Access.READ)) {
            return LockRecord.read(lock).orElseThrow().clean();
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(call)
                .extracting(UploadException::reason)
                .isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void after_three_uploads_could_not_be_synced_no_writer_is_opened_and_nothing_created() {
        breakDisk();

        assertRefused(() -> store.openWriter(uploads.get(3)));
        assertRefused(this::create);
    }

    @Test
    void a_writer_that_could_be_opened_is_no_proof_that_the_disk_works_again() {
        breakDisk();
        nanos += Duration.ofSeconds(5).toNanos();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> append(uploads.get(3)));

        assertRefused(() -> store.openWriter(uploads.get(0)));
    }

    @Test
    void taking_a_completion_off_the_list_is_no_proof_that_the_disk_works_again() throws IOException {
        breakDisk();

        store.markAnnounced(uploads.get(3));

        assertRefused(() -> store.openWriter(uploads.get(3)));
    }

    @Test
    void a_commit_that_was_synced_lets_everybody_in_again() throws IOException {
        breakDisk();
        nanos += Duration.ofSeconds(5).toNanos();
        disk.failingToSync(path -> false);

        append(uploads.get(3));

        append(uploads.get(0));
        append(create());
    }

    @ParameterizedTest
    @EnumSource(names = {"IO_ERROR", "NO_SPACE"})
    void a_creation_that_failed_and_left_nothing_leaves_nothing_in_doubt(Trouble trouble) throws IOException {
        int call = 0;
        boolean failed = true;
        while (failed) {
            nanos += Duration.ofSeconds(5).toNanos();
            disk.trouble(trouble, ++call, false);
            failed = fails(this::create);
        }
        disk.heal();
        assertThat(call).as("calls of a creation").isGreaterThan(5);
        assertThat(endsWell()).isTrue();
    }

    @Test
    void a_creation_of_which_something_may_be_left_is_in_doubt() throws IOException {
        disk.trouble(Trouble.IO_ERROR, 4, true);
        assertThat(fails(this::create)).isTrue();
        disk.heal();

        assertThat(endsWell()).isFalse();
    }

    private static boolean fails(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        if (failure != null) {
            assertThat(failure).isInstanceOfAny(IOException.class, UploadException.class);
        }
        return failure != null;
    }
}

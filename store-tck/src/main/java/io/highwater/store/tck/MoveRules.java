package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code moveTo} and {@code discard}: the finished bytes go to the application, or nowhere. */
abstract class MoveRules extends StoreRules {

    private static final byte[] BYTES = bytes(70_000, 51);

    private Path directory;
    private Path target;

    MoveRules(UploadStoreContract contract) {
        super(contract);
    }

    @BeforeEach
    final void chooseTarget(@TempDir Path temporary) {
        directory = temporary;
        target = temporary.resolve("finished.bin");
    }

    private void assertMoved(byte[] bytes) throws IOException {
        assertSame(Files.readAllBytes(target), bytes);
        try (var files = Files.list(directory)) {
            assertThat(files).as("nothing but the target").containsExactly(target);
        }
    }

    @Test
    void move_puts_the_finished_bytes_at_the_target() throws IOException {
        UploadId id = completeUpload(BYTES);

        store().content(id).moveTo(target);

        assertMoved(BYTES);
    }

    @Test
    void move_leaves_the_upload_complete_without_its_bytes() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);
        advance(Duration.ofHours(1));

        store().content(id).moveTo(target);

        assertThat(find(id)).isEqualTo(complete);
        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void move_is_remembered_after_reopening() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);
        advance(Duration.ofHours(1));
        store().content(id).moveTo(target);

        reopen();

        assertThat(find(id)).isEqualTo(complete);
        assertFails(Reason.GONE, () -> store().content(id));
        assertMoved(BYTES);
    }

    @Test
    void move_of_an_empty_upload_makes_an_empty_file() throws IOException {
        UploadId id = completeUpload(new byte[0]);

        store().content(id).moveTo(target);

        assertMoved(new byte[0]);
        assertThat(find(id).isComplete()).isTrue();
        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void move_again_changes_nothing() throws IOException {
        UploadContent content = store().content(completeUpload(BYTES));
        content.moveTo(target);

        content.moveTo(target);

        assertMoved(BYTES);
    }

    @Test
    void move_goes_on_where_an_earlier_try_had_put_the_bytes_already() throws IOException {
        UploadId id = completeUpload(BYTES);
        Files.write(target, BYTES);

        store().content(id).moveTo(target);

        assertMoved(BYTES);
        assertThat(find(id).isComplete()).isTrue();
        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void move_of_an_unfinished_upload_is_refused() throws IOException {
        UploadId id = openUpload(BYTES);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store().content(id).moveTo(target));

        assertThat(target).doesNotExist();
        assertBytes(id, BYTES);
    }

    @Test
    void move_to_where_no_file_can_be_keeps_the_bytes() throws IOException {
        UploadId id = completeUpload(BYTES);
        Path nowhere = directory.resolve("no such directory").resolve("finished.bin");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> store().content(id).moveTo(nowhere));

        assertBytes(id, BYTES);
        store().content(id).moveTo(target);
        assertMoved(BYTES);
    }

    @Test
    void move_announces_nothing() throws IOException {
        UploadId id = create();
        append(id, BYTES, Commit.completeAndAnnounce());

        store().content(id).moveTo(target);

        try (var unannounced = store().unannounced()) {
            assertThat(unannounced).as("still to be announced").containsExactly(id);
        }
        store().markAnnounced(id);
        try (var unannounced = store().unannounced()) {
            assertThat(unannounced).isEmpty();
        }
    }

    @Test
    void s7_a_late_move_does_not_bring_a_deleted_upload_back() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadContent content = store().content(id);
        store().delete(id);

        tryTo(() -> content.moveTo(target));

        assertThat(store().find(id)).isEmpty();
        assertFails(Reason.NOT_FOUND, () -> store().content(id));
    }

    @Test
    void move_leaves_the_file_alone_when_the_upload_is_deleted() throws IOException {
        UploadId id = completeUpload(BYTES);
        store().content(id).moveTo(target);

        store().delete(id);

        assertThat(store().find(id)).isEmpty();
        assertMoved(BYTES);
    }

    @Test
    void discard_leaves_the_upload_complete_without_its_bytes() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);
        advance(Duration.ofHours(1));

        store().content(id).discard();

        assertThat(find(id)).isEqualTo(complete);
        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void discard_is_remembered_after_reopening() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);
        store().content(id).discard();

        reopen();

        assertThat(find(id)).isEqualTo(complete);
        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void discard_again_or_after_a_move_changes_nothing() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadContent content = store().content(id);
        content.moveTo(target);

        content.discard();
        content.discard();

        assertMoved(BYTES);
        assertThat(find(id).isComplete()).isTrue();
    }

    @Test
    void discard_of_an_unfinished_upload_is_refused() throws IOException {
        UploadId id = openUpload(BYTES);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> store().content(id).discard());

        assertBytes(id, BYTES);
    }

    @Test
    void s7_a_late_discard_does_not_bring_a_deleted_upload_back() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadContent content = store().content(id);
        store().delete(id);

        tryTo(content::discard);

        assertThat(store().find(id)).isEmpty();
    }
}

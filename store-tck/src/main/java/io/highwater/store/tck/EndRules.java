package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S7: what is deleted stays deleted. S9: complete is final. And what becomes of a retired upload. */
abstract class EndRules extends StoreRules {

    private static final byte[] BYTES = bytes(1000, 31);

    EndRules(UploadStoreContract contract) {
        super(contract);
    }

    /** What an upload can be when it is deleted. */
    enum Stage {
        EMPTY,
        OPEN,
        COMPLETE,
        ANNOUNCING,
        RETIRED
    }

    private UploadId uploadAt(Stage stage) throws IOException {
        UploadId id = create();
        switch (stage) {
            case EMPTY -> {}
            case OPEN -> append(id, BYTES, Commit.progress());
            case COMPLETE -> append(id, BYTES, Commit.complete());
            case ANNOUNCING -> append(id, BYTES, Commit.completeAndAnnounce());
            case RETIRED -> store().retire(id);
        }
        return id;
    }

    private void assertDeleted(UploadId id) throws IOException {
        assertThat(store().find(id)).isEmpty();
        assertFails(Reason.NOT_FOUND, () -> store().openWriter(id));
        assertFails(Reason.NOT_FOUND, () -> store().content(id));
        try (var unannounced = store().unannounced()) {
            assertThat(unannounced).doesNotContain(id);
        }
        try (var inactive = store().inactiveSince(now().plusSeconds(1))) {
            assertThat(inactive).extracting(UploadSession::id).doesNotContain(id);
        }
    }

    @ParameterizedTest
    @EnumSource
    void s7_a_deleted_upload_is_not_found(Stage stage) throws IOException {
        UploadId id = uploadAt(stage);

        store().delete(id);

        assertDeleted(id);
    }

    @ParameterizedTest
    @EnumSource
    void s7_a_deleted_upload_is_not_found_after_reopening(Stage stage) throws IOException {
        UploadId id = uploadAt(stage);
        store().delete(id);

        reopen();

        assertDeleted(id);
    }

    @ParameterizedTest
    @EnumSource
    void s7_an_upload_from_before_the_reopening_can_be_deleted(Stage stage) throws IOException {
        UploadId id = uploadAt(stage);

        reopen();
        store().delete(id);

        assertDeleted(id);
    }

    @Test
    void s7_a_deleted_id_may_be_used_again() throws IOException {
        Creation creation = creation(NewUpload.ofUnknownLength());
        store().create(creation);
        append(creation.id(), new byte[] {1, 2, 3}, Commit.complete());
        store().delete(creation.id());

        store().create(creation);
        append(creation.id(), new byte[] {4}, Commit.complete());

        assertBytes(creation.id(), new byte[] {4});
        reopen();
        assertBytes(creation.id(), new byte[] {4});
    }

    @Test
    void s7_deleting_what_is_not_there_does_nothing() throws IOException {
        UploadId id = openUpload(BYTES);
        UploadId other = create();
        store().delete(other);

        store().delete(other);
        store().delete(UploadId.random());

        assertBytes(id, BYTES);
    }

    @Test
    void s7_closing_a_writer_does_not_bring_a_deleted_upload_back() throws IOException {
        UploadId id = openUpload(BYTES);
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(BYTES));
            store().delete(id);
        }
        assertDeleted(id);
    }

    @Test
    void s7_a_late_commit_does_not_bring_a_deleted_upload_back() throws IOException {
        UploadId id = openUpload(BYTES);
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(BYTES));
            store().delete(id);
            tryTo(() -> writer.commit(Commit.completeAndAnnounce()));
        }
        assertDeleted(id);
    }

    @Test
    void s7_marking_it_announced_does_not_bring_a_deleted_upload_back() throws IOException {
        UploadId id = uploadAt(Stage.ANNOUNCING);
        store().delete(id);

        tryTo(() -> store().markAnnounced(id));

        assertDeleted(id);
    }

    @Test
    void s7_retiring_it_does_not_bring_a_deleted_upload_back() throws IOException {
        UploadId id = openUpload(BYTES);
        store().delete(id);

        tryTo(() -> store().retire(id));

        assertDeleted(id);
    }

    @Test
    void s9_a_complete_upload_stays_as_it_is_after_reopening() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);

        reopen();

        assertThat(complete.status()).isEqualTo(UploadStatus.COMPLETE);
        assertStored(complete, BYTES);
    }

    @Test
    void s9_the_writer_that_completed_an_upload_cannot_change_it() throws IOException {
        UploadId id = create();
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(BYTES));
            UploadSession complete = writer.commit(Commit.complete());
            tryTo(() -> {
                writer.write(ByteBuffer.wrap(BYTES));
                writer.commit(Commit.progress());
            });
            assertFinal(complete);
        }
    }

    @Test
    void s9_a_later_writer_cannot_change_a_complete_upload() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);

        tryTo(() -> append(id, BYTES, Commit.progress().withLength(5000)));

        assertFinal(complete);
    }

    @Test
    void s9_a_later_writer_that_is_closed_without_a_commit_cannot_change_a_complete_upload() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);

        tryTo(() -> appendAndDiscard(id, BYTES));

        assertFinal(complete);
    }

    @Test
    void s9_a_complete_upload_cannot_be_retired() throws IOException {
        UploadId id = completeUpload(BYTES);
        UploadSession complete = find(id);

        tryTo(() -> store().retire(id));

        assertFinal(complete);
    }

    @Test
    void s9_marking_it_announced_does_not_change_a_complete_upload() throws IOException {
        UploadId id = create();
        UploadSession complete = append(id, BYTES, Commit.completeAndAnnounce());
        advance(Duration.ofHours(1));

        store().markAnnounced(id);

        assertFinal(complete);
    }

    private void assertFinal(UploadSession complete) throws IOException {
        UploadSession found = find(complete.id());
        assertThat(found.status()).isEqualTo(UploadStatus.COMPLETE);
        assertThat(found.length()).isEqualTo(OptionalLong.of(BYTES.length));
        assertThat(found.etag()).isEqualTo(complete.etag());
        assertBytes(complete.id(), BYTES);
    }

    @Test
    void retire_makes_an_upload_gone() throws IOException {
        UploadId id = openUpload(BYTES);

        UploadSession gone = store().retire(id);

        assertThat(gone.id()).isEqualTo(id);
        assertGone(id);
        assertThat(find(id)).isEqualTo(gone);
    }

    @Test
    void retire_survives_reopening() throws IOException {
        UploadId id = openUpload(BYTES);
        UploadSession gone = store().retire(id);

        reopen();

        assertGone(id);
        assertThat(find(id)).isEqualTo(gone);
    }

    @Test
    void retire_of_an_empty_upload_makes_it_gone() throws IOException {
        UploadId id = create(10);

        store().retire(id);

        assertGone(id);
    }

    @Test
    void retire_is_not_undone_by_a_late_commit() throws IOException {
        UploadId id = create();
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(BYTES));
            store().retire(id);
            tryTo(() -> writer.commit(Commit.complete()));
        }
        assertGone(id);
    }

    @Test
    void retire_fails_where_there_is_nothing() {
        assertFails(Reason.NOT_FOUND, () -> store().retire(UploadId.random()));
    }

    private void assertGone(UploadId id) throws IOException {
        assertThat(find(id).status()).isEqualTo(UploadStatus.GONE);
        assertFails(Reason.GONE, () -> store().openWriter(id));
        assertFails(Reason.GONE, () -> store().content(id));
    }
}

package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** S3: committed bytes never change. S4: what is not committed does not count. */
abstract class DiscardRules extends StoreRules {

    private static final byte[] KEPT = bytes(1000, 21);
    private static final byte[] DISCARDED = bytes(800, 22);
    private static final byte[] OTHER = bytes(300, 23);

    DiscardRules(UploadStoreContract contract) {
        super(contract);
    }

    @Test
    void s3_committed_bytes_stay_when_more_is_committed() throws IOException {
        UploadId id = openUpload(KEPT);

        append(id, OTHER, Commit.progress());

        assertBytes(id, join(KEPT, OTHER));
    }

    @Test
    void s3_committed_bytes_stay_when_more_is_discarded() throws IOException {
        UploadId id = openUpload(KEPT);

        appendAndDiscard(id, DISCARDED);

        assertBytes(id, KEPT);
    }

    @Test
    void s3_content_opened_earlier_stays_what_it_was() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadContent content = store().content(id);

        appendAndDiscard(id, DISCARDED);
        append(id, OTHER, Commit.progress());

        assertThat(content.size()).isEqualTo(KEPT.length);
        try (InputStream in = content.openStream()) {
            assertThat(in.readAllBytes()).isEqualTo(KEPT);
        }
    }

    @Test
    void s3_a_stream_opened_earlier_ends_where_the_bytes_ended() throws IOException {
        UploadId id = openUpload(KEPT);
        try (InputStream in = store().content(id).openStream()) {
            append(id, OTHER, Commit.progress());
            assertThat(in.readAllBytes()).isEqualTo(KEPT);
        }
    }

    @Test
    void s4_bytes_are_not_found_before_their_commit() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadSession before = find(id);
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(DISCARDED));

            assertStored(before, KEPT);
        }
    }

    @Test
    void s4_discarded_bytes_are_not_found() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadSession before = find(id);

        appendAndDiscard(id, DISCARDED);

        assertStored(before, KEPT);
    }

    @Test
    void s4_the_next_writer_begins_at_the_committed_offset() throws IOException {
        UploadId id = openUpload(KEPT);

        appendAndDiscard(id, DISCARDED);

        try (UploadWriter writer = store().openWriter(id)) {
            assertThat(writer.position()).isEqualTo(KEPT.length);
        }
    }

    @Test
    void s4_other_bytes_take_the_place_of_discarded_ones() throws IOException {
        UploadId id = openUpload(KEPT);
        appendAndDiscard(id, DISCARDED);

        append(id, OTHER, Commit.complete());

        assertBytes(id, join(KEPT, OTHER));
    }

    @Test
    void s4_other_bytes_take_the_place_of_discarded_ones_after_reopening() throws IOException {
        UploadId id = openUpload(KEPT);
        appendAndDiscard(id, DISCARDED);

        reopen();
        append(id, OTHER, Commit.complete());
        reopen();

        assertBytes(id, join(KEPT, OTHER));
    }

    @Test
    void s4_fewer_bytes_leave_nothing_of_the_discarded_ones_behind() throws IOException {
        UploadId id = create();
        appendAndDiscard(id, DISCARDED);
        append(id, bytes(1, 24), Commit.complete());

        assertBytes(id, bytes(1, 24));
        assertThat(store().content(id).size()).isEqualTo(1);
    }

    @Test
    void s4_nothing_is_left_of_discarded_bytes_when_an_empty_upload_completes() throws IOException {
        UploadId id = create();
        appendAndDiscard(id, DISCARDED);

        append(id, new byte[0], Commit.complete());

        assertBytes(id, new byte[0]);
    }

    @Test
    void s4_bytes_written_after_the_last_commit_of_a_writer_are_discarded() throws IOException {
        UploadId id = create();
        try (UploadWriter writer = store().openWriter(id)) {
            writer.write(ByteBuffer.wrap(KEPT));
            writer.commit(Commit.progress());
            writer.write(ByteBuffer.wrap(DISCARDED));
        }
        assertBytes(id, KEPT);
        append(id, OTHER, Commit.progress());
        assertBytes(id, join(KEPT, OTHER));
    }

    @Test
    void s4_uncommitted_bytes_do_not_count_after_a_crash() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadSession before = find(id);
        UploadWriter lost = store().openWriter(id);
        lost.write(ByteBuffer.wrap(DISCARDED));

        reopen();

        assertStored(before, KEPT);
        append(id, OTHER, Commit.complete());
        assertBytes(id, join(KEPT, OTHER));
    }

    @Test
    void s4_closing_the_store_discards_what_its_writers_had_not_committed() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadSession before = find(id);
        UploadWriter writer = store().openWriter(id);
        writer.write(ByteBuffer.wrap(DISCARDED));

        assumeDurable();
        store().close();
        reopen();

        assertStored(before, KEPT);
    }

    @Test
    void s4_a_writer_can_be_closed_twice() throws IOException {
        UploadId id = create();
        UploadWriter writer = store().openWriter(id);
        writer.write(ByteBuffer.wrap(KEPT));
        writer.commit(Commit.progress());

        writer.close();
        writer.close();

        assertBytes(id, KEPT);
    }

    @Test
    void s4_closing_a_writer_again_does_not_disturb_the_next_one() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadWriter first = store().openWriter(id);
        first.write(ByteBuffer.wrap(DISCARDED));
        first.close();
        try (UploadWriter second = store().openWriter(id)) {
            second.write(ByteBuffer.wrap(OTHER));

            first.close();

            second.commit(Commit.progress());
        }
        assertBytes(id, join(KEPT, OTHER));
    }

    @Test
    void s4_discarding_nothing_changes_nothing() throws IOException {
        UploadId id = openUpload(KEPT);
        UploadSession before = find(id);

        appendAndDiscard(id, new byte[0]);
        store().openWriter(id).close();

        assertStored(before, KEPT);
    }
}

package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CommitTest {

    private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7};
    private static final UploadSession NEW =
            UploadSession.begun(new Creation(UploadId.random(), "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
    private static final Instant LATER = Instant.ofEpochSecond(9);

    private static UploadSession apply(Commit commit, UploadSession session, int count) {
        int from = (int) session.committed();
        return commit.appliedTo(session, count, Crc32c.of(ByteBuffer.wrap(BYTES, from, count)), LATER);
    }

    @Test
    void progress_moves_offset_checksum_and_time() {
        UploadSession first = apply(Commit.progress(), NEW, 3);
        UploadSession second = apply(Commit.progress(), first, 4);

        assertThat(second)
                .isEqualTo(new UploadSession(
                        NEW.creation(),
                        UploadStatus.OPEN,
                        7,
                        OptionalLong.empty(),
                        Crc32c.of(ByteBuffer.wrap(BYTES)),
                        LATER));
    }

    @Test
    void a_declared_length_stays() {
        UploadSession declared = apply(Commit.progress().withLength(7), NEW, 3);

        assertThat(declared.length()).hasValue(7);
        assertThat(apply(Commit.progress(), declared, 1).length()).hasValue(7);
    }

    @Test
    void completion_makes_the_offset_the_length() {
        UploadSession complete = apply(Commit.completeAndAnnounce(), NEW, 7);

        assertThat(complete.status()).isEqualTo(UploadStatus.COMPLETE);
        assertThat(complete.length()).hasValue(7);
    }

    @Test
    void nothing_is_committed_to_what_is_complete_or_gone() {
        UploadSession complete = apply(Commit.complete(), NEW, 7);
        UploadSession gone = NEW.retired(LATER);

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> Commit.progress().appliedTo(complete, 0, 0, LATER))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_COMPLETE));
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> Commit.progress().appliedTo(gone, 0, 0, LATER))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }
}

package io.highwater.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadSessionTest {

    private static final Creation CREATION =
            new Creation(UploadId.random(), "/uploads", "alice", Instant.EPOCH, NewUpload.ofUnknownLength());

    private static UploadSession session(UploadStatus status, long committed, OptionalLong length, int crc32c) {
        return new UploadSession(CREATION, status, committed, length, crc32c, Instant.EPOCH);
    }

    @Test
    void it_has_the_id_it_was_created_with() {
        assertThat(session(UploadStatus.OPEN, 0, OptionalLong.empty(), 0).id()).isEqualTo(CREATION.id());
    }

    @Test
    void it_is_open_or_complete_or_gone() {
        for (UploadStatus status : UploadStatus.values()) {
            UploadSession session = session(status, 5, OptionalLong.of(5), 0);
            assertThat(session.isOpen()).isEqualTo(status == UploadStatus.OPEN);
            assertThat(session.isComplete()).isEqualTo(status == UploadStatus.COMPLETE);
            assertThat(session.isGone()).isEqualTo(status == UploadStatus.GONE);
        }
    }

    @Test
    void it_may_be_committed_up_to_its_length_and_no_further() {
        assertThat(session(UploadStatus.OPEN, 5, OptionalLong.of(5), 0).committed())
                .isEqualTo(5);
        assertThatIllegalArgumentException().isThrownBy(() -> session(UploadStatus.OPEN, 6, OptionalLong.of(5), 0));
    }

    @Test
    void an_offset_out_of_range_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> session(UploadStatus.OPEN, -1, OptionalLong.empty(), 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> session(UploadStatus.OPEN, 1_000_000_000_000_000L, OptionalLong.empty(), 0));
    }

    @Test
    void the_etag_is_the_checksum_and_the_size() {
        assertThat(session(UploadStatus.COMPLETE, 0, OptionalLong.of(0), 0).etag())
                .isEqualTo("00000000-0");
        assertThat(session(UploadStatus.COMPLETE, 255, OptionalLong.of(255), -1).etag())
                .isEqualTo("ffffffff-ff");
    }

    @Test
    void the_etag_differs_when_bytes_or_size_differ() {
        String etag = session(UploadStatus.COMPLETE, 10, OptionalLong.of(10), 7).etag();

        assertThat(session(UploadStatus.COMPLETE, 10, OptionalLong.of(10), 8).etag())
                .isNotEqualTo(etag);
        assertThat(session(UploadStatus.COMPLETE, 11, OptionalLong.of(11), 7).etag())
                .isNotEqualTo(etag);
    }

    @Test
    void one_that_was_begun_is_open_and_empty_as_of_its_creation() {
        Creation creation = new Creation(UploadId.random(), "/", null, Instant.MAX, NewUpload.ofLength(7));

        assertThat(UploadSession.begun(creation))
                .isEqualTo(new UploadSession(creation, UploadStatus.OPEN, 0, OptionalLong.of(7), 0, Instant.MAX));
    }

    @Test
    void a_retired_one_is_gone_and_else_as_it_was() {
        assertThat(session(UploadStatus.OPEN, 5, OptionalLong.of(7), 3).retired(Instant.MAX))
                .isEqualTo(new UploadSession(CREATION, UploadStatus.GONE, 5, OptionalLong.of(7), 3, Instant.MAX));
    }

    @ParameterizedTest
    @CsvSource({"COMPLETE, ALREADY_COMPLETE", "GONE, GONE"})
    void what_is_over_takes_no_bytes_and_is_not_retired(UploadStatus status, Reason reason) {
        UploadSession over = session(status, 5, OptionalLong.of(5), 0);

        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(over::requireOpen)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .satisfies(e -> assertThat(e.session()).contains(over));
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(() -> over.retired(Instant.MAX))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void what_is_open_takes_bytes() {
        UploadSession open = session(UploadStatus.OPEN, 5, OptionalLong.of(5), 0);

        assertThat(open.requireOpen()).isSameAs(open);
    }
}

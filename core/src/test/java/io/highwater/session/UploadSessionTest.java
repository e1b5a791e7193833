package io.highwater.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

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
}

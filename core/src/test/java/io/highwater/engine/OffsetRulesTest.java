package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The table of chunk PUTs, and the exact rule. */
class OffsetRulesTest extends EngineFixture {

    private UploadId holding(String bytes) {
        UploadId id = create();
        put(id, 0, bytes);
        return id;
    }

    private UploadId complete(String bytes) {
        UploadId id = holding(bytes);
        engine.complete(ALICE, id, ExpectedDigests.none());
        return id;
    }

    @Test
    void a_chunk_at_the_committed_offset_is_appended() {
        UploadId id = holding("abc");
        assertThat(put(id, 3, "def").committed()).isEqualTo(6);
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void a_chunk_that_is_there_already_is_thrown_away_whatever_it_brings() {
        UploadId id = holding("abcdef");
        assertThat(put(id, 0, "XXXXXX").committed()).isEqualTo(6);
        assertThat(put(id, 2, "YY").committed()).isEqualTo(6);
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void of_an_overlapping_chunk_only_the_new_bytes_are_appended() {
        UploadId id = holding("abcdef");
        assertThat(put(id, 2, "XXXXghi").committed()).isEqualTo(9);
        assertThat(stored(id)).isEqualTo("abcdefghi");
    }

    @Test
    void an_overlap_may_come_in_small_pieces_and_with_unknown_length() {
        UploadId id = holding("abcdef");
        OpenAppend append = chunk(id, 1);
        for (char c : "bcdefghi".toCharArray()) {
            append.write(bytes(String.valueOf(c)));
        }
        assertThat(append.finish().committed()).isEqualTo(9);
        assertThat(stored(id)).isEqualTo("abcdefghi");
    }

    @Test
    void an_overlap_that_breaks_off_in_the_known_part_changes_nothing() {
        UploadId id = holding("abcdef");
        OpenAppend append = chunk(id, 0);
        append.write(bytes("abc"));
        assertThat(append.abandon().orElseThrow().committed()).isEqualTo(6);

        OpenAppend whole = chunk(id, 0);
        whole.write(bytes("abcd"));
        assertThat(whole.finish().committed()).isEqualTo(6);
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void a_chunk_that_leaves_a_gap_is_refused_and_told_where_to_go_on() {
        UploadId id = holding("abc");
        for (long offset : new long[] {4, 999_999_999_999_999L, Long.MAX_VALUE}) {
            var refusal = refused(Reason.OFFSET_MISMATCH, () -> chunk(id, offset, 1));
            assertThat(refusal.session().orElseThrow().committed()).isEqualTo(3);
        }
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void an_empty_chunk_changes_nothing() {
        UploadId id = holding("abc");
        assertThat(put(id, 3, "").committed()).isEqualTo(3);
        assertThat(put(id, 1, "").committed()).isEqualTo(3);
    }

    @Test
    void a_chunk_inside_a_complete_upload_is_answered_and_thrown_away() {
        UploadId id = complete("abcdef");
        assertThat(put(id, 0, "XXXXXX").committed()).isEqualTo(6);
        assertThat(put(id, 6, "").committed()).isEqualTo(6);

        OpenAppend unknown = chunk(id, 2);
        unknown.write(bytes("cdef"));
        assertThat(unknown.finish().isComplete()).isTrue();
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void a_chunk_beyond_the_end_of_a_complete_upload_is_refused() {
        UploadId id = complete("abcdef");
        refused(Reason.ALREADY_COMPLETE, () -> chunk(id, 5, 2));
        refused(Reason.ALREADY_COMPLETE, () -> chunk(id, 6, 1));
        refused(Reason.OFFSET_MISMATCH, () -> chunk(id, 7, 0));

        OpenAppend unknown = chunk(id, 2);
        unknown.write(bytes("cdef"));
        refused(Reason.ALREADY_COMPLETE, () -> unknown.write(bytes("g")));
        refused(Reason.TAKEN_OVER, unknown::finish);
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void an_exact_append_must_begin_where_the_upload_ends() {
        UploadId id = holding("abc");
        refused(Reason.OFFSET_MISMATCH, () -> patch(id, 2, "c", Completion.AT_LENGTH));
        refused(Reason.OFFSET_MISMATCH, () -> patch(id, 4, "e", Completion.AT_LENGTH));
        assertThat(patch(id, 3, "de", Completion.AT_LENGTH).committed()).isEqualTo(5);
        assertThat(stored(id)).isEqualTo("abcde");
    }

    @Test
    void an_exact_append_to_a_complete_upload_may_only_be_empty() {
        UploadId id = complete("abc");
        assertThat(patch(id, 3, "", Completion.AT_END).isComplete()).isTrue();
        refused(Reason.ALREADY_COMPLETE, () -> patch(id, 3, "d", Completion.AT_END));
        refused(Reason.OFFSET_MISMATCH, () -> patch(id, 2, "", Completion.AT_END));

        OpenAppend unknown = open(id, exactOfUnknownLength(3, Completion.AT_END));
        assertThat(unknown.finish().isComplete()).isTrue();
        OpenAppend surplus = open(id, exactOfUnknownLength(3, Completion.AT_END));
        refused(Reason.ALREADY_COMPLETE, () -> surplus.write(bytes("d")));
    }

    @Test
    void what_arrived_of_a_broken_body_is_kept() {
        UploadId id = create();
        OpenAppend append = chunk(id, 0, 10);
        append.write(bytes("abc"));

        assertThat(append.abandon().orElseThrow().committed()).isEqualTo(3);

        assertThat(append.abandon()).isEmpty();
        refused(Reason.TAKEN_OVER, () -> append.write(bytes("d")));
        refused(Reason.TAKEN_OVER, append::finish);
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void a_body_that_ends_before_its_own_length_is_kept_and_never_taken_for_whole() {
        UploadId id = create();
        OpenAppend append = open(id, exact(0, 10, Completion.AT_END));
        append.write(bytes("abc"));

        refused(Reason.LENGTH_CONFLICT, append::finish);

        assertThat(state(id).isComplete()).isFalse();
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void the_buffer_of_a_write_is_taken_whole_and_its_limit_stays() {
        UploadId id = holding("abc");
        OpenAppend append = chunk(id, 1);
        var buffer = bytes("..bcde..").position(2).limit(6);
        append.write(buffer);
        assertThat(buffer.position()).isEqualTo(6);
        assertThat(buffer.limit()).isEqualTo(6);
        append.finish();
        assertThat(stored(id)).isEqualTo("abcde");
    }

    @Test
    void a_finished_discarded_body_takes_no_second_end() {
        UploadId id = holding("abc");
        OpenAppend again = open(id, with(AppendRequest.chunk(0, OptionalLong.of(3)), sha256("abc")));
        again.write(bytes("abc"));
        assertThat(again.finish().committed()).isEqualTo(3);
        refused(Reason.TAKEN_OVER, again::finish);
        assertThat(again.abandon()).isEmpty();
    }

    @Test
    void a_discarded_body_whose_upload_was_cancelled_meanwhile_is_not_answered_as_stored() {
        UploadId id = holding("abc");
        OpenAppend again = chunk(id, 0, 3);
        again.write(bytes("abc"));
        engine.cancel(ALICE, id);
        refused(Reason.NOT_FOUND, again::finish);
    }

    @Test
    void negative_numbers_never_reach_the_rules() {
        assertThatThrownBy(() -> AppendRequest.chunk(-1, OptionalLong.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AppendRequest.chunk(0, OptionalLong.of(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> declaring(exact(0, 1, Completion.EXPLICIT), -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rule 6: one length, set once; and the limits, before and while a body is read. */
class LengthsAndLimitsTest extends EngineFixture {

    private void limit(long maxSize, long minSize, long maxAppend, long minAppend) {
        long chunkSize = Math.max(1, minAppend);
        start(builder -> builder.limits(new UploadLimits(maxSize, minSize, maxAppend, minAppend, chunkSize, null)));
    }

    @Test
    void a_chunk_beyond_the_declared_length_is_refused_before_its_body() {
        UploadId id = create(5);
        refused(Reason.LENGTH_EXCEEDED, () -> chunk(id, 0, 6));
        refused(Reason.LENGTH_EXCEEDED, () -> chunk(id, 0, Long.MAX_VALUE));
        put(id, 0, "abc");
        refused(Reason.LENGTH_EXCEEDED, () -> chunk(id, 1, 5));
        refused(Reason.LENGTH_EXCEEDED, () -> chunk(id, 3, Long.MAX_VALUE));
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void a_body_of_unknown_length_is_cut_at_the_declared_length() {
        UploadId id = create(5);
        OpenAppend append = chunk(id, 0);
        append.write(bytes("abc"));
        var refusal = refused(Reason.LENGTH_EXCEEDED, () -> append.write(bytes("defg")));
        assertThat(refusal.session().orElseThrow().committed()).isEqualTo(5);
        assertThat(stored(id)).isEqualTo("abcde");
        refused(Reason.TAKEN_OVER, append::finish);
    }

    @Test
    void of_a_body_with_a_digest_that_is_too_long_nothing_is_kept() {
        UploadId id = create(5);
        OpenAppend append = open(id, with(AppendRequest.chunk(0, OptionalLong.empty()), sha256("abcdefg")));
        refused(Reason.LENGTH_EXCEEDED, () -> append.write(bytes("abcdefg")));
        assertThat(stored(id)).isEmpty();
    }

    @Test
    void the_length_can_be_declared_later_and_is_durable_then() {
        UploadId id = create();
        OpenAppend append = open(id, declaring(exact(0, 3, Completion.AT_LENGTH), 6));
        append.write(bytes("abc"));
        assertThat(append.finish().length()).hasValue(6);
        assertThat(state(id).length()).hasValue(6);
        refused(Reason.LENGTH_EXCEEDED, () -> chunk(id, 3, 4));
    }

    @Test
    void an_empty_body_declares_a_length_too() {
        UploadId id = create();
        OpenAppend append = open(id, declaring(exact(0, 0, Completion.AT_LENGTH), 6));
        assertThat(append.finish().length()).hasValue(6);
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void an_equal_length_may_be_declared_again_and_no_other() {
        UploadId id = create(6);
        open(id, declaring(exact(0, 3, Completion.AT_LENGTH), 6)).abandon();
        refused(Reason.LENGTH_CONFLICT, () -> open(id, declaring(exact(0, 3, Completion.AT_LENGTH), 7)));
        refused(Reason.LENGTH_CONFLICT, () -> open(id, declaring(exact(0, 3, Completion.AT_LENGTH), 5)));
        assertThat(state(id).length()).hasValue(6);
    }

    @Test
    void a_length_below_what_is_committed_is_refused() {
        UploadId id = create();
        put(id, 0, "abcdef");
        refused(Reason.LENGTH_CONFLICT, () -> open(id, declaring(exact(6, 0, Completion.AT_LENGTH), 5)));
        assertThat(state(id).length()).isEmpty();
    }

    @Test
    void the_last_body_has_to_reach_the_length() {
        UploadId id = create(6);
        refused(Reason.LENGTH_CONFLICT, () -> open(id, exact(0, 5, Completion.AT_END)));

        OpenAppend unknown = open(id, exactOfUnknownLength(0, Completion.AT_END));
        unknown.write(bytes("abc"));
        var refusal = refused(Reason.LENGTH_CONFLICT, unknown::finish);

        assertThat(refusal.session().orElseThrow().committed()).isEqualTo(3);
        assertThat(state(id).isComplete()).isFalse();
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void lengths_beyond_the_limits_are_refused_when_they_are_declared() {
        limit(10, 2, 10, 0);
        refused(Reason.TOO_LARGE, () -> create(11));
        refused(Reason.TOO_SMALL, () -> create(1));
        UploadId id = create();
        refused(Reason.TOO_LARGE, () -> open(id, declaring(exact(0, 1, Completion.AT_LENGTH), 11)));
        refused(Reason.TOO_LARGE, () -> open(id, declaring(exact(0, 1, Completion.AT_LENGTH), Long.MAX_VALUE)));
        refused(Reason.TOO_SMALL, () -> open(id, declaring(exact(0, 1, Completion.AT_LENGTH), 1)));
        assertThat(state(id).length()).isEmpty();
    }

    @Test
    void a_body_beyond_the_size_limit_is_refused_or_cut() {
        limit(5, 0, 5, 0);
        UploadId id = create();
        refused(Reason.TOO_LARGE, () -> chunk(id, 0, 6));
        refused(Reason.TOO_LARGE, () -> chunk(id, 0, Long.MAX_VALUE));
        OpenAppend append = chunk(id, 0);
        refused(Reason.TOO_LARGE, () -> append.write(bytes("abcdefg")));
        assertThat(stored(id)).isEqualTo("abcde");
    }

    @Test
    void a_body_beyond_the_append_limit_is_refused_or_cut() {
        limit(100, 0, 4, 0);
        UploadId id = create();
        refused(Reason.TOO_LARGE, () -> chunk(id, 0, 5));
        OpenAppend append = chunk(id, 0);
        refused(Reason.TOO_LARGE, () -> append.write(bytes("abcdefg")));
        assertThat(stored(id)).isEqualTo("abcd");
        assertThat(put(id, 4, "efgh").committed()).isEqualTo(8);
    }

    @Test
    void a_repeated_body_inside_the_append_limit_is_taken_though_the_upload_is_far_beyond() {
        limit(100, 0, 4, 0);
        UploadId id = create();
        put(id, 0, "abcd");
        put(id, 4, "efgh");

        OpenAppend repeated = chunk(id, 0);
        repeated.write(bytes("abc"));
        assertThat(repeated.finish().committed()).isEqualTo(8);

        OpenAppend tooLong = chunk(id, 0);
        refused(Reason.TOO_LARGE, () -> tooLong.write(bytes("abcdefghi")));
        assertThat(stored(id)).isEqualTo("abcdefgh");
    }

    @Test
    void a_small_body_is_refused_in_the_middle_and_taken_at_the_end() {
        limit(100, 0, 100, 4);
        UploadId id = create(9);
        refused(Reason.TOO_SMALL, () -> chunk(id, 0, 3));
        put(id, 0, "abcd");
        refused(Reason.TOO_SMALL, () -> chunk(id, 4, 1));
        put(id, 4, "efgh");
        assertThat(put(id, 8, "i").committed()).isEqualTo(9);
        assertThat(put(id, 9, "").committed()).isEqualTo(9);
    }

    @Test
    void a_small_body_that_says_that_more_is_to_come_is_refused_though_the_length_is_unknown() {
        limit(100, 0, 100, 4);
        UploadId id = create();
        refused(Reason.TOO_SMALL, () -> open(id, exact(0, 3, Completion.MORE_TO_COME)));
        patch(id, 0, "abcd", Completion.MORE_TO_COME);
        patch(id, 4, "", Completion.MORE_TO_COME);
        assertThat(patch(id, 4, "e", Completion.AT_END).isComplete()).isTrue();
    }

    @Test
    void an_upload_below_the_least_size_is_not_completed() {
        limit(100, 4, 100, 0);
        UploadId id = create();
        put(id, 0, "abc");
        refused(Reason.TOO_SMALL, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        refused(Reason.TOO_SMALL, () -> open(id, exact(3, 0, Completion.AT_END)));
        OpenAppend unknown = open(id, exactOfUnknownLength(3, Completion.AT_END));
        refused(Reason.TOO_SMALL, unknown::finish);
        put(id, 3, "d");
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
    }

    @Test
    void limits_that_were_tightened_do_not_touch_lengths_and_completions_of_before() {
        UploadId declared = create(3);
        UploadId complete = create();
        put(complete, 0, "abc");
        engine.complete(ALICE, complete, ExpectedDigests.none());
        engine.close();
        limit(100, 10, 100, 0);

        assertThat(engine.complete(ALICE, complete, ExpectedDigests.none()).isComplete())
                .isTrue();
        OpenAppend append = open(declared, declaring(exact(0, 3, Completion.AT_LENGTH), 3));
        append.write(bytes("abc"));
        assertThat(append.finish().isComplete()).isTrue();
    }

    @Test
    void an_upload_that_is_larger_than_a_tightened_limit_takes_no_more_and_loses_nothing() {
        UploadId id = create();
        put(id, 0, "abcdef");
        engine.close();
        limit(4, 0, 4, 0);

        OpenAppend append = chunk(id, 6);
        refused(Reason.TOO_LARGE, () -> append.write(bytes("g")));
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void sums_beyond_the_range_of_a_long_are_too_large_not_negative() {
        AppendRules rules = new AppendRules(UploadLimits.defaults());
        var upload = engine.create(ALICE, NewUpload.ofUnknownLength());
        AppendRequest far = new AppendRequest(
                Long.MAX_VALUE,
                OffsetPolicy.EXACT,
                OptionalLong.of(Long.MAX_VALUE),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                Completion.EXPLICIT);

        refused(Reason.TOO_LARGE, () -> rules.check(upload, far, OptionalLong.empty()));
        assertThat(rules.ceiling(upload, far))
                .isEqualTo(new AppendRules.Ceiling(UploadLimits.MAX_SIZE, Reason.TOO_LARGE));
    }

    @Test
    void a_complete_upload_refuses_another_length() {
        UploadId id = create(3);
        patch(id, 0, "abc", Completion.AT_LENGTH);
        AppendRequest empty = exact(3, 0, Completion.AT_LENGTH);
        refused(Reason.LENGTH_CONFLICT, () -> open(id, declaring(empty, 4)));
        assertThat(open(id, declaring(empty, 3)).finish().isComplete()).isTrue();
    }
}

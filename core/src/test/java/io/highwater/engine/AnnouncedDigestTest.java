package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Digests that come behind the bytes, and what is said of digests and cannot be checked. */
class AnnouncedDigestTest extends EngineFixture {

    private static final ExpectedDigests INVALID = new ExpectedDigests.Invalid("no digest at all");

    private static AppendRequest announcing(AppendRequest request, ContentDigest... known) {
        return expecting(request, new ExpectedDigests.Announced(List.of(known)));
    }

    private static ExpectedDigests trailing(ContentDigest... digests) {
        return ExpectedDigests.of(List.of(digests));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void a_digest_of_any_algorithm_may_come_behind_the_body(DigestAlgorithm algorithm) {
        Digester digester = algorithm.newDigester();
        digester.update(bytes("abc"));
        ContentDigest digest = new ContentDigest(algorithm, digester.digest());
        UploadId id = create();
        OpenAppend append = open(id, announcing(exactOfUnknownLength(0, Completion.EXPLICIT)));
        append.write(bytes("ab"));
        append.write(bytes("c"));
        assertThat(append.finish(trailing(digest)).committed()).isEqualTo(3);

        OpenAppend other = open(id, announcing(exactOfUnknownLength(3, Completion.EXPLICIT)));
        other.write(bytes("abd"));
        refused(Reason.DIGEST_MISMATCH, () -> other.finish(trailing(digest)));
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void a_digest_that_was_announced_and_is_missing_or_cannot_be_read_leaves_nothing_of_the_body() {
        UploadId id = create();
        for (ExpectedDigests came : List.of(ExpectedDigests.none(), INVALID)) {
            OpenAppend append = open(id, announcing(exact(0, 3, Completion.AT_END)));
            append.write(bytes("abc"));
            refused(Reason.DIGEST_INVALID, () -> append.finish(came));
            assertThat(state(id).isOpen()).isTrue();
            assertThat(state(id).committed()).isZero();
        }
    }

    @Test
    void digests_before_and_behind_the_body_all_have_to_match() {
        UploadId id = create();
        AppendRequest request = exactOfUnknownLength(0, Completion.EXPLICIT);
        OpenAppend wrongBefore = open(id, announcing(request, sha256("abd")));
        wrongBefore.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, () -> wrongBefore.finish(trailing(sha256("abc"))));
        OpenAppend wrongBehind = open(id, announcing(request, sha256("abc")));
        wrongBehind.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, () -> wrongBehind.finish(trailing(sha256("abd"))));
        OpenAppend right = open(id, announcing(request, sha256("abc")));
        right.write(bytes("abc"));
        assertThat(right.finish(trailing(sha256("abc"))).committed()).isEqualTo(3);
    }

    @Test
    void what_comes_behind_a_body_without_being_announced_is_of_no_interest() {
        UploadId id = create();
        OpenAppend append = chunk(id, 0);
        append.write(bytes("abc"));
        assertThat(append.finish(trailing(sha256("abd"))).committed()).isEqualTo(3);
        assertThat(chunk(id, 3).finish(INVALID).committed()).isEqualTo(3);
    }

    @Test
    void of_a_body_with_an_announced_digest_nothing_is_kept_if_it_breaks_off_or_is_taken_over() {
        UploadId id = create();
        OpenAppend broken = open(id, announcing(exact(0, 3, Completion.AT_LENGTH)));
        broken.write(bytes("ab"));
        assertThat(broken.abandon().orElseThrow().committed()).isZero();
        OpenAppend overtaken = open(id, announcing(exact(0, 3, Completion.AT_LENGTH)));
        overtaken.write(bytes("abc"));
        assertThat(engine.inspect(ALICE, id).committed()).isZero();
        refused(Reason.TAKEN_OVER, () -> overtaken.finish(trailing(sha256("abc"))));
    }

    @Test
    void a_repetition_that_is_thrown_away_is_checked_too() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend again = open(id, announcing(AppendRequest.chunk(0, OptionalLong.of(3))));
        again.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, () -> again.finish(trailing(sha256("abd"))));
        refused(Reason.DIGEST_INVALID, () -> open(id, expecting(AppendRequest.chunk(0, OptionalLong.of(3)), INVALID)));
    }

    @Test
    void an_invalid_digest_is_told_after_everything_else_and_before_the_body() {
        UploadId id = create(6);
        put(id, 0, "abc");
        refused(Reason.OFFSET_MISMATCH, () -> open(id, expecting(exact(4, 1, Completion.EXPLICIT), INVALID)));
        refused(Reason.LENGTH_EXCEEDED, () -> open(id, expecting(exact(3, 4, Completion.EXPLICIT), INVALID)));
        var refusal =
                refused(Reason.DIGEST_INVALID, () -> open(id, expecting(exact(3, 3, Completion.AT_END), INVALID)));
        assertThat(refusal).hasMessage("no digest at all");
        assertThat(refusal.session()).contains(state(id));
        refused(Reason.INCOMPLETE, () -> engine.complete(ALICE, id, INVALID));
        patch(id, 3, "def", Completion.EXPLICIT);
        refused(Reason.DIGEST_INVALID, () -> engine.complete(ALICE, id, INVALID));
        refused(
                Reason.DIGEST_INVALID,
                () -> engine.complete(ALICE, id, new ExpectedDigests.Announced(List.of(sha256("abcdef")))));
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void an_invalid_digest_beside_a_running_append_disturbs_it_no_more_than_a_valid_one() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend running = chunk(id, 3);
        running.write(bytes("d"));
        refused(Reason.DIGEST_INVALID, () -> open(id, expecting(AppendRequest.chunk(0, OptionalLong.of(3)), INVALID)));
        refused(Reason.OFFSET_MISMATCH, () -> open(id, expecting(AppendRequest.chunk(9, OptionalLong.of(3)), INVALID)));
        assertThat(running.finish().committed()).isEqualTo(4);
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A last body that says what the whole must hash to: it counts as a whole or not at all. */
class WholeDigestTest extends EngineFixture {

    @Test
    void a_last_body_with_the_right_digest_of_the_whole_completes() {
        UploadId id = create();
        put(id, 0, "abc");
        assertThat(send(id, 3, "def", "abcdef").finish().isComplete()).isTrue();
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void an_empty_last_body_with_the_right_digest_of_the_whole_completes() {
        UploadId id = create();
        put(id, 0, "abc");
        assertThat(open(id, last(3, 0, ExpectedDigests.of(List.of(sha256("abc")))))
                        .finish()
                        .isComplete())
                .isTrue();
    }

    @Test
    void a_last_body_with_a_wrong_digest_of_the_whole_changes_nothing_and_the_upload_goes_on() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend wrong = send(id, 3, "def", "def");
        refused(Reason.DIGEST_MISMATCH, wrong::finish);
        assertThat(state(id).committed()).isEqualTo(3);
        assertThat(send(id, 3, "def", "abcdef").finish().isComplete()).isTrue();
    }

    @Test
    void a_last_body_with_a_digest_of_the_whole_that_breaks_off_or_is_overtaken_leaves_nothing() {
        UploadId id = create();
        put(id, 0, "abc");
        send(id, 3, "de", "abcdef").abandon();
        assertThat(state(id).committed()).isEqualTo(3);
        OpenAppend older = send(id, 3, "de", "abcdef");
        assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(3);
        refused(Reason.TAKEN_OVER, older::finish);
    }

    @Test
    void a_digest_of_the_whole_that_cannot_be_checked_is_refused_before_the_body() {
        UploadId id = create();
        refused(Reason.DIGEST_INVALID, () -> open(id, last(0, 3, new ExpectedDigests.Invalid("no digest"))));
        refused(Reason.DIGEST_INVALID, () -> open(id, last(0, 3, new ExpectedDigests.Announced(List.of()))));
    }

    private OpenAppend send(UploadId id, long offset, String body, String whole) {
        OpenAppend append = open(id, last(offset, 3, ExpectedDigests.of(List.of(sha256(whole)))));
        append.write(bytes(body));
        return append;
    }

    static AppendRequest last(long offset, long length, ExpectedDigests whole) {
        return new AppendRequest(
                offset,
                OffsetPolicy.EXACT,
                OptionalLong.of(length),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                whole,
                Completion.AT_END);
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.Composition;
import io.highwater.session.ContentDigest;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Creation and first bytes in one request: nothing was created if they fail, and nobody hears of what was never created. */
class FirstBodyTest extends EngineFixture {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final class Ear implements UploadListener {
        @Override
        public void created(UploadSession upload) {
            heard.add("created");
        }

        @Override
        public void progressed(UploadSession upload) {
            heard.add("progressed");
        }

        @Override
        public void completed(CompletedUpload event) {
            heard.add("completed");
        }

        @Override
        public void cancelled(UploadSession upload) {
            heard.add("cancelled");
        }
    }

    private OpenAppend create(NewUpload upload, AppendRequest first) {
        return engine.create(ALICE, CreateRequest.of(upload), first, NOT_TOLD);
    }

    private OpenAppend checked(NewUpload upload, String body, ContentDigest digest) {
        AppendRequest first = exact(0, body.length(), Completion.AT_LENGTH);
        OpenAppend append = create(upload, with(first, digest));
        append.write(bytes(body));
        return append;
    }

    private long stored() {
        try (Stream<UploadSession> all = memory.inactiveSince(Instant.MAX)) {
            return all.count();
        }
    }

    private void assertHeard(String... events) {
        engine.close(); // waits for the events
        assertThat(heard).containsExactly(events);
    }

    private void listen() {
        start(builder -> builder.listener(new Ear()).housekeepingInterval(Duration.ofDays(1))); // it may tell again
    }

    @Test
    void a_checked_upload_is_told_when_its_first_body_has_passed() {
        listen();
        OpenAppend append = checked(NewUpload.ofLength(3), "abc", sha256("abc"));
        assertThat(append.finish().isComplete()).isTrue();
        assertThat(stored(append.id())).isEqualTo("abc");
        assertHeard("created", "progressed", "completed");
    }

    @Test
    void a_checked_upload_without_bytes_is_told_too() {
        listen();
        assertThat(checked(NewUpload.ofLength(3), "", sha256("")).finish().committed())
                .isZero();
        assertHeard("created");
    }

    @Test
    void of_a_checked_upload_that_fails_nothing_is_left_and_nothing_is_heard() {
        listen();
        OpenAppend wrong = checked(NewUpload.ofLength(6), "abc", sha256("abd"));
        refused(Reason.DIGEST_MISMATCH, wrong::finish);
        OpenAppend broken = checked(NewUpload.ofLength(3), "ab", sha256("abc"));
        assertThat(broken.abandon()).isEmpty();
        OpenAppend tooLong = create(
                NewUpload.ofLength(3),
                expecting(exactOfUnknownLength(0, Completion.AT_LENGTH), new ExpectedDigests.Announced(List.of())));
        refused(Reason.LENGTH_EXCEEDED, () -> tooLong.write(bytes("abcd")));
        assertThat(tooLong.abandon()).isEmpty();
        assertThat(stored()).isZero();
        assertHeard();
    }

    @Test
    void of_an_upload_whose_first_body_says_what_the_whole_must_be_nothing_is_heard_until_it_is() {
        listen();
        AppendRequest last = new AppendRequest(
                0,
                OffsetPolicy.EXACT,
                OptionalLong.of(3),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                ExpectedDigests.of(List.of(sha256("abd"))),
                Completion.AT_END);
        OpenAppend append = create(NewUpload.ofUnknownLength(), last);
        append.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, append::finish);
        assertThat(stored()).isZero();
        assertHeard();
    }

    @Test
    void an_upload_with_the_wrong_digest_of_the_whole_is_taken_back_with_its_first_body() {
        listen();
        OpenAppend append = engine.create(
                ALICE,
                new CreateRequest(NewUpload.ofLength(3), ExpectedDigests.of(List.of(sha256("abd")))),
                exact(0, 3, Completion.AT_LENGTH),
                NOT_TOLD);
        append.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, append::finish);
        assertThat(stored()).isZero();
        assertHeard("created", "progressed", "cancelled");
    }

    @Test
    void an_upload_of_which_the_client_was_told_stays_when_its_body_turns_out_too_long() {
        listen();
        OpenAppend append = create(NewUpload.ofLength(3), exactOfUnknownLength(0, Completion.AT_END));
        append.clientIsTold();
        refused(Reason.LENGTH_EXCEEDED, () -> append.write(bytes("abcd")));
        assertThat(engine.peek(ALICE, append.id()).committed()).isEqualTo(3);
        assertHeard("created", "progressed");
    }

    @Test
    void an_upload_of_which_the_client_was_told_stays_when_the_server_goes_down() {
        listen();
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_END));
        append.clientIsTold();
        append.write(bytes("abc"));
        assertHeard("created", "progressed");
        refused(Reason.UNAVAILABLE, append::finish);
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void an_upload_of_which_the_client_was_told_is_gone_when_it_has_not_the_digest_of_the_whole() {
        OpenAppend append = engine.create(
                ALICE,
                new CreateRequest(NewUpload.ofLength(3), ExpectedDigests.of(List.of(sha256("abd")))),
                exact(0, 3, Completion.AT_END),
                NOT_TOLD);
        append.clientIsTold();
        append.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, append::finish);
        refused(Reason.GONE, () -> engine.peek(ALICE, append.id()));
    }

    @Test
    void what_is_durable_of_a_long_body_rises_with_its_commits() {
        OpenAppend append = create(NewUpload.ofLength(9 << 20), exact(0, 9 << 20, Completion.AT_END));
        append.write(ByteBuffer.allocate(1 << 10));
        assertThat(append.durable().committed()).isZero();
        append.write(ByteBuffer.allocate(8 << 20));
        assertThat(append.durable().committed()).isEqualTo((8 << 20) + (1 << 10));
        assertThat(append.durable()).isEqualTo(engine.peek(ALICE, append.id()));
    }

    @Test
    void an_unchecked_body_that_breaks_off_takes_its_upload_with_it() {
        listen();
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        assertThat(append.abandon()).isEmpty();
        assertThat(append.abandon()).isEmpty();
        assertThat(stored()).isZero();
        assertHeard("created", "progressed", "cancelled");
    }

    @Test
    void an_upload_of_which_the_client_was_told_stays_when_its_body_breaks_off() {
        listen();
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_LENGTH));
        append.clientIsTold();
        append.write(bytes("abc"));
        assertThat(append.abandon().orElseThrow().committed()).isEqualTo(3);
        assertThat(stored(append.id())).isEqualTo("abc");
        assertHeard("created", "progressed");
    }

    @Test
    void an_upload_that_came_to_the_end_of_its_first_body_stays_whatever_is_said_of_the_body_then() {
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 3, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        append.finish();
        assertThat(append.abandon()).isEmpty();
        assertThat(stored(append.id())).isEqualTo("abc");
    }

    @Test
    void an_upload_that_is_complete_or_of_others_stays_when_the_body_that_began_it_breaks_off() {
        OpenAppend whole = create(NewUpload.ofLength(3), exact(0, 3, Completion.AT_LENGTH));
        whole.write(bytes("abc"));
        assertThat(whole.abandon().orElseThrow().isComplete()).isTrue();
        assertThat(state(whole.id()).isComplete()).isTrue();
        OpenAppend overtaken = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_LENGTH));
        assertThat(engine.inspect(ALICE, overtaken.id()).committed()).isZero();
        assertThat(overtaken.abandon()).isEmpty();
        assertThat(state(overtaken.id()).isOpen()).isTrue();
    }

    @Test
    void an_upload_that_a_request_has_only_looked_at_stays_too() {
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        assertThat(engine.peek(ALICE, append.id()).isOpen()).isTrue();
        assertThat(append.abandon().orElseThrow().committed()).isEqualTo(3);
        assertThat(stored(append.id())).isEqualTo("abc");
    }

    @Test
    void a_part_that_an_upload_waits_for_stays_when_its_first_body_breaks_off() {
        NewUpload part = NewUpload.ofLength(6).withComposition(Composition.PART);
        OpenAppend append = create(part, exact(0, 6, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        UploadId joined = create(NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(append.id()))));
        assertThat(append.abandon().orElseThrow().committed()).isEqualTo(3);
        patch(append.id(), 3, "def", Completion.AT_LENGTH);
        await().until(() -> state(joined).isComplete());
        assertThat(stored(joined)).isEqualTo("abcdef");
    }

    @Test
    void a_creation_is_taken_back_also_when_what_came_cannot_be_kept() {
        FaultyStore faulty = new FaultyStore(store);
        start(faulty, builder -> {});
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        faulty.failAt(1, Moment.BEFORE, () -> new IOException("of the test"));
        assertThat(append.abandon()).isEmpty();
        assertThat(faulty.repair()).isGreaterThan(1);
        assertThat(stored()).isZero();
    }

    @Test
    void an_upload_whose_unchecked_body_turns_out_too_long_is_cancelled() {
        listen();
        OpenAppend append = create(NewUpload.ofLength(3), exactOfUnknownLength(0, Completion.AT_END));
        refused(Reason.LENGTH_EXCEEDED, () -> append.write(bytes("abcd")));
        assertThat(stored()).isZero();
        assertHeard("created", "progressed", "cancelled");
    }

    @Test
    void an_upload_that_was_complete_before_its_body_turned_out_too_long_stays() {
        OpenAppend append = create(NewUpload.ofLength(3), exactOfUnknownLength(0, Completion.AT_LENGTH));
        refused(Reason.LENGTH_EXCEEDED, () -> append.write(bytes("abcd")));
        assertThat(state(append.id()).isComplete()).isTrue();
    }

    @Test
    void an_upload_that_a_later_request_took_over_stays() {
        OpenAppend append = create(NewUpload.ofLength(6), exact(0, 6, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        UploadId id = append.id();
        assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(3);
        refused(Reason.TAKEN_OVER, () -> append.write(bytes("d")));
        assertThat(patch(id, 3, "def", Completion.AT_LENGTH).isComplete()).isTrue();
    }

    @Test
    void what_is_wrong_before_the_body_creates_nothing() {
        start(builder -> builder.listener(new Ear()).limits(new UploadLimits(10, 0, 5, 0, 5, null)));
        ExpectedDigests invalid = new ExpectedDigests.Invalid("no digest");
        AppendRequest first = exact(0, 3, Completion.AT_LENGTH);
        refused(Reason.TOO_LARGE, () -> create(NewUpload.ofLength(11), expecting(first, invalid)));
        refused(Reason.OFFSET_MISMATCH, () -> create(NewUpload.ofLength(3), exact(1, 2, Completion.AT_LENGTH)));
        refused(Reason.LENGTH_EXCEEDED, () -> create(NewUpload.ofLength(2), expecting(first, invalid)));
        refused(Reason.TOO_LARGE, () -> create(NewUpload.ofLength(9), exact(0, 6, Completion.AT_LENGTH)));
        refused(Reason.DIGEST_INVALID, () -> create(NewUpload.ofLength(3), expecting(first, invalid)));
        CreateRequest unreadable = new CreateRequest(NewUpload.ofLength(3), invalid);
        refused(Reason.DIGEST_INVALID, () -> engine.create(ALICE, unreadable, first, NOT_TOLD));
        refused(Reason.DIGEST_INVALID, () -> engine.create(ALICE, unreadable));
        refused(Reason.TOO_LARGE, () -> engine.create(ALICE, new CreateRequest(NewUpload.ofLength(11), invalid)));
        assertThat(stored()).isZero();
        assertHeard();
    }

    @Test
    void who_may_create_but_not_append_creates_nothing() {
        start(builder -> builder.listener(new Ear())
                .authorizer((intent, who, upload) -> intent == Intent.APPEND ? Decision.DENY : Decision.ALLOW));
        refused(Reason.FORBIDDEN, () -> create(NewUpload.ofLength(3), exact(0, 3, Completion.AT_LENGTH)));
        assertThat(stored()).isZero();
        assertHeard();
    }

    @Test
    void a_later_request_is_told_of_by_the_one_that_created() {
        List<String> told = new CopyOnWriteArrayList<>();
        OpenAppend append = engine.create(
                ALICE,
                CreateRequest.of(NewUpload.ofLength(6)),
                exact(0, 6, Completion.AT_LENGTH),
                () -> told.add("fenced"));
        engine.inspect(ALICE, append.id());
        await().until(() -> !told.isEmpty());
        append.abandon();
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule 3: one writer, and a later request goes on at once. */
@Tag("T7")
class TakeoverTest extends EngineFixture {

    private final AtomicInteger told = new AtomicInteger();

    private OpenAppend running(UploadId id, String soFar) {
        OpenAppend append = engine.openAppend(
                ALICE, id, AppendRequest.chunk(state(id).committed(), OptionalLong.empty()), told::incrementAndGet);
        append.write(bytes(soFar));
        return append;
    }

    private void assertEnded(OpenAppend old) {
        refused(Reason.TAKEN_OVER, () -> old.write(bytes("LATE")));
        refused(Reason.TAKEN_OVER, old::finish);
        assertThat(old.abandon()).isEmpty();
        assertThat(told).hasValue(1);
    }

    static Stream<Named<BiConsumer<TakeoverTest, UploadId>>> laterRequests() {
        return Stream.of(
                Named.of(
                        "inspect",
                        (test, id) -> assertThat(test.engine.inspect(ALICE, id).committed())
                                .isEqualTo(5)),
                Named.of(
                        "complete",
                        (test, id) -> assertThat(test.engine
                                        .complete(ALICE, id, ExpectedDigests.none())
                                        .committed())
                                .isEqualTo(5)),
                Named.of(
                        "a chunk at the received offset",
                        (test, id) -> test.chunk(id, 5, 3).abandon()),
                Named.of(
                        "a chunk within what was received",
                        (test, id) -> test.chunk(id, 2, 2).abandon()),
                Named.of(
                        "a chunk of unknown length",
                        (test, id) -> test.chunk(id, 0).abandon()),
                Named.of(
                        "an exact append",
                        (test, id) ->
                                test.open(id, exact(5, 3, Completion.AT_LENGTH)).abandon()),
                Named.of("an exact append that is then refused", (test, id) -> {
                    var refusal =
                            refused(Reason.OFFSET_MISMATCH, () -> test.open(id, exact(4, 1, Completion.AT_LENGTH)));
                    assertThat(refusal.session().orElseThrow().committed()).isEqualTo(5);
                }));
    }

    @ParameterizedTest
    @MethodSource("laterRequests")
    void a_later_request_commits_what_the_earlier_one_brought_and_ends_it(BiConsumer<TakeoverTest, UploadId> later) {
        UploadId id = create();
        OpenAppend old = running(id, "first");

        later.accept(this, id);

        assertThat(stored(id)).isEqualTo("first");
        assertEnded(old);
        assertThat(stored(id)).isEqualTo("first");
    }

    @Tag("T8")
    @Test
    void cancelling_ends_a_running_append_and_nothing_comes_back() {
        UploadId id = create();
        OpenAppend old = running(id, "first");

        engine.cancel(ALICE, id);

        assertEnded(old);
        assertThat(memory.find(id)).isEmpty();
        refused(Reason.NOT_FOUND, () -> engine.inspect(ALICE, id));
        refused(Reason.NOT_FOUND, () -> engine.cancel(ALICE, id));
    }

    @Test
    void invalidating_ends_a_running_append_and_the_upload_can_only_be_cancelled() {
        UploadId id = create();
        OpenAppend old = running(id, "first");

        assertThat(engine.invalidate(ALICE, id).isGone()).isTrue();

        assertEnded(old);
        refused(Reason.GONE, () -> chunk(id, 0));
        engine.cancel(ALICE, id);
        refused(Reason.NOT_FOUND, () -> chunk(id, 0));
    }

    @Test
    void the_later_request_owns_the_upload_and_bytes_of_the_older_never_mix_in() {
        UploadId id = create();
        OpenAppend old = running(id, "first");
        OpenAppend later = chunk(id, 5);
        later.write(bytes("-sec"));
        refused(Reason.TAKEN_OVER, () -> old.write(bytes("XXXX")));
        later.write(bytes("ond"));

        assertThat(later.finish().committed()).isEqualTo(12);
        assertThat(stored(id)).isEqualTo("first-second");
    }

    @Test
    void a_chunk_beyond_what_was_received_is_refused_and_spares_the_running_append() {
        UploadId id = create();
        OpenAppend old = running(id, "first");

        var refusal = refused(Reason.OFFSET_MISMATCH, () -> chunk(id, 6, 1));

        assertThat(refusal.session().orElseThrow().committed()).isZero();
        old.write(bytes("!"));
        assertThat(old.finish().committed()).isEqualTo(6);
        assertThat(told).hasValue(0);
    }

    @Test
    void a_chunk_wholly_below_the_durable_offset_is_thrown_away_and_spares_the_running_append() {
        UploadId id = create();
        put(id, 0, "durable");
        OpenAppend old = running(id, "-more");

        assertThat(put(id, 3, "ABLE").committed()).isEqualTo(7);

        old.finish();
        assertThat(stored(id)).isEqualTo("durable-more");
        assertThat(told).hasValue(0);
    }

    @Test
    void a_look_spares_the_running_append_and_shows_only_what_is_durable() {
        UploadId id = create();
        OpenAppend old = running(id, "first");

        assertThat(engine.peek(ALICE, id).committed()).isZero();

        assertThat(old.finish().committed()).isEqualTo(5);
        assertThat(told).hasValue(0);
    }

    @Test
    void an_append_with_a_digest_that_is_taken_over_leaves_nothing() {
        UploadId id = create();
        AppendRequest checked = with(AppendRequest.chunk(0, OptionalLong.empty()), sha256("whole"));
        OpenAppend old = engine.openAppend(ALICE, id, checked, told::incrementAndGet);
        old.write(bytes("whole"));

        refused(Reason.OFFSET_MISMATCH, () -> chunk(id, 5, 1));
        assertThat(engine.inspect(ALICE, id).committed()).isZero();

        assertEnded(old);
        assertThat(stored(id)).isEmpty();
    }

    @Test
    void a_request_that_may_not_see_the_upload_takes_nothing_over() {
        UploadId id = create();
        OpenAppend old = running(id, "first");

        refused(Reason.NOT_FOUND, () -> engine.inspect(new Requester("mallory", "/uploads"), id));

        assertThat(old.finish().committed()).isEqualTo(5);
    }

    @Test
    void the_overtaken_request_is_told_when_no_monitor_is_held() {
        UploadId id = create();
        CompletableFuture<Long> seen = new CompletableFuture<>();
        AppendRequest request = AppendRequest.chunk(0, OptionalLong.empty());
        engine.openAppend(ALICE, id, request, () -> seen.complete(seenByAnotherThread(id)))
                .write(bytes("first"));

        engine.inspect(ALICE, id);

        assertThat(seen).isCompletedWithValue(5L);
    }

    private long seenByAnotherThread(UploadId id) {
        return CompletableFuture.supplyAsync(() -> engine.peek(ALICE, id).committed())
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void a_request_that_fails_when_told_does_not_fail_the_later_one() {
        UploadId id = create();
        engine.openAppend(ALICE, id, AppendRequest.chunk(0, OptionalLong.empty()), () -> {
            throw new IllegalStateException("the connection is in a bad way");
        });

        assertThat(engine.inspect(ALICE, id).committed()).isZero();
        assertThat(put(id, 0, "next").committed()).isEqualTo(4);
    }

    @Test
    void an_error_of_the_overtaken_request_does_not_fail_the_later_one() {
        FaultyStore faulty = new FaultyStore(store);
        start(faulty, builder -> {});
        for (int call = 3; call <= 4; call++) { // its commit, and the closing of its writer
            UploadId id = create();
            AppendRequest request = AppendRequest.chunk(0, OptionalLong.empty());
            OpenAppend old = engine.openAppend(ALICE, id, request, () -> {
                throw new AssertionError("the connection is in a bad way");
            });
            old.write(bytes("first"));
            faulty.failAt(call, Moment.BEFORE, () -> new OutOfMemoryError("simulated"));

            long committed = engine.inspect(ALICE, id).committed();

            assertThat(faulty.repair()).isGreaterThanOrEqualTo(call);
            assertThat(put(id, committed, "next").committed()).isEqualTo(committed + 4);
            refused(Reason.TAKEN_OVER, old::finish);
        }
    }

    @Test
    void an_upload_stays_with_one_monitor_while_anybody_holds_it() {
        LiveUploads lives = new LiveUploads();
        UploadId id = UploadId.random();
        ReentrantLock held = lives.hold(id).lock;

        assertThat(lives.<ReentrantLock>locked(id, live -> live.lock)).isSameAs(held);
        lives.release(id);

        assertThat(lives.ids()).isEmpty();
        assertThat(held.isLocked()).isFalse();
    }

    @Tag("T8")
    @Test
    void an_append_that_was_active_past_the_age_limit_does_not_take_the_upload_with_it() {
        UploadId id = create();
        OpenAppend silent = chunk(id, 0);
        clock.move(Duration.ofDays(30));

        OpenAppend later = chunk(id, 0);
        later.write(bytes("back again"));

        assertThat(later.finish().committed()).isEqualTo(10);
        refused(Reason.TAKEN_OVER, silent::finish);
    }

    @Test
    void a_declared_length_of_an_overtaken_append_is_kept_with_its_bytes() {
        UploadId id = create(NewUpload.ofUnknownLength());
        open(id, declaring(exact(0, 10, Completion.AT_LENGTH), 10)).write(bytes("abc"));

        assertThat(engine.inspect(ALICE, id).length()).hasValue(10);
        assertThat(stored(id)).isEqualTo("abc");
    }
}

package io.highwater.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.Composition;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A body of a request is handled once, and what came of it is kept for those who ask again. */
class HandlingTest extends EngineFixture {

    private static final NewUpload REQUEST = NewUpload.ofUnknownLength().withComposition(Composition.REQUEST);
    private static final Requester BOB = new Requester("bob", "/uploads");

    private UploadId complete() {
        UploadId id = create(REQUEST);
        patch(id, 0, "abc", Completion.AT_END);
        return id;
    }

    private Handling.Turn turn(UploadId id) {
        return (Handling.Turn) engine.handle(ALICE, id);
    }

    private String outcome(UploadId id) {
        return UTF_8.decode(((Handling.Done) engine.handle(ALICE, id)).outcome())
                .toString();
    }

    private void finish(UploadId id, String outcome) {
        try (Handling.Turn turn = turn(id)) {
            turn.finish(outcome.getBytes(UTF_8));
        }
    }

    private static String read(Download download) throws IOException {
        try (var in = download.content().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void whoever_comes_first_has_the_turn_and_the_bytes() throws IOException {
        try (Handling.Turn turn = turn(complete())) {
            assertThat(turn.download().upload().isComplete()).isTrue();
            assertThat(read(turn.download())).isEqualTo("abc");
        }
    }

    @Test
    void what_came_of_it_is_told_to_whoever_asks_later_also_after_a_restart() {
        UploadId id = complete();

        finish(id, "done");

        assertThat(outcome(id)).isEqualTo("done");
        engine.close();
        start(builder -> {});
        assertThat(outcome(id)).isEqualTo("done");
        assertThat(engine.inspect(ALICE, id).isComplete()).isTrue();
    }

    @Test
    void the_end_of_the_engine_waits_for_whoever_is_at_work() {
        UploadId id = complete();
        CompletableFuture<Void> closing;
        try (Handling.Turn turn = turn(id)) {
            closing = CompletableFuture.runAsync(engine::close);
            await().until(() -> isClosed(id));
            turn.finish("done".getBytes(UTF_8));
            assertThat(closing).isNotDone();
        }
        closing.join();

        start(builder -> {});
        assertThat(outcome(id)).isEqualTo("done");
    }

    private boolean isClosed(UploadId id) {
        try {
            return engine.peek(ALICE, id) == null;
        } catch (UploadException e) {
            return e.reason() == Reason.UNAVAILABLE;
        }
    }

    @Test
    void the_bytes_are_given_up_when_there_is_an_outcome() {
        UploadId id = complete();

        finish(id, "");

        assertThat(outcome(id)).isEmpty();
        refused(Reason.GONE, () -> memory.content(id));
    }

    @Test
    void while_it_is_handled_everybody_else_is_told_when_that_ends() {
        UploadId id = complete();
        Handling.Turn turn = turn(id);

        Handling.Busy busy = (Handling.Busy) engine.handle(ALICE, id);
        CompletableFuture<Void> end = busy.end().toCompletableFuture();
        assertThat(end).isNotDone();
        turn.finish("done".getBytes(UTF_8));
        assertThat(engine.handle(ALICE, id)).isInstanceOf(Handling.Busy.class);
        turn.close();

        assertThat(end).isCompleted();
        assertThat(outcome(id)).isEqualTo("done");
    }

    @Test
    void a_turn_without_an_outcome_is_followed_by_another() {
        UploadId id = complete();
        turn(id).close();

        Handling.Turn second = turn(id);
        Handling.Turn first = second; // closing twice ends nobody else's turn
        first.close();
        Handling.Turn third = turn(id);
        second.close();

        assertThat(engine.handle(ALICE, id)).isInstanceOf(Handling.Busy.class);
        third.close();
    }

    @Test
    void only_one_of_many_has_the_turn() {
        UploadId id = complete();
        List<Handling> all = new CopyOnWriteArrayList<>();

        Stream.generate(() -> CompletableFuture.runAsync(() -> all.add(engine.handle(ALICE, id))))
                .limit(16)
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(all).filteredOn(Handling.Turn.class::isInstance).hasSize(1);
        assertThat(all).filteredOn(Handling.Busy.class::isInstance).hasSize(15);
    }

    @Test
    void an_unfinished_upload_cannot_be_handled() {
        UploadId id = create(REQUEST);
        refused(Reason.INCOMPLETE, () -> engine.handle(ALICE, id));
    }

    @Test
    void only_a_body_of_a_request_can_be_handled() {
        UploadId id = create();
        patch(id, 0, "abc", Completion.AT_END);
        assertThatIllegalArgumentException().isThrownBy(() -> engine.handle(ALICE, id));
    }

    @Test
    void nobody_else_can_handle_it_and_nobody_can_ask_for_the_outcome_as_an_upload() {
        UploadId id = complete();
        finish(id, "done");
        refused(Reason.NOT_FOUND, () -> engine.handle(BOB, id));
        refused(Reason.NOT_FOUND, () -> engine.inspect(ALICE, new UploadId(id.value() + "-outcome")));
    }

    @Test
    void a_deleted_upload_leaves_nothing_behind() {
        UploadId handled = complete();
        finish(handled, "done");
        UploadId busy = complete();
        try (Handling.Turn turn = turn(busy)) {
            engine.cancel(ALICE, busy);
            refused(Reason.NOT_FOUND, () -> turn.finish(new byte[1]));
        }

        engine.cancel(ALICE, handled);

        refused(Reason.NOT_FOUND, () -> engine.handle(ALICE, handled));
        assertThat(memory.inactiveSince(Instant.MAX)).isEmpty();
    }

    @Test
    void its_completion_is_no_event() throws IOException {
        List<UploadId> created = new CopyOnWriteArrayList<>();
        List<UploadId> completed = new CopyOnWriteArrayList<>();
        start(builder -> builder.listener(new UploadListener() {
            @Override
            public void created(UploadSession upload) {
                created.add(upload.id());
            }

            @Override
            public void completed(CompletedUpload event) {
                completed.add(event.upload().id());
            }
        }));

        UploadId request = complete();
        UploadId other = create();
        patch(other, 0, "abc", Completion.AT_END);

        await().until(() -> completed.contains(other));
        assertThat(created).contains(request, other);
        assertThat(completed).containsExactly(other);
        assertThat(memory.unannounced()).isEmpty();
    }

    @Test
    void it_has_a_smallest_size_as_every_upload() {
        UploadLimits all = UploadLimits.defaults();
        start(builder -> builder.limits(
                new UploadLimits(all.maxSize(), 4, all.maxAppendSize(), 0, all.chunkSize(), Duration.ofDays(1))));
        UploadId id = create(REQUEST);
        refused(Reason.TOO_SMALL, () -> patch(id, 0, "abc", Completion.AT_END));
    }

    @Test
    void it_expires_with_its_outcome_unless_it_is_handled_just_now() {
        UploadLimits all = UploadLimits.defaults();
        List<UploadId> expired = new ArrayList<>();
        start(builder -> builder.limits(new UploadLimits(
                        all.maxSize(), 0, all.maxAppendSize(), 0, all.chunkSize(), Duration.ofHours(1)))
                .listener(new UploadListener() {
                    @Override
                    public void expired(UploadSession upload) {
                        expired.add(upload.id());
                    }
                }));
        UploadId handled = complete();
        finish(handled, "done");
        UploadId left = complete();
        UploadId busy = complete();
        try (Handling.Turn turn = turn(busy)) {
            clock.move(Duration.ofHours(2));

            await().until(() -> memory.find(handled).isEmpty()
                    && memory.find(new UploadId(handled + "-outcome")).isEmpty()
                    && memory.find(left).isEmpty());
            turn.finish(new byte[1]);
        }
        clock.move(Duration.ofHours(2));
        await().until(() -> memory.inactiveSince(Instant.MAX).findAny().isEmpty());
        assertThat(expired).isEmpty();
    }

    /** Whatever call fails on the way, before or after it did its work, there is an outcome or another turn. */
    @ParameterizedTest
    @EnumSource
    void no_call_that_fails_leaves_half_an_outcome(Moment moment) throws IOException {
        FaultyStore faulty = new FaultyStore(store);
        start(faulty, builder -> builder.housekeepingInterval(Duration.ofDays(1)));
        faulty.failAt(0, moment, () -> new IOException("never"));
        finish(complete(), "counted");
        int calls = faulty.repair();
        int failures = 0;
        for (int n = 1; n <= calls; n++) {
            UploadId id = complete();
            faulty.failAt(n, moment, () -> new IOException("simulated"));
            try {
                finish(id, "first");
            } catch (UploadException e) {
                failures++;
            }
            faulty.repair();
            if (engine.handle(ALICE, id) instanceof Handling.Turn turn) {
                assertThat(read(turn.download())).isEqualTo("abc");
                turn.finish("second".getBytes(UTF_8));
                turn.close();
                assertThat(outcome(id)).isEqualTo("second");
            } else {
                assertThat(outcome(id)).isEqualTo("first");
            }
        }
        assertThat(failures).isGreaterThan(5);
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.session.Composition;
import io.highwater.session.Creation;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTest extends JoinFixture {

    private static final Requester BOB = new Requester("bob", "/uploads");

    private final Queue<UploadId> completions = new ConcurrentLinkedQueue<>();
    private final UploadListener listener = new UploadListener() {
        @Override
        public void completed(CompletedUpload event) {
            completions.add(event.upload().id());
        }
    };

    private static UploadLimits limits(long max, long min) {
        return new UploadLimits(max, min, max, 0, 1, Duration.ofDays(1));
    }

    @Test
    void an_upload_is_joined_at_once_from_complete_parts() {
        UploadId one = part("one ");
        UploadId empty = part(0);
        fill(empty, "");

        UploadSession joined = join(one, part("two "), empty, one);

        assertThat(joined.isComplete()).isTrue();
        assertThat(joined.length()).hasValue(12);
        assertThat(stored(joined.id())).isEqualTo("one two one ");
        assertThat(engine.inspect(ALICE, joined.id())).isEqualTo(joined);
    }

    @Test
    void an_upload_waits_for_its_parts_and_is_joined_with_the_last() {
        UploadId one = part(4);
        UploadId two = part(4);
        UploadSession waiting = join(one, two);

        assertThat(waiting.status()).isEqualTo(UploadStatus.OPEN);
        assertThat(waiting.length()).hasValue(8);
        fill(two, "two ");
        assertThat(engine.inspect(ALICE, waiting.id())).isEqualTo(waiting);
        fill(one, "one ");

        assertThat(engine.inspect(ALICE, waiting.id()).isComplete()).isTrue();
        assertThat(stored(waiting.id())).isEqualTo("one two ");
    }

    @Test
    void an_upload_is_joined_though_nobody_asks() {
        UploadId one = part(4);
        UploadId id = join(one).id();
        UploadId other = join(one, one).id();

        fill(one, "one ");

        await().until(() -> isComplete(id) && isComplete(other));
    }

    @Test
    void only_the_joined_upload_has_a_completion_event() {
        restart(builder -> builder.listener(listener));
        UploadId one = part(4);
        UploadId id = join(one, one).id();
        fill(one, "one ");
        UploadId second = join(one).id();

        await().until(() -> completions.contains(id) && completions.contains(second));
        assertThat(completions).containsOnly(id, second); // each at least once
        assertThat(memory.unannounced()).doesNotContain(one);
    }

    @Test
    void an_upload_that_waits_is_joined_after_a_restart() {
        UploadId one = part(4);
        UploadId id = join(one).id();
        restart(builder -> builder.listener(listener));

        fill(one, "one ");

        await().until(() -> completions.contains(id));
    }

    @Test
    void an_upload_is_joined_after_a_restart_that_came_between_its_last_part_and_it() {
        UploadId one = part("one ");
        NewUpload request = NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(one)));
        UploadId id = UploadId.random();
        memory.create(new Creation(id, "/uploads", "alice", clock.instant(), request));

        restart(builder -> builder.listener(listener));

        await().until(() -> completions.contains(id));
        assertThat(stored(id)).isEqualTo("one ");
    }

    @Test
    void a_length_that_was_deferred_is_told_once_it_is_known() {
        UploadId one = create(NewUpload.ofUnknownLength().withComposition(Composition.PART));
        UploadId id = join(one, part("two ")).id();
        assertThat(engine.inspect(ALICE, id).length()).isEmpty();

        open(one, declaring(exact(0, 0, Completion.AT_LENGTH), 4)).finish();

        assertThat(engine.inspect(ALICE, id).length()).hasValue(8);
        assertThat(engine.peek(ALICE, id).length()).hasValue(8);
    }

    @Test
    void parts_have_to_be_there_to_be_parts_and_to_be_the_requesters() throws IOException {
        UploadId part = part("one ");
        UploadId whole = create(0);
        UploadId joined = join(part).id();
        Requester elsewhere = new Requester("alice", "/elsewhere");

        for (UploadId wrong : List.of(UploadId.random(), whole, joined)) {
            refused(Reason.INVALID_PART, () -> join(part, wrong));
        }
        String hidden = String.valueOf(
                refused(Reason.INVALID_PART, () -> join(BOB, part)).getMessage());
        assertThat(hidden).isEqualTo("There is no part " + part + " to join.");
        refused(Reason.INVALID_PART, () -> join(elsewhere, part));
        engine.cancel(ALICE, part);
        refused(Reason.INVALID_PART, () -> join(part));
        assertThat(memory.unjoined()).isEmpty();
    }

    @Test
    void the_authorizer_is_asked_for_each_part() {
        restart(builder ->
                builder.authorizer((intent, who, upload) -> intent == Intent.JOIN ? Decision.DENY : Decision.ALLOW));
        UploadId part = part("one ");

        refused(Reason.FORBIDDEN, () -> join(part));
    }

    @Test
    void a_joined_upload_has_the_length_of_its_parts_and_no_other() {
        NewUpload request = NewUpload.ofLength(4).withComposition(Composition.of(List.of(part("one "))));

        assertThatIllegalArgumentException().isThrownBy(() -> engine.create(ALICE, request));
    }

    @Test
    void the_limits_are_those_of_the_sum() {
        restart(builder -> builder.limits(limits(10, 6)));
        UploadId four = part("four");

        refused(Reason.TOO_LARGE, () -> join(four, four, four));
        refused(Reason.TOO_SMALL, () -> join(four));
        assertThat(join(four, four).length()).hasValue(8);
        refused(Reason.TOO_LARGE, () -> part(11));
    }

    @Test
    void an_upload_that_becomes_too_large_while_it_waits_is_gone() {
        restart(builder -> builder.limits(limits(10, 0)));
        UploadId deferred = create(NewUpload.ofUnknownLength().withComposition(Composition.PART));
        UploadId id = join(part("sixsix"), deferred).id();

        put(deferred, 0, "sixsix");
        engine.complete(ALICE, deferred, ExpectedDigests.none());

        await().until(() -> isGone(id));
        refused(Reason.GONE, () -> engine.inspect(ALICE, id));
    }

    @Test
    void nothing_is_appended_to_a_joined_upload() {
        UploadId open = part(4);
        for (UploadId id : List.of(join(part("one ")).id(), join(open).id())) {
            refused(Reason.JOINED, () -> chunk(id, 0));
            refused(Reason.JOINED, () -> open(id, exact(99, 1, Completion.AT_LENGTH)));
        }
    }

    @Test
    void an_upload_that_waits_cannot_be_completed_by_a_request() {
        UploadId empty = part(0);
        UploadId id = join(empty).id();

        refused(Reason.INCOMPLETE, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        fill(empty, "");
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
    }

    @Test
    void an_upload_is_gone_with_a_part_that_it_waits_for() {
        UploadId one = part(4);
        UploadId two = part("two ");
        UploadId first = join(one, two).id();
        engine.cancel(ALICE, two);
        await().until(() -> isGone(first));

        UploadId second = join(one).id();
        engine.invalidate(ALICE, one);
        await().until(() -> isGone(second));
    }

    @Test
    void complete_parts_go_with_the_joined_upload_that_is_cancelled_unless_others_wait_for_them() {
        UploadId one = part("one ");
        UploadId two = part("two ");
        UploadId open = part(4);
        UploadId id = join(one, two).id();
        UploadId kept = join(two).id();
        UploadId waiting = join(two, open).id();

        engine.cancel(ALICE, id);

        assertThat(memory.find(one)).isEmpty();
        assertThat(memory.find(two)).isPresent();
        assertThat(stored(kept)).isEqualTo("two ");
        engine.cancel(ALICE, waiting);
        assertThat(memory.find(two)).isEmpty();
        assertThat(memory.find(open)).isPresent();
        assertThat(stored(kept)).isEqualTo("two ");
    }

    @Test
    void parts_go_when_the_joined_bytes_are_moved_away(@TempDir Path directory) throws Exception {
        Path target = directory.resolve("target");
        UploadListener mover = new UploadListener() {
            @Override
            public void completed(CompletedUpload event) throws Exception {
                event.content().moveTo(target);
            }
        };
        restart(builder -> builder.listener(mover));
        UploadId one = part("one ");

        join(one, one);

        await().until(() -> memory.find(one).isEmpty());
        assertThat(Files.readString(target)).isEqualTo("one one ");
    }

    @Test
    void parts_go_when_the_joined_bytes_are_in_a_file_of_their_own(@TempDir Path directory) throws Exception {
        FileUploadStore files = FileUploadStore.open(directory, clock);
        List<Path> made = new CopyOnWriteArrayList<>();
        restart(
                files,
                builder -> builder.listener(new UploadListener() {
                    @Override
                    public void completed(CompletedUpload event) {
                        made.add(event.content().path().orElseThrow());
                    }
                }));
        UploadId one = part(4);
        patch(one, 0, "one ", Completion.AT_LENGTH);

        UploadId id = join(one, one).id();

        await().until(() -> files.find(one).isEmpty());
        assertThat(Files.readString(made.get(0))).isEqualTo("one one ");
        assertThat(files.content(id).path()).contains(made.get(0));
    }

    @Test
    void an_upload_that_cannot_be_joined_now_was_never_created_and_its_parts_stay() throws IOException {
        UploadId one = part("one ");
        FaultyStore faulty = new FaultyStore(store);
        restart(faulty, builder -> builder.housekeepingInterval(Duration.ofHours(1)));
        for (int call = 1; call < 8; call++) {
            faulty.failAt(call, FaultyStore.Moment.BEFORE, () -> new UploadException(Reason.OUT_OF_SPACE, "full"));
            try {
                assertThat(join(one).isComplete()).isTrue();
            } catch (UploadException e) {
                assertThat(e.reason()).isEqualTo(Reason.OUT_OF_SPACE);
            }
            faulty.repair();
            assertThat(memory.unjoined().toList()).isEmpty();
            assertThat(stored(one)).isEqualTo("one ");
        }
        assertThat(stored(join(one, one).id())).isEqualTo("one one ");
    }

    @Test
    void an_upload_that_could_not_be_joined_when_its_last_part_came_is_joined_later() {
        UploadId one = part(4);
        FaultyStore faulty = new FaultyStore(store);
        restart(faulty, builder -> {});
        UploadId id = join(one).id();
        for (int call = 1; call < 12; call++) {
            faulty.failAt(call, FaultyStore.Moment.BEFORE, () -> new IOException("unplugged"));
            try {
                fill(one, "one ".substring((int) state(one).committed()));
            } catch (UploadException e) {
                assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
            }
        }
        faulty.repair();
        if (!isComplete(one)) {
            fill(one, "one ");
        }

        await().until(() -> isComplete(id));
        assertThat(engine.inspect(ALICE, id).length()).isEqualTo(OptionalLong.of(4));
    }
}

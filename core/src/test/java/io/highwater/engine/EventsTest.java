package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I4: a completion is heard of at least once, with one id; and no listener holds up an upload. */
class EventsTest extends EngineFixture {

    /** Notes the completions that it hears of, and fails as often as it was told to. */
    private static final class Notes implements UploadListener {

        private final List<CompletedUpload> heard = new CopyOnWriteArrayList<>();
        private final List<Throwable> failures;

        Notes(Throwable... failures) {
            this.failures = new CopyOnWriteArrayList<>(failures);
        }

        @Override
        public void completed(CompletedUpload event) throws Exception {
            heard.add(event);
            if (failures.isEmpty()) {
                return;
            }
            Throwable failure = failures.remove(0);
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        }

        List<String> ids() {
            return heard.stream().map(CompletedUpload::eventId).distinct().toList();
        }
    }

    private UploadId complete(String bytes) {
        UploadId id = create();
        put(id, 0, bytes);
        engine.complete(ALICE, id, ExpectedDigests.none());
        return id;
    }

    private void awaitAnnounced() {
        await().until(() -> memory.unannounced().findAny().isEmpty());
    }

    @Test
    void each_listener_hears_of_a_completion_and_can_read_the_bytes() throws Exception {
        Notes one = new Notes();
        Notes two = new Notes();
        start(builder -> builder.listener(one).listener(two));
        UploadId id = complete("abc");
        awaitAnnounced();

        assertThat(one.ids()).containsExactly(id + ":completed").isEqualTo(two.ids());
        try (var in = one.heard.get(0).content().openStream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("abc");
        }
        assertThat(one.heard.get(0).upload()).isEqualTo(state(id));
    }

    @Test
    void a_listener_that_fails_hears_of_it_again_under_the_same_id_and_keeps_no_other_from_hearing() {
        Notes failing = new Notes(new IOException("no"), new IllegalStateException("no"), new AssertionError("no"));
        Notes other = new Notes();
        start(builder -> builder.listener(failing).listener(other));
        UploadId id = complete("abc");

        awaitAnnounced();

        assertThat(failing.heard).hasSizeGreaterThanOrEqualTo(4);
        assertThat(failing.ids()).containsExactly(id + ":completed").isEqualTo(other.ids());
    }

    @Tag("T21")
    @Test
    void a_listener_that_always_fails_keeps_no_other_from_hearing() {
        Notes other = new Notes();
        start(builder -> builder.listener(new UploadListener() {
                    @Override
                    public void completed(CompletedUpload event) throws IOException {
                        throw new IOException("for ever");
                    }
                })
                .listener(other));
        UploadId id = complete("abc");
        await().until(() -> !other.heard.isEmpty());
        assertThat(other.ids()).containsExactly(id + ":completed");
    }

    @Test
    void a_completion_that_nobody_took_is_told_after_a_restart_under_the_same_id(@TempDir Path directory)
            throws Exception {
        IOException down = new IOException("the database is down");
        Notes before =
                new Notes(down, down); // told when it completes, and perhaps again by the one round of housekeeping
        start(
                FileUploadStore.open(directory, clock),
                builder -> builder.listener(before).housekeepingInterval(Duration.ofHours(1)));
        UploadId id = complete("abc");
        await().until(() -> !before.heard.isEmpty());
        engine.close();

        Notes after = new Notes();
        start(FileUploadStore.open(directory, clock), builder -> builder.listener(after));
        await().until(() -> !after.heard.isEmpty());

        assertThat(before.ids()).containsOnly(id + ":completed");
        assertThat(after.ids()).containsExactly(id + ":completed");
        try (var in = after.heard.get(0).content().openStream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("abc");
        }
    }

    @Test
    void a_listener_that_moved_the_bytes_away_and_failed_can_move_them_again(@TempDir Path directory) {
        Path target = directory.resolve("abc");
        List<String> tries = new CopyOnWriteArrayList<>();
        start(builder -> builder.listener(new UploadListener() {
            @Override
            public void completed(CompletedUpload event) throws IOException {
                event.content().moveTo(target);
                tries.add(Files.readString(target));
                if (tries.size() == 1) {
                    throw new IOException("the process ended here");
                }
            }
        }));
        complete("abc");
        awaitAnnounced();
        assertThat(tries).startsWith("abc", "abc");
    }

    /** Moves the bytes and notes what is at their place then. */
    private record Mover(Path target, List<String> moved, boolean fails) implements UploadListener {
        @Override
        public void completed(CompletedUpload event) throws IOException {
            event.content().moveTo(target);
            moved.add(Files.readString(target));
            if (fails) {
                throw new IOException("the process ended here");
            }
        }
    }

    @Test
    void a_process_that_ended_after_the_bytes_were_moved_hears_of_them_again_and_finds_them(@TempDir Path directory)
            throws Exception {
        Path files = directory.resolve("store");
        Path target = directory.resolve("abc");
        List<String> moved = new CopyOnWriteArrayList<>();
        start(FileUploadStore.open(files, clock), builder -> builder.listener(new Mover(target, moved, true)));
        complete("abc");
        await().until(() -> !moved.isEmpty());
        engine.close();

        FileUploadStore reopened = FileUploadStore.open(files, clock);
        start(reopened, builder -> builder.listener(new Mover(target, moved, false)));

        await().until(() -> {
            try (var left = reopened.unannounced()) {
                return left.findAny().isEmpty();
            }
        });
        assertThat(moved).startsWith("abc", "abc").containsOnly("abc");
    }

    @Test
    void bytes_that_were_moved_away_are_not_found_at_another_place_or_changed(@TempDir Path directory)
            throws Exception {
        UploadId id = complete("abc");
        MovedContent moved = new MovedContent(state(id));
        Path target = directory.resolve("abc");
        refused(Reason.GONE, () -> moved.moveTo(target));
        Files.writeString(target, "abX");
        refused(Reason.GONE, () -> moved.moveTo(target));
        Files.writeString(target, "abcd");
        refused(Reason.GONE, () -> moved.moveTo(target));
        refused(Reason.GONE, () -> moved.open(0, 1));
        Files.writeString(target, "abc");
        moved.moveTo(target);
        assertThat(moved.size()).isEqualTo(3);
        assertThat(moved.path()).isEmpty();
    }

    @Test
    void a_completion_that_the_store_could_not_take_off_its_list_comes_again() {
        FaultyStore faulty = new FaultyStore(store);
        Notes notes = new Notes();
        start(
                faulty,
                builder -> builder.listener(new UploadListener() {
                    @Override
                    public void completed(CompletedUpload event) throws Exception {
                        if (notes.heard.isEmpty()) {
                            faulty.failAt(1, Moment.BEFORE, () -> new IOException("simulated"));
                        }
                        notes.completed(event);
                    }
                }));
        complete("abc");
        awaitAnnounced();
        assertThat(notes.heard).hasSizeGreaterThanOrEqualTo(2);
        assertThat(notes.ids()).hasSize(1);
    }

    @Tag("T21")
    @Test
    void a_listener_that_hangs_holds_up_no_upload_and_what_was_dropped_meanwhile_is_told_when_it_returns() {
        CountDownLatch hanging = new CountDownLatch(1);
        Notes notes = new Notes();
        start(builder -> builder.listener(notes).listener(new UploadListener() {
            @Override
            public void created(UploadSession upload) {
                awaitQuietly(hanging);
            }
        }));
        for (int i = 0; i < 10_001; i++) { // one in the listener, the others fill the queue
            create();
        }
        UploadId id = complete("abc");
        assertThat(engine.inspect(ALICE, id).isComplete()).isTrue();
        assertThat(notes.heard).isEmpty();

        hanging.countDown();

        awaitAnnounced();
        assertThat(notes.ids()).containsExactly(id + ":completed");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("the engine interrupts no listener", e);
        }
    }

    @Test
    void an_upload_that_was_deleted_meanwhile_is_not_told_of_as_complete() {
        CountDownLatch hanging = new CountDownLatch(1);
        Notes notes = new Notes();
        start(builder -> builder.listener(notes).listener(new UploadListener() {
            @Override
            public void created(UploadSession upload) {
                awaitQuietly(hanging);
            }
        }));
        engine.cancel(ALICE, complete("abc"));
        UploadId second = complete("def");
        hanging.countDown();
        awaitAnnounced();
        assertThat(notes.ids()).containsExactly(second + ":completed");
    }

    @Test
    void events_of_an_upload_come_in_order_and_a_failing_listener_misses_only_its_own() {
        List<String> told = new CopyOnWriteArrayList<>();
        start(builder -> builder.listener(new Failing()).listener(new Telling(told)));
        UploadId id = create();
        put(id, 0, "abc");
        put(id, 0, "abc");
        put(id, 3, "def");
        engine.complete(ALICE, id, ExpectedDigests.none());
        engine.complete(ALICE, id, ExpectedDigests.none());
        await().until(() -> told.contains("completed"));
        engine.cancel(ALICE, id);
        await().until(() -> told.contains("cancelled"));
        assertThat(told.stream().distinct()).containsExactly("created", "3", "6", "completed", "cancelled");
    }

    @Test
    void a_completion_that_housekeeping_finds_before_it_was_told_comes_after_the_progress_all_the_same() {
        List<String> told = new CopyOnWriteArrayList<>();
        SeenInTheMiddle seen = new SeenInTheMiddle(store);
        start(seen, builder -> builder.listener(new Telling(told)));

        patch(create(3), 0, "abc", Completion.AT_LENGTH);

        await().until(() -> told.contains("completed"));
        assertThat(told.stream().distinct()).containsExactly("created", "3", "completed");
    }

    /** A store of which a commit that completes returns when a round of housekeeping has met its upload. */
    private static final class SeenInTheMiddle extends ForwardingStore {

        private volatile @Nullable Thread housekeeping;
        private volatile boolean passed;

        SeenInTheMiddle(UploadStore store) {
            super(store);
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            T result = call.run();
            if (op == Op.COMMIT) {
                await().until(this::isMet);
            }
            return result;
        }

        private boolean isMet() {
            Thread thread = housekeeping;
            return thread != null && (passed || thread.getState() == Thread.State.WAITING);
        }

        @Override
        public Stream<UploadId> unannounced() throws IOException {
            Stream<UploadId> completed = super.unannounced().peek(id -> housekeeping = Thread.currentThread());
            return completed.onClose(() -> passed = housekeeping != null);
        }
    }

    /** Fails on what is told at most once. */
    private static final class Failing implements UploadListener {
        @Override
        public void created(UploadSession upload) {
            throw new IllegalStateException("simulated");
        }

        @Override
        public void progressed(UploadSession upload) {
            throw new AssertionError("simulated");
        }
    }

    private record Telling(List<String> told) implements UploadListener {
        @Override
        public void created(UploadSession upload) {
            told.add("created");
        }

        @Override
        public void progressed(UploadSession upload) {
            told.add(String.valueOf(upload.committed()));
        }

        @Override
        public void completed(CompletedUpload event) {
            told.add("completed");
        }

        @Override
        public void cancelled(UploadSession upload) {
            told.add("cancelled");
        }
    }

    @Test
    void without_listeners_nothing_waits_to_be_announced() {
        complete("abc");
        assertThat(memory.unannounced()).isEmpty();
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T22: what was received is kept, nothing new begins. */
@Tag("T22")
class ClosingTest extends EngineFixture {

    @Test
    void running_appends_are_committed_told_and_ended() {
        UploadId id = create();
        AtomicInteger told = new AtomicInteger();
        OpenAppend append =
                engine.openAppend(ALICE, id, AppendRequest.chunk(0, OptionalLong.empty()), told::incrementAndGet);
        append.write(bytes("abc"));

        engine.close();

        assertThat(stored(id)).isEqualTo("abc");
        assertThat(told).hasValue(1);
        refused(Reason.UNAVAILABLE, () -> append.write(bytes("d")));
        refused(Reason.UNAVAILABLE, append::finish);
        assertThat(append.abandon()).isEmpty();
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void every_later_call_is_refused_for_now() {
        UploadId id = create();
        engine.close();
        refused(Reason.UNAVAILABLE, this::create);
        refused(Reason.UNAVAILABLE, () -> chunk(id, 0));
        refused(Reason.UNAVAILABLE, () -> engine.inspect(ALICE, id));
        refused(Reason.UNAVAILABLE, () -> engine.peek(ALICE, id));
        refused(Reason.UNAVAILABLE, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        refused(Reason.UNAVAILABLE, () -> engine.invalidate(ALICE, id));
        refused(Reason.UNAVAILABLE, () -> engine.cancel(ALICE, id));
        refused(Reason.UNAVAILABLE, () -> engine.download(ALICE, id));
        refused(Reason.UNAVAILABLE, () -> engine.digest(ALICE, id, DigestAlgorithm.SHA_256));
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void closing_twice_closes_the_store_once() {
        AtomicInteger closings = new AtomicInteger();
        UploadEngine closed = start(
                new ForwardingStore(store) {
                    @Override
                    <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
                        return call.run();
                    }

                    @Override
                    public void close() {
                        closings.incrementAndGet();
                    }
                },
                builder -> {});
        closed.close();
        closed.close();
        assertThat(closings).hasValue(1);
    }

    @Test
    void an_append_that_cannot_be_kept_does_not_keep_the_others_from_being() {
        FaultyStore faulty = new FaultyStore(store);
        start(faulty, builder -> {});
        List<UploadId> ids = IntStream.range(0, 3).mapToObj(i -> create()).toList();
        ids.forEach(id -> chunk(id, 0).write(bytes("abc")));
        faulty.failAt(1, Moment.BEFORE, () -> new OutOfMemoryError("simulated"));

        engine.close();

        assertThat(ids.stream().map(this::stored)).containsExactlyInAnyOrder("", "abc", "abc");
    }

    @Test
    void an_interrupted_thread_closes_the_engine_all_the_same(@TempDir Path directory) throws Exception {
        start(FileUploadStore.open(directory, clock), builder -> {});
        UploadId id = create();
        chunk(id, 0).write(bytes("abc"));

        Thread.currentThread().interrupt();
        engine.close();
        assertThat(Thread.interrupted()).isTrue();

        start(FileUploadStore.open(directory, clock), builder -> {});
        assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(3);
    }

    @Test
    void a_request_that_was_let_in_before_the_end_opens_nothing_after_it() {
        UploadId id = create();
        start(builder -> builder.authorizer((intent, who, upload) -> {
            engine.close();
            return UploadAuthorizer.Decision.ALLOW;
        }));
        refused(Reason.UNAVAILABLE, () -> chunk(id, 0));
        assertThat(store.openWriters()).isEmpty();
    }

    @Test
    void a_request_that_was_let_in_before_the_end_is_refused_for_now_by_a_store_that_is_closed(@TempDir Path directory)
            throws Exception {
        UploadId id = uploadIn(directory, NewUpload.ofUnknownLength());
        for (Consumer<UploadId> request : requests()) {
            start(
                    FileUploadStore.open(directory, clock),
                    builder -> builder.authorizer((intent, who, upload) -> {
                        engine.close();
                        return UploadAuthorizer.Decision.ALLOW;
                    }));
            refused(Reason.UNAVAILABLE, () -> request.accept(id));
        }
    }

    private UploadId uploadIn(Path directory, NewUpload request) throws IOException {
        start(FileUploadStore.open(directory, clock), builder -> {});
        UploadId id = create(request);
        put(id, 0, "abc");
        engine.close();
        return id;
    }

    private List<Consumer<UploadId>> requests() {
        return List.of(
                id -> create(),
                id -> chunk(id, 3),
                id -> engine.inspect(ALICE, id),
                id -> engine.peek(ALICE, id),
                id -> engine.complete(ALICE, id, ExpectedDigests.none()),
                id -> engine.invalidate(ALICE, id),
                id -> engine.cancel(ALICE, id),
                id -> engine.download(ALICE, id));
    }

    @Test
    void a_completion_whose_check_outlasts_the_engine_is_refused_for_now(@TempDir Path directory) throws Exception {
        NewUpload request = NewUpload.ofUnknownLength().withDigests(List.of(sha256("abc")));
        UploadId id = uploadIn(directory, request);
        start(
                new ForwardingStore(FileUploadStore.open(directory, clock)) {
                    @Override
                    <T> T around(Op op, UploadId upload, Call<T> call) throws IOException {
                        T result = call.run();
                        if (op == Op.CONTENT) {
                            engine.close();
                        }
                        return result;
                    }
                },
                builder -> {});

        refused(Reason.UNAVAILABLE, () -> engine.complete(ALICE, id, ExpectedDigests.none()));

        start(FileUploadStore.open(directory, clock), builder -> {});
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
    }

    @Test
    void no_append_slips_in_while_the_engine_closes() throws Exception {
        UploadId[] ids = IntStream.range(0, 4).mapToObj(i -> create()).toArray(UploadId[]::new);
        UploadEngine closing = engine;
        ExecutorService threads = Executors.newFixedThreadPool(ids.length);
        for (UploadId id : ids) {
            threads.execute(() -> openUntilRefused(closing, id));
        }
        closing.create(ALICE, NewUpload.ofUnknownLength());
        closing.close();
        threads.shutdown();

        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(store.openWriters()).isEmpty();
        assertThat(closing.busy()).isEmpty();
    }

    private static void openUntilRefused(UploadEngine closing, UploadId id) {
        try {
            while (true) {
                closing.openAppend(ALICE, id, AppendRequest.chunk(0, OptionalLong.empty()), NOT_TOLD);
            }
        } catch (UploadException e) {
            assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
        }
    }
}

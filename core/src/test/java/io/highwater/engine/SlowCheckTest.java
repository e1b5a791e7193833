package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checking the digests of a large upload takes long: the upload is free meanwhile, and what changes then is not lost. */
class SlowCheckTest extends EngineFixture {

    private Runnable duringTheCheck = () -> {};

    /** Lets something happen on another thread whenever bytes begin to be read. */
    private final class SlowlyReadStore extends ForwardingStore {

        SlowlyReadStore(UploadStore store) {
            super(store);
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            return call.run();
        }

        @Override
        public UploadContent content(UploadId id) throws IOException {
            UploadContent content = super.content(id);
            return new UploadContent() {
                @Override
                public long size() {
                    return content.size();
                }

                @Override
                public ReadableByteChannel open(long from, long to) throws IOException {
                    Runnable once = duringTheCheck;
                    duringTheCheck = () -> {};
                    CompletableFuture.runAsync(once)
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join();
                    return content.open(from, to);
                }

                @Override
                public Optional<Path> path() {
                    return content.path();
                }

                @Override
                public void moveTo(Path target) throws IOException {
                    content.moveTo(target);
                }

                @Override
                public void discard() throws IOException {
                    content.discard();
                }
            };
        }
    }

    @BeforeEach
    void overASlowlyReadStore() {
        start(new SlowlyReadStore(store), builder -> {});
    }

    private UploadId createFor(String whole) {
        return create(NewUpload.ofUnknownLength().withDigests(List.of(sha256(whole))));
    }

    @Test
    void other_requests_are_served_while_a_completing_request_is_checked() {
        UploadId id = createFor("abc");
        put(id, 0, "abc");
        duringTheCheck = () -> assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(3);
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
    }

    @Test
    void other_requests_are_served_while_a_last_body_is_checked() {
        UploadId id = createFor("abc");
        duringTheCheck = () -> assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(3);
        assertThat(patch(id, 0, "abc", Completion.AT_END).isComplete()).isTrue();
    }

    @Test
    void a_later_append_takes_over_from_a_last_body_while_what_was_there_before_is_read() {
        UploadId id = create();
        put(id, 0, "abc");
        duringTheCheck = () -> put(id, 3, "xyz");
        OpenAppend last = open(id, WholeDigestTest.last(3, 3, ExpectedDigests.of(List.of(sha256("abcdef")))));
        refused(Reason.TAKEN_OVER, () -> last.write(bytes("def")));
        assertThat(stored(id)).isEqualTo("abcxyz");
    }

    @Test
    void a_later_append_takes_over_from_a_check_and_its_bytes_are_not_completed_unchecked() {
        UploadId id = createFor("abc");
        put(id, 0, "abc");
        duringTheCheck = () -> put(id, 3, "def");
        refused(Reason.TAKEN_OVER, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        assertThat(state(id).isOpen()).isTrue();
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void a_later_append_that_is_running_is_not_overtaken_by_an_earlier_completion() {
        UploadId id = createFor("abcdef");
        OpenAppend[] later = new OpenAppend[1];
        duringTheCheck = () -> later[0] = chunk(id, 3);
        refused(Reason.TAKEN_OVER, () -> patch(id, 0, "abc", Completion.AT_END));
        later[0].write(bytes("def"));
        later[0].finish();
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
    }

    @Test
    void a_failed_check_does_not_end_an_upload_that_another_request_completed_meanwhile() {
        UploadId id = createFor("abcdef");
        put(id, 0, "abc");
        duringTheCheck = () -> {
            put(id, 3, "def");
            engine.complete(ALICE, id, ExpectedDigests.none());
        };
        UploadSession answer = engine.complete(ALICE, id, ExpectedDigests.none());
        assertThat(answer.isComplete()).isTrue();
        assertThat(stored(id)).isEqualTo("abcdef");
    }

    @Test
    void an_upload_that_was_cancelled_during_a_check_does_not_come_back() {
        UploadId id = createFor("abc");
        put(id, 0, "abc");
        duringTheCheck = () -> engine.cancel(ALICE, id);
        refused(Reason.NOT_FOUND, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        assertThat(memory.find(id)).isEmpty();
    }
}

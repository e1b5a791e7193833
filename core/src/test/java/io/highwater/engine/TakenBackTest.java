package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A creation is taken back while somebody comes for its upload, as who knows of it from a listener can: at every call
 * of the store on the way. Who finds the upload keeps it, who comes later finds nothing.
 */
class TakenBackTest extends EngineFixture {

    private enum End {
        BROKEN_OFF,
        TOO_LONG,
        NOT_WHAT_IT_WAS_TO_BE
    }

    private enum Other {
        COMPLETING,
        ASKING,
        LOOKING,
        APPENDING
    }

    /** Lets somebody else come before one call of this thread, and goes on when they have to wait or are served. */
    private static final class Crossroads extends ForwardingStore {

        private final Thread first = Thread.currentThread();
        private int calls;
        private @Nullable Thread other;

        Crossroads(UploadStore store) {
            super(store);
        }

        void before(int call, Thread comes) {
            calls = call;
            other = comes;
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            Thread coming = other;
            if (Thread.currentThread() == first && coming != null && --calls == 0) {
                coming.start();
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> coming.getState() == Thread.State.WAITING || !coming.isAlive());
            }
            return call.run();
        }
    }

    private final Crossroads crossroads = new Crossroads(store);

    @ParameterizedTest
    @CsvSource({
        "BROKEN_OFF,COMPLETING",
        "BROKEN_OFF,ASKING",
        "BROKEN_OFF,LOOKING",
        "BROKEN_OFF,APPENDING",
        "TOO_LONG,COMPLETING",
        "TOO_LONG,ASKING",
        "TOO_LONG,LOOKING",
        "TOO_LONG,APPENDING",
        "NOT_WHAT_IT_WAS_TO_BE,COMPLETING",
        "NOT_WHAT_IT_WAS_TO_BE,ASKING",
        "NOT_WHAT_IT_WAS_TO_BE,LOOKING",
        "NOT_WHAT_IT_WAS_TO_BE,APPENDING"
    })
    void who_finds_a_new_upload_keeps_it_whenever_they_come(End end, Other other) throws Exception {
        start(crossroads, builder -> {});
        int call = 1;
        while (meet(end, other, call)) {
            call++;
        }
        assertThat(call).as("calls of the store on the way").isGreaterThan(3);
    }

    /** Whether there is such a call. */
    private boolean meet(End end, Other other, int call) throws InterruptedException {
        OpenAppend append = begin(end);
        UploadId id = append.id();
        AtomicReference<Optional<Reason>> refusal = new AtomicReference<>(Optional.empty());
        Thread coming = new Thread(() -> refusal.set(come(other, id)));
        crossroads.before(call, coming);
        end(end, append);
        if (coming.getState() == Thread.State.NEW) {
            assertThat(memory.find(id)).isEmpty();
            return false;
        }
        coming.join();
        Optional<UploadSession> left = memory.find(id);
        String when = other + " before call " + call;
        assertThat(left.isEmpty()).as(when).isEqualTo(refusal.get().equals(Optional.of(Reason.NOT_FOUND)));
        if (other == Other.COMPLETING && refusal.get().isEmpty()) {
            assertThat(left.orElseThrow().isComplete()).as(when).isTrue();
        }
        return true;
    }

    private OpenAppend begin(End end) {
        ExpectedDigests digests = end == End.NOT_WHAT_IT_WAS_TO_BE
                ? ExpectedDigests.of(List.of(sha256("other")))
                : ExpectedDigests.none();
        NewUpload upload = end == End.TOO_LONG ? NewUpload.ofLength(3) : NewUpload.ofUnknownLength();
        OpenAppend append = engine.create(
                ALICE, new CreateRequest(upload, digests), exactOfUnknownLength(0, Completion.AT_END), NOT_TOLD);
        append.write(bytes("abc"));
        return append;
    }

    private static void end(End end, OpenAppend append) {
        try {
            switch (end) {
                case BROKEN_OFF -> append.abandon();
                case TOO_LONG -> append.write(bytes("d"));
                case NOT_WHAT_IT_WAS_TO_BE -> append.finish();
            }
        } catch (UploadException e) {
            assertThat(end).isNotEqualTo(End.BROKEN_OFF);
        }
        append.abandon(); // as a servlet does in any case
    }

    private Optional<Reason> come(Other other, UploadId id) {
        try {
            switch (other) {
                case COMPLETING -> engine.complete(ALICE, id, ExpectedDigests.none());
                case ASKING -> engine.inspect(ALICE, id);
                case LOOKING -> engine.peek(ALICE, id);
                case APPENDING -> chunk(id, 3, 0).finish();
            }
            return Optional.empty();
        } catch (UploadException e) {
            return Optional.of(e.reason());
        }
    }
}

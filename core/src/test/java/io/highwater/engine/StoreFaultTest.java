package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** T21 and S6: whatever a store throws at whatever call, nothing is announced, no lock is kept, the next request works. */
class StoreFaultTest extends EngineFixture {

    private static final String WHOLE = "abcdefghijklmnopqrstuvwxyz";
    private static final Set<Reason> CONSEQUENCES = Set.of(
            Reason.UNAVAILABLE, Reason.OUT_OF_SPACE, Reason.TAKEN_OVER, Reason.OFFSET_MISMATCH, Reason.INCOMPLETE);

    private final FaultyStore faulty = new FaultyStore(store);
    private long announced;
    private int faults;

    @BeforeEach
    void overAFaultyStore() {
        start(faulty, builder -> {});
    }

    static Stream<Arguments> faults() {
        List<Named<Supplier<Throwable>>> kinds = List.of(
                Named.of("an I/O error", () -> new IOException("simulated")),
                Named.of("a full disk", () -> new UploadException(Reason.OUT_OF_SPACE, "simulated")),
                Named.of("too little memory", () -> new OutOfMemoryError("simulated")),
                Named.of("a bug", () -> new IllegalStateException("simulated")));
        return kinds.stream().flatMap(kind -> Stream.of(Moment.values()).map(moment -> Arguments.of(kind, moment)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void no_call_that_fails_takes_anything_with_it(Supplier<Throwable> fault, Moment moment) throws Exception {
        faulty.failAt(0, moment, fault);
        live();
        int calls = faulty.repair();
        assertThat(calls).isGreaterThan(40);
        assertThat(faults).isZero();

        for (int n = 1; n <= calls; n++) {
            announced = 0;
            faulty.failAt(n, moment, fault);
            UploadId id = live();
            faulty.repair();
            if (id != null) {
                inAnotherThread(() -> theNextRequestsWork(id));
            }
            assertThat(engine.busy()).as("after a fault of call " + n).isEmpty();
        }
        assertThat(faults).isPositive();
    }

    private static void inAnotherThread(Runnable requests) throws Exception {
        CompletableFuture.runAsync(requests).get(20, TimeUnit.SECONDS);
    }

    private void theNextRequestsWork(UploadId id) {
        UploadSession state = engine.inspect(ALICE, id);
        assertThat(state.committed()).isGreaterThanOrEqualTo(announced);
        put(id, state.committed(), WHOLE.substring((int) state.committed()));
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
        assertThat(stored(id)).isEqualTo(WHOLE);
    }

    /** The life of an upload, each request of which may fail. */
    private UploadId live() {
        UploadSession created =
                step(() -> engine.create(ALICE, NewUpload.ofUnknownLength().withDigests(List.of(sha256(WHOLE)))));
        if (created == null) {
            return null;
        }
        UploadId id = created.id();
        step(() -> append(id, AppendRequest.chunk(0, OptionalLong.empty()), 3).finish());
        step(() -> append(id, AppendRequest.chunk(announced, OptionalLong.empty()), 3)
                .abandon()
                .orElse(null));
        step(() -> append(id, exactOfUnknownLength(announced, Completion.AT_LENGTH), 3)
                .finish());
        step(() -> overtaken(id, () -> engine.inspect(ALICE, id)));
        step(() -> overtaken(id, () -> put(id, announced, WHOLE.substring((int) announced, (int) announced + 3))));
        step(() -> append(id, declaring(exactOfUnknownLength(announced, Completion.AT_LENGTH), 26), 3)
                .finish());
        step(() -> append(id, exactOfUnknownLength(announced, Completion.AT_END), 26 - (int) announced)
                .finish());
        // completed too early it would not have its digest, and rightly be gone
        step(() -> announced < 26 ? null : engine.complete(ALICE, id, ExpectedDigests.none()));
        step(() -> engine.download(ALICE, id).upload());
        step(this::createAndCancel);
        step(this::createAndComplete);
        return id;
    }

    private UploadSession createAndComplete() {
        UploadSession other = engine.create(ALICE, NewUpload.ofUnknownLength().withDigests(List.of(sha256("abc"))));
        put(other.id(), 0, "abc");
        assertThat(engine.complete(ALICE, other.id(), ExpectedDigests.of(List.of(sha256("abc"))))
                        .isComplete())
                .isTrue();
        return null;
    }

    private UploadSession createAndCancel() {
        UploadSession other = engine.create(ALICE, NewUpload.ofUnknownLength());
        engine.cancel(ALICE, other.id());
        return null;
    }

    private OpenAppend append(UploadId id, AppendRequest request, int count) {
        OpenAppend append = open(id, request);
        String body = WHOLE.substring((int) request.offset(), (int) request.offset() + count);
        append.write(bytes(body.substring(0, 1)));
        append.write(bytes(body.substring(1)));
        return append;
    }

    private UploadSession overtaken(UploadId id, Supplier<UploadSession> later) {
        OpenAppend old = append(id, AppendRequest.chunk(announced, OptionalLong.empty()), 2);
        try {
            return later.get();
        } finally {
            old.abandon(); // as a servlet does when the connection ends
        }
    }

    private UploadSession step(Supplier<UploadSession> request) {
        try {
            UploadSession answer = request.get();
            if (answer != null) {
                assertThat(answer.committed()).isGreaterThanOrEqualTo(announced);
                announced = answer.committed();
            }
            return answer;
        } catch (UploadException e) {
            assertThat(CONSEQUENCES).contains(e.reason());
        } catch (IllegalStateException | OutOfMemoryError e) {
            assertThat(e).hasMessage("simulated");
        }
        faults++;
        return null;
    }

    @Test
    void an_append_that_failed_has_ended_and_its_bytes_do_not_count() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend append = chunk(id, 3);
        append.write(bytes("def"));
        faulty.failAt(1, Moment.BEFORE, () -> new IOException("simulated"));

        refused(Reason.UNAVAILABLE, append::finish);

        refused(Reason.TAKEN_OVER, () -> append.write(bytes("g")));
        assertThat(append.abandon()).isEmpty();
        assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(3);
    }

    @Test
    void a_writer_that_does_not_close_takes_nothing_back_from_what_it_committed() {
        UploadId id = create();
        OpenAppend append = chunk(id, 0);
        append.write(bytes("abc"));
        // after the commit comes the closing
        faulty.failAt(2, Moment.BEFORE, () -> new IllegalStateException("simulated"));
        assertThat(append.finish().committed()).isEqualTo(3);
        assertThat(put(id, 3, "def").committed()).isEqualTo(6);
    }

    @Test
    void a_full_disk_says_so_and_keeps_what_is_committed() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend append = chunk(id, 3);
        faulty.failAt(1, Moment.BEFORE, () -> new UploadException(Reason.OUT_OF_SPACE, "simulated"));
        refused(Reason.OUT_OF_SPACE, () -> append.write(bytes("def")));
        assertThat(stored(id)).isEqualTo("abc");
        engine.cancel(ALICE, id);
    }

    @Test
    void a_later_request_goes_on_from_what_is_durable_if_the_earlier_ones_bytes_could_not_be_kept() {
        UploadId id = create();
        OpenAppend old = chunk(id, 0);
        old.write(bytes("abc"));
        // authorization finds the upload, so does the inspection; then the commit of the takeover fails
        faulty.failAt(3, Moment.BEFORE, () -> new IllegalStateException("simulated"));

        assertThat(engine.inspect(ALICE, id).committed()).isZero();

        refused(Reason.TAKEN_OVER, old::finish);
        assertThat(put(id, 0, "abc").committed()).isEqualTo(3);
    }

    @Test
    void an_upload_without_a_state_is_gone_and_holds_up_no_other() {
        UploadId id = create();
        faulty.failAt(1, Moment.BEFORE, () -> new UploadException(Reason.GONE, "damaged"));
        refused(Reason.GONE, () -> engine.inspect(ALICE, id));
        assertThat(put(create(), 0, "abc").committed()).isEqualTo(3);
    }

    @Test
    void a_policy_that_fails_leaves_nothing_held() {
        UploadId id = create();
        AppendRequest broken = new AppendRequest(
                0,
                (offset, count, received) -> fail("a policy of somebody's own"),
                OptionalLong.empty(),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                Completion.EXPLICIT);
        assertThat(catchThrowable(() -> open(id, broken))).hasMessage("a policy of somebody's own");
        assertThat(engine.busy()).isEmpty();
    }
}

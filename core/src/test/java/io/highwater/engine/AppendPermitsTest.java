package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Only so many uploads are sent bytes at a time; whoever comes beyond that is refused before anything is done. */
class AppendPermitsTest extends EngineFixture {

    private final FaultyStore faulty = new FaultyStore(store);

    @BeforeEach
    void bound() {
        start(faulty, builder -> builder.maxActiveAppends(2));
    }

    /** Has both permits held, by the appends to two uploads. */
    private UploadId full() {
        UploadId first = create();
        chunk(first, 0).write(bytes("abc"));
        chunk(create(), 0);
        assertThat(engine.activeAppends()).isEqualTo(2);
        return first;
    }

    @Test
    void a_further_append_is_refused_before_the_store_is_asked_for_anything() {
        UploadId third = create();
        full();
        faulty.failAt(1, Moment.BEFORE, () -> new AssertionError("the store was asked"));
        refused(Reason.BUSY, () -> chunk(third, 0));
        refused(Reason.BUSY, () -> chunk(UploadId.random(), 0));
        assertThat(faulty.repair()).isZero();
    }

    @Test
    void a_creation_with_a_body_is_refused_and_creates_nothing() {
        full();
        faulty.failAt(1, Moment.BEFORE, () -> new AssertionError("the store was asked"));
        refused(Reason.BUSY, () -> createWith(5));
        assertThat(faulty.repair()).isZero();
    }

    @Test
    void what_sends_no_bytes_is_never_refused() {
        UploadId empty = create(0);
        UploadId complete = create(3);
        put(complete, 0, "abc");
        full();
        assertThat(engine.inspect(ALICE, empty).committed()).isZero();
        assertThat(engine.peek(ALICE, empty).committed()).isZero();
        assertThat(engine.complete(ALICE, complete, ExpectedDigests.none()).isComplete())
                .isTrue();
        assertThat(patch(empty, 0, "", Completion.AT_END).isComplete()).isTrue();
        engine.cancel(ALICE, empty);
        create();
        createWith(0).finish();
        assertThat(engine.activeAppends()).isEqualTo(2);
    }

    @Test
    void a_request_that_takes_over_needs_no_permit_of_its_own() {
        UploadId upload = full();
        OpenAppend later = chunk(upload, 0);
        assertThat(engine.activeAppends()).isEqualTo(2);
        later.write(bytes("abcdef"));
        assertThat(later.finish().committed()).isEqualTo(6);
        assertThat(engine.activeAppends()).isEqualTo(1);
    }

    @Test
    void a_body_that_is_thrown_away_beside_the_writer_of_its_upload_needs_a_permit() {
        UploadId upload = create();
        put(upload, 0, "abc");
        OpenAppend writer = chunk(upload, 3);
        OpenAppend beside = chunk(upload, 0, 3);
        assertThat(engine.activeAppends()).isEqualTo(2);
        refused(Reason.BUSY, () -> chunk(upload, 0, 3));
        beside.write(bytes("abc"));
        beside.finish();
        writer.abandon();
        assertThat(engine.activeAppends()).isZero();
    }

    @Test
    void every_end_of_an_append_gives_its_permit_back() {
        UploadId upload = create(6);
        chunk(upload, 0).finish();
        assertNoneHeld();
        chunk(upload, 0).abandon();
        assertNoneHeld();
        refused(Reason.OFFSET_MISMATCH, () -> chunk(upload, 3));
        assertNoneHeld();
        refused(Reason.NOT_FOUND, () -> chunk(UploadId.random(), 0));
        assertNoneHeld();
        OpenAppend tooLong = chunk(upload, 0);
        refused(Reason.LENGTH_EXCEEDED, () -> tooLong.write(bytes("1234567")));
        assertNoneHeld();
        chunk(upload, 0);
        engine.inspect(ALICE, upload);
        assertNoneHeld();
        chunk(upload, 6);
        engine.cancel(ALICE, upload);
        assertNoneHeld();
    }

    @Test
    void every_end_of_a_body_that_is_thrown_away_gives_its_permit_back() {
        UploadId upload = create(3);
        put(upload, 0, "abc");
        engine.complete(ALICE, upload, ExpectedDigests.none());
        chunk(upload, 0, 3).abandon();
        assertNoneHeld();
        OpenAppend cut = chunk(upload, 0, 3);
        refused(Reason.LENGTH_CONFLICT, cut::finish);
        assertNoneHeld();
        OpenAppend tooLong = chunk(upload, 0);
        refused(Reason.ALREADY_COMPLETE, () -> tooLong.write(bytes("abcd")));
        assertNoneHeld();
    }

    @Test
    void whatever_call_of_the_store_fails_and_however_no_permit_is_lost() {
        for (int n = 1, calls = n; calls >= n; n++) {
            for (Moment moment : Moment.values()) {
                calls = oneUpload(n, moment, new IOException("of the test"));
                oneUpload(n, moment, new IllegalStateException("of the test"));
                oneUpload(n, moment, new OutOfMemoryError("of the test"));
            }
        }
    }

    /** Creates, appends and takes over, with one call of the store that fails. Returns how many calls there were. */
    private int oneUpload(int n, Moment moment, Throwable fault) {
        faulty.failAt(n, moment, () -> fault);
        try {
            OpenAppend first = createWith(6);
            first.write(bytes("abc"));
            OpenAppend second = chunk(first.id(), 0);
            second.write(bytes("abcdef"));
            second.finish();
            chunk(first.id(), 3, 3).abandon();
        } catch (UploadException | IllegalStateException | OutOfMemoryError e) {
            // of the test
        }
        int calls = faulty.repair();
        engine.busy().forEach(id -> engine.cancel(ALICE, id)); // the one that ran on: nobody has told it to end
        assertNoneHeld();
        return calls;
    }

    @Test
    void the_closing_of_the_engine_gives_all_back() {
        full();
        engine.close();
        assertNoneHeld();
    }

    @Test
    void a_listener_that_throws_costs_no_permit() {
        start(
                faulty,
                builder -> builder.maxActiveAppends(1).listener(new UploadListener() {
                    @Override
                    public void progressed(UploadSession upload) {
                        throw new IllegalStateException("of the test");
                    }

                    @Override
                    public void completed(CompletedUpload event) {
                        throw new IllegalStateException("of the test");
                    }
                }));
        UploadId upload = create(3);
        OpenAppend taken = engine.openAppend(ALICE, upload, AppendRequest.chunk(0, OptionalLong.empty()), () -> {
            throw new IllegalStateException("of the test");
        });
        taken.write(bytes("a"));
        put(upload, 0, "abc");
        engine.complete(ALICE, upload, ExpectedDigests.none());
        assertNoneHeld();
        engine.close();
    }

    @Test
    void an_authorizer_that_throws_costs_no_permit() {
        start(
                faulty,
                builder -> builder.maxActiveAppends(1).authorizer((intent, who, upload) -> {
                    if (intent == Intent.APPEND) {
                        throw new IllegalStateException("of the test");
                    }
                    return UploadAuthorizer.Decision.ALLOW;
                }));
        UploadId upload = create();
        assertThatThrownBy(() -> chunk(upload, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> createWith(5)).isInstanceOf(IllegalStateException.class);
        assertNoneHeld();
    }

    @Test
    void at_least_one_append_must_be_possible() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UploadEngine.builder(memory).maxActiveAppends(0))
                .withMessageContaining("max-active-appends");
    }

    private OpenAppend createWith(long length) {
        CreateRequest creation = CreateRequest.of(NewUpload.ofUnknownLength());
        return engine.create(ALICE, creation, exact(0, length, Completion.MORE_TO_COME), NOT_TOLD);
    }

    private void assertNoneHeld() {
        assertThat(engine.activeAppends()).isZero();
    }
}

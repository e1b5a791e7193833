package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Abandoned uploads end by themselves; T19: none that is complete or active does, whatever the clock says. */
class ExpiryTest extends EngineFixture implements UploadListener {

    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final List<UploadId> expired = new CopyOnWriteArrayList<>();

    @BeforeEach
    void limitTheAge() {
        engine.close();
        startWithAge();
    }

    private void startWithAge() {
        UploadLimits defaults = UploadLimits.defaults();
        start(builder -> builder.listener(this)
                .limits(new UploadLimits(
                        defaults.maxSize(), 0, defaults.maxAppendSize(), 0, defaults.chunkSize(), MAX_AGE)));
    }

    @Override
    public void expired(UploadSession upload) {
        expired.add(upload.id());
    }

    /** Returns when the sweeper has been everywhere: a bystander that was ripe when it began is gone. */
    private void sweep(Duration by) {
        UploadId bystander = create();
        clock.move(by);
        await().until(() -> expired.contains(bystander));
        UploadId second = create(); // began after that round's listing at the latest
        clock.move(MAX_AGE.plusMillis(1));
        await().until(() -> expired.contains(second));
    }

    @Test
    void an_abandoned_upload_expires_is_remembered_as_gone_and_then_forgotten() {
        UploadId id = create();
        put(id, 0, "abc");
        clock.move(MAX_AGE.plusMillis(1));
        refused(Reason.GONE, () -> engine.inspect(ALICE, id));
        await().until(() -> expired.contains(id));
        refused(Reason.GONE, () -> chunk(id, 3));
        assertThat(state(id).isGone()).isTrue();

        clock.move(MAX_AGE.plusMillis(1));
        await().until(() -> memory.find(id).isEmpty());
        refused(Reason.NOT_FOUND, () -> engine.inspect(ALICE, id));
        assertThat(expired).containsOnlyOnce(id);
    }

    @Test
    void an_upload_lives_for_the_whole_of_its_age() {
        UploadId id = create();
        clock.move(MAX_AGE);
        assertThat(engine.inspect(ALICE, id).isOpen()).isTrue();
    }

    @Test
    void a_commit_gives_an_upload_its_age_again() {
        UploadId id = create();
        clock.move(MAX_AGE.minusMinutes(1));
        put(id, 0, "abc");
        clock.move(MAX_AGE.minusMinutes(1));
        assertThat(put(id, 3, "def").committed()).isEqualTo(6);
    }

    @Tag("T19")
    @Test
    void a_complete_upload_never_expires() {
        UploadId id = create();
        put(id, 0, "abc");
        engine.complete(ALICE, id, ExpectedDigests.none());

        sweep(Duration.ofDays(3650));

        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Tag("T19")
    @Test
    void an_upload_that_is_being_written_never_expires_though_nothing_came_for_long() {
        UploadId id = create();
        OpenAppend append = chunk(id, 0);
        append.write(bytes("abc"));

        sweep(Duration.ofDays(30));
        append.write(bytes("def"));

        assertThat(append.finish().committed()).isEqualTo(6);
        assertThat(engine.inspect(ALICE, id).isOpen()).isTrue();
    }

    @Tag("T19")
    @Test
    void a_clock_that_jumps_back_ends_nothing() {
        UploadId id = create();
        put(id, 0, "abc");
        clock.move(Duration.ofDays(-400));
        int sweeps = store.sweeps();
        await().until(() -> store.sweeps() > sweeps + 1); // one of them began after the jump
        assertThat(put(id, 3, "def").committed()).isEqualTo(6);
        assertThat(engine.inspect(ALICE, id).isOpen()).isTrue();
        assertThat(expired).isEmpty();
    }

    @Test
    void an_expired_upload_can_still_be_cancelled() {
        UploadId id = create();
        clock.move(MAX_AGE.plusMillis(1));
        engine.cancel(ALICE, id);
        refused(Reason.NOT_FOUND, () -> engine.inspect(ALICE, id));
    }

    @Test
    void what_grew_old_while_no_engine_ran_expires_after_the_start() {
        UploadId id = create(NewUpload.ofLength(10));
        engine.close();
        clock.move(MAX_AGE.plusMillis(1));
        startWithAge();
        await().until(() -> expired.contains(id));
    }

    @Test
    void without_an_age_limit_nothing_expires() {
        UploadId id = create();
        engine.close();
        start(builder -> builder.limits(new UploadLimits(10, 0, 10, 0, 1, null)));
        clock.move(Duration.ofDays(36500));
        assertThat(engine.inspect(ALICE, id).isOpen()).isTrue();
    }
}

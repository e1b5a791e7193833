package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a body that has lain for long, and a round of housekeeping, at the same moment. */
@Tag("T19")
class HousekeepingStressTest extends EngineFixture {

    private static final int ROUNDS = 1_500;
    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final CyclicBarrier start = new CyclicBarrier(2);

    /** How the body of four bytes behind "..", not all of which are written, comes to its end. */
    private enum End {
        FINISHED,
        BROKEN_OFF,
        COMPLETED,
        ASKED_FOR,
        CANCELLED
    }

    @BeforeEach
    void limitTheAge() {
        engine.close();
        start(builder ->
                builder.housekeepingInterval(Duration.ofDays(1)).limits(new UploadLimits(100, 0, 100, 0, 10, MAX_AGE)));
    }

    @AfterEach
    void stop() {
        other.shutdown();
    }

    @ParameterizedTest
    @EnumSource
    void what_is_acknowledged_stays_and_what_is_cancelled_does_not_come_back(End end, TestReporter reporter)
            throws Exception {
        long seed = new Random().nextLong();
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            UploadId id = create(NewUpload.ofUnknownLength());
            put(id, 0, "..");
            OpenAppend append = open(
                    id, exactOfUnknownLength(2, end == End.COMPLETED ? Completion.AT_END : Completion.MORE_TO_COME));
            append.write(bytes("ab"));
            clock.move(MAX_AGE.plusMillis(1));
            int delay = random.nextInt(300);
            Future<?> housekeeping = other.submit(() -> {
                start.await();
                spin(delay);
                engine.keepHouse();
                return delay;
            });
            start.await();
            spin(random.nextInt(300));
            end(end, append);
            housekeeping.get(30, TimeUnit.SECONDS);
            assertEnded(end, id);
            memory.delete(id);
        }
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private void end(End end, OpenAppend append) throws UploadException {
        switch (end) {
            case FINISHED, COMPLETED -> {
                append.write(bytes("cd"));
                append.finish();
            }
            case BROKEN_OFF -> assertThat(append.abandon()).isPresent();
            case ASKED_FOR ->
                assertThat(engine.inspect(ALICE, append.id()).committed()).isEqualTo(4);
            case CANCELLED -> engine.cancel(ALICE, append.id());
        }
    }

    private void assertEnded(End end, UploadId id) {
        switch (end) {
            case FINISHED -> assertThat(stored(id)).isEqualTo("..abcd");
            case COMPLETED -> {
                assertThat(state(id).isComplete()).isTrue();
                assertThat(stored(id)).isEqualTo("..abcd");
            }
            case BROKEN_OFF, ASKED_FOR -> assertThat(stored(id)).isEqualTo("..ab");
            case CANCELLED -> assertThat(memory.find(id)).isEmpty();
        }
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Parts end while uploads are joined from them: no last part goes unheard, and no upload has half of its bytes. */
@Timeout(120)
class JoinStressTest extends JoinFixture {

    private static final int ROUNDS = 60;
    private static final Set<Reason> ENDED = Set.of(Reason.INVALID_PART, Reason.NOT_FOUND, Reason.GONE);

    private final ExecutorService threads = Executors.newFixedThreadPool(5);

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private void together(List<Callable<?>> deeds) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(deeds.size());
        List<Future<?>> done = deeds.stream()
                .<Future<?>>map(deed -> threads.submit(() -> {
                    barrier.await();
                    return deed.call();
                }))
                .toList();
        for (Future<?> each : done) {
            each.get();
        }
    }

    @RepeatedTest(2)
    void the_last_parts_are_completed_while_uploads_are_created_from_them() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UploadId one = part(4);
            UploadId two = part(4);
            var joined = new ConcurrentLinkedQueue<UploadId>();

            together(List.of(
                    () -> fill(one, "one "),
                    () -> fill(two, "two "),
                    () -> joined.add(join(one, two).id()),
                    () -> joined.add(join(two, one).id()),
                    () -> joined.add(join(one, one, two).id())));

            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> joined.stream().allMatch(this::isComplete));
            assertThat(joined.stream().map(this::stored))
                    .containsExactlyInAnyOrder("one two ", "two one ", "one one two ");
        }
    }

    @RepeatedTest(2)
    void parts_and_joined_uploads_are_cancelled_while_uploads_are_joined_from_them() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UploadId one = part("one ");
            UploadId two = part(4);
            UploadId waiting = join(one, two).id();
            var joined = new ConcurrentLinkedQueue<UploadId>();

            together(List.of(
                    unlessEnded(() -> fill(two, "two ")),
                    unlessEnded(() -> joined.add(join(one, two).id())),
                    unlessEnded(() -> joined.add(join(one).id())),
                    unlessEnded(Executors.callable(() -> engine.cancel(ALICE, one))),
                    unlessEnded(Executors.callable(() -> engine.cancel(ALICE, waiting)))));

            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> memory.unjoined().findAny().isEmpty());
            joined.forEach(this::assertWholeOrGone);
            assertThat(memory.find(waiting)).isEmpty();
        }
    }

    private static Callable<?> unlessEnded(Callable<?> deed) {
        return () -> {
            try {
                return deed.call();
            } catch (UploadException e) {
                assertThat(e.reason()).isIn(ENDED);
                return e;
            }
        };
    }

    private void assertWholeOrGone(UploadId id) {
        Stream<UploadSession> upload = memory.find(id).stream().filter(each -> !each.isGone());
        upload.forEach(each -> assertThat(stored(id)).isEqualTo(each.committed() == 4 ? "one " : "one two "));
    }
}

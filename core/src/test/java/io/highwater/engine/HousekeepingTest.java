package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rounds over a store whose listings take long. */
class HousekeepingTest extends EngineFixture {

    private static final long LIMIT_SECONDS = 4; // an engine that waited for the listing would take longer

    private final CountDownLatch listing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Boolean> endedWithTheStore = new CompletableFuture<>();

    @Test
    void an_engine_that_is_closed_does_not_wait_for_the_end_of_a_listing() throws Exception {
        UploadEngine slow = start(new SlowStore(), builder -> {});
        listing.await();

        slow.close();

        assertThat(endedWithTheStore)
                .succeedsWithin(Duration.ofSeconds(2 * LIMIT_SECONDS))
                .isEqualTo(true);
    }

    /** Lists nothing until it is closed. */
    private final class SlowStore extends ForwardingStore {

        SlowStore() {
            super(store);
        }

        @Override
        public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
            return Stream.of(moment).flatMap(each -> {
                listing.countDown();
                awaitClose();
                return Stream.empty();
            });
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            return call.run();
        }

        private void awaitClose() {
            try {
                endedWithTheStore.complete(closed.await(LIMIT_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                endedWithTheStore.completeExceptionally(e);
            }
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            super.close();
        }
    }
}

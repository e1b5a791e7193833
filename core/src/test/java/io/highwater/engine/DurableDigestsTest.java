package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However often digests of the whole are asked for, an upload is read by one request at a time, and once. */
@Tag("A15")
class DurableDigestsTest extends EngineFixture {

    private static final String TEXT = "what was sent";

    /** Counts the openings and the pieces that are read, and holds up each piece until it is let go. */
    private static final class ReadStore extends ForwardingStore {

        private final AtomicInteger openings = new AtomicInteger();
        private final AtomicInteger pieces = new AtomicInteger();
        private volatile boolean fails;
        private volatile CountDownLatch gate = new CountDownLatch(0);

        ReadStore(UploadStore store) {
            super(store);
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            return call.run();
        }

        @Override
        public UploadContent content(UploadId id) throws IOException {
            return new ReadContent(super.content(id));
        }

        private void letThrough() {
            try {
                assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private final class ReadContent implements UploadContent {

            private final UploadContent content;

            ReadContent(UploadContent content) {
                this.content = content;
            }

            @Override
            public long size() {
                return content.size();
            }

            @Override
            public ReadableByteChannel open(long from, long to) throws IOException {
                openings.incrementAndGet();
                ReadableByteChannel channel = content.open(from, to);
                return new ReadableByteChannel() {
                    @Override
                    public int read(ByteBuffer into) throws IOException {
                        pieces.incrementAndGet();
                        letThrough();
                        if (fails) {
                            throw new IOException("of the test");
                        }
                        return channel.read(into.limit(Math.min(into.limit(), into.position() + 1)));
                    }

                    @Override
                    public boolean isOpen() {
                        return channel.isOpen();
                    }

                    @Override
                    public void close() throws IOException {
                        channel.close();
                    }
                };
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
        }
    }

    private final ReadStore read = new ReadStore(store);
    private final ExpectedDigests right = ExpectedDigests.of(List.of(sha256(TEXT)));
    private final ExpectedDigests wrong = ExpectedDigests.of(List.of(sha256("something else")));

    private UploadId whole() {
        start(read, builder -> {});
        UploadId id = create();
        put(id, 0, TEXT);
        return id;
    }

    private CompletableFuture<UploadSession> completing(UploadId id, ExpectedDigests digests) {
        int before = read.pieces.get();
        if (read.gate.getCount() == 0) {
            read.gate = new CountDownLatch(1);
        }
        CompletableFuture<UploadSession> completed = CompletableFuture.supplyAsync(
                () -> engine.complete(ALICE, id, digests), task -> new Thread(task).start());
        await().until(() -> read.pieces.get() > before);
        return completed;
    }

    private void letGo() {
        read.gate.countDown();
    }

    private static Reason refusal(CompletableFuture<?> call) throws Exception {
        try {
            call.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return ((UploadException) e.getCause()).reason();
        }
        throw new AssertionError("not refused");
    }

    @Test
    void a_complete_upload_is_read_once_for_each_algorithm() {
        UploadId id = whole();
        for (int time = 0; time < 3; time++) {
            assertThat(engine.complete(ALICE, id, right).isComplete()).isTrue();
            refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, id, wrong));
            assertThat(engine.digest(ALICE, id, DigestAlgorithm.SHA_256)).isEqualTo(sha256(TEXT));
        }
        assertThat(read.openings).hasValue(1);
        ContentDigest other = engine.digest(ALICE, id, DigestAlgorithm.CRC32C);
        assertThat(engine.digest(ALICE, id, DigestAlgorithm.CRC32C)).isEqualTo(other);
        assertThat(engine.digest(ALICE, id, DigestAlgorithm.SHA_256)).isEqualTo(sha256(TEXT));
        assertThat(read.openings).hasValue(2);
    }

    @Test
    void whatever_is_guessed_of_an_unfinished_upload_it_is_read_once_until_it_grows() {
        UploadId id = whole();
        for (int time = 0; time < 3; time++) {
            refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, id, wrong));
        }
        assertThat(read.openings).hasValue(1);
        put(id, TEXT.length(), "!");
        refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, id, right));
        ExpectedDigests grown = ExpectedDigests.of(List.of(sha256(TEXT + "!")));
        assertThat(engine.complete(ALICE, id, grown).isComplete()).isTrue();
        assertThat(read.openings).hasValue(2);
    }

    @Test
    void who_asks_while_an_upload_is_read_is_told_to_come_again() throws Exception {
        UploadId id = whole();
        CompletableFuture<UploadSession> first = completing(id, right);
        refused(Reason.BUSY, () -> engine.complete(ALICE, id, right));
        UploadId other = create();
        letGo();
        assertThat(first.get(30, TimeUnit.SECONDS).isComplete()).isTrue();
        assertThat(engine.complete(ALICE, id, right).isComplete()).isTrue();
        assertThat(read.openings).hasValue(1);
        refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, other, right));
    }

    @Test
    void what_an_upload_was_created_with_is_looked_for_by_one_request_at_a_time_too() throws Exception {
        start(read, builder -> {});
        UploadId id = engine.create(ALICE, new CreateRequest(NewUpload.ofUnknownLength(), right))
                .id();
        put(id, 0, TEXT);
        CompletableFuture<UploadSession> first = completing(id, ExpectedDigests.none());
        refused(Reason.BUSY, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        letGo();
        assertThat(first.get(30, TimeUnit.SECONDS).isComplete()).isTrue();
        assertThat(engine.complete(ALICE, id, right).isComplete()).isTrue();
        assertThat(read.openings).hasValue(1);
    }

    @Test
    void an_upload_is_read_no_further_once_a_later_request_has_more_of_it_read() throws Exception {
        UploadId id = whole();
        CompletableFuture<UploadSession> first = completing(id, right);
        put(id, TEXT.length(), "!");
        CompletableFuture<UploadSession> second = completing(id, ExpectedDigests.of(List.of(sha256(TEXT + "!"))));
        letGo();
        assertThat(second.get(30, TimeUnit.SECONDS).isComplete()).isTrue();
        assertThat(refusal(first)).isEqualTo(Reason.TAKEN_OVER);
        assertThat(read.pieces).hasValue(1 + TEXT.length() + 1 + 1); // the last finds the end
    }

    @Test
    void a_reading_that_fails_is_none() {
        UploadId id = whole();
        read.fails = true;
        refused(Reason.UNAVAILABLE, () -> engine.complete(ALICE, id, right));
        read.fails = false;
        assertThat(engine.complete(ALICE, id, right).isComplete()).isTrue();
        assertThat(read.openings).hasValue(2);
    }

    @Test
    void a_reading_ends_with_the_engine() throws Exception {
        UploadId id = whole();
        CompletableFuture<UploadSession> reading = completing(id, right);
        engine.close();
        int pieces = read.pieces.get();
        letGo();
        assertThat(refusal(reading)).isEqualTo(Reason.UNAVAILABLE);
        assertThat(read.pieces.get()).isEqualTo(pieces);
    }

    @Test
    void what_is_read_for_a_body_is_read_no_more_when_a_later_request_has_taken_over() throws Exception {
        UploadId id = whole();
        OpenAppend append = open(id, WholeDigestTest.last(TEXT.length(), 1, wrong));
        read.gate = new CountDownLatch(1);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> append.write(bytes("!")));
        await().until(() -> read.pieces.get() == 1);
        assertThat(engine.inspect(ALICE, id).committed()).isEqualTo(TEXT.length());
        letGo();
        assertThat(refusal(writing)).isEqualTo(Reason.TAKEN_OVER);
        assertThat(read.pieces).hasValue(1);
    }

    @Test
    void the_digests_of_those_that_were_asked_for_last_are_remembered() {
        start(read, builder -> {});
        UploadId first = asked();
        for (int others = 1; others < 4096; others++) {
            asked();
        }
        engine.digest(ALICE, first, DigestAlgorithm.CRC32C);
        assertThat(read.openings).hasValue(4096);
        for (int others = 0; others < 4096; others++) {
            asked();
        }
        engine.digest(ALICE, first, DigestAlgorithm.CRC32C);
        assertThat(read.openings).hasValue(2 * 4096 + 1);
    }

    private UploadId asked() {
        UploadId id = create(0);
        engine.complete(ALICE, id, ExpectedDigests.none());
        engine.digest(ALICE, id, DigestAlgorithm.CRC32C);
        return id;
    }
}

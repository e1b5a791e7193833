package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** Six threads on three uploads: what was announced never goes back, and every byte below it is the right one. */
class EngineStressTest extends EngineFixture {

    private static final int THREADS = 6;
    private static final int UPLOADS = 3;
    private static final int REQUESTS = 12_000;
    private static final Set<Reason> EXPECTED = Set.of(Reason.TAKEN_OVER, Reason.OFFSET_MISMATCH);

    private final List<Shared> uploads = new ArrayList<>();
    private final Map<Reason, AtomicLong> refusals = new ConcurrentHashMap<>();

    /** An upload and the highest offset that anybody was told. */
    private record Shared(UploadId id, int seed, AtomicLong announced) {

        byte[] pattern(long from, int count) {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++) {
                bytes[i] = (byte) ((from + i) * 31 + (from + i) / 251 + seed);
            }
            return bytes;
        }
    }

    /** An append that was left open, what it may send next, and whether it was told that it may send nothing. */
    private record Silent(Shared upload, OpenAppend append, AtomicBoolean told) {}

    private final class Client implements Runnable {

        private final Random random;
        private final List<Silent> silent = new ArrayList<>();
        private long before;

        Client(long seed) {
            random = new Random(seed);
        }

        @Override
        public void run() {
            for (int i = 0; i < REQUESTS; i++) {
                Shared upload = uploads.get(random.nextInt(UPLOADS));
                before = upload.announced.get();
                try {
                    make(upload);
                } catch (UploadException e) {
                    assertThat(EXPECTED).contains(e.reason());
                    refusals.computeIfAbsent(e.reason(), reason -> new AtomicLong())
                            .incrementAndGet();
                    e.session()
                            .filter(state -> e.reason() == Reason.OFFSET_MISMATCH)
                            .ifPresent(s -> seen(upload, s));
                }
            }
        }

        private void make(Shared upload) {
            switch (random.nextInt(10)) {
                case 0 -> seen(upload, engine.inspect(ALICE, upload.id));
                case 1 -> seen(upload, engine.peek(ALICE, upload.id));
                case 2 -> whole(upload, before, OffsetPolicy.EXACT);
                case 3 -> whole(upload, Math.max(0, before - random.nextInt(500)), OffsetPolicy.IDEMPOTENT);
                case 4 -> whole(upload, before + random.nextInt(500), OffsetPolicy.IDEMPOTENT);
                case 5 -> cut(upload);
                case 6 -> checked(upload);
                case 7, 8 -> leaveOpen(upload);
                default -> comeBackLate();
            }
        }

        private void seen(Shared upload, UploadSession state) {
            assertThat(state.committed()).isGreaterThanOrEqualTo(before);
            upload.announced.accumulateAndGet(state.committed(), Math::max);
        }

        private void whole(Shared upload, long offset, OffsetPolicy policy) {
            byte[] body = upload.pattern(offset, 1 + random.nextInt(400));
            OpenAppend append = engine.openAppend(ALICE, upload.id, request(offset, policy, body), NOT_TOLD);
            int half = random.nextInt(body.length);
            append.write(ByteBuffer.wrap(body, 0, half));
            append.write(ByteBuffer.wrap(body, half, body.length - half));
            seen(upload, append.finish());
        }

        private void cut(Shared upload) {
            byte[] body = upload.pattern(before, 400);
            AppendRequest request = request(before, OffsetPolicy.IDEMPOTENT, body);
            OpenAppend append = engine.openAppend(ALICE, upload.id, request, NOT_TOLD);
            append.write(ByteBuffer.wrap(body, 0, random.nextInt(body.length)));
            append.abandon().ifPresent(state -> seen(upload, state));
        }

        private void checked(Shared upload) {
            byte[] body = upload.pattern(before, 100);
            ContentDigest digest = digest(body);
            boolean spoilt = random.nextBoolean();
            body[99] ^= (byte) (spoilt ? 1 : 0);
            AppendRequest request = with(request(before, OffsetPolicy.EXACT, body), digest);
            OpenAppend append = engine.openAppend(ALICE, upload.id, request, NOT_TOLD);
            append.write(ByteBuffer.wrap(body));
            if (spoilt) {
                refused(append);
            } else {
                seen(upload, append.finish());
            }
        }

        private void refused(OpenAppend append) {
            try {
                append.finish();
                throw new AssertionError("a spoilt body was taken");
            } catch (UploadException e) {
                assertThat(e.reason()).isIn(Reason.DIGEST_MISMATCH, Reason.TAKEN_OVER);
            }
        }

        private void leaveOpen(Shared upload) {
            AtomicBoolean told = new AtomicBoolean();
            AppendRequest request = AppendRequest.chunk(before, OptionalLong.empty());
            OpenAppend append = engine.openAppend(ALICE, upload.id, request, () -> told.set(true));
            silent.add(new Silent(upload, append, told));
            append.write(ByteBuffer.wrap(upload.pattern(before, random.nextInt(200))));
        }

        /** What an overtaken append sends would be wrong wherever it landed. */
        private void comeBackLate() {
            if (silent.isEmpty()) {
                return;
            }
            Silent late = silent.remove(random.nextInt(silent.size()));
            if (late.told.get()) {
                late.append.write(ByteBuffer.wrap(late.upload.pattern(random.nextInt(1000) + 7, 50)));
                throw new AssertionError("an overtaken append could write");
            }
            before = late.upload.announced.get();
            late.append.abandon().ifPresent(state -> seen(late.upload, state));
        }
    }

    private static AppendRequest request(long offset, OffsetPolicy policy, byte[] body) {
        return new AppendRequest(
                offset,
                policy,
                OptionalLong.of(body.length),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                Completion.EXPLICIT);
    }

    private static ContentDigest digest(byte[] body) {
        Digester digester = DigestAlgorithm.CRC32C.newDigester();
        digester.update(ByteBuffer.wrap(body));
        return new ContentDigest(DigestAlgorithm.CRC32C, digester.digest());
    }

    @Test
    @Timeout(60)
    void announced_offsets_never_go_back_and_the_bytes_below_them_are_right(TestReporter reporter) throws Exception {
        long seed = System.nanoTime();
        reporter.publishEntry("seed", String.valueOf(seed));
        for (int i = 0; i < UPLOADS; i++) {
            uploads.add(new Shared(create(), i * 7, new AtomicLong()));
        }

        runAll(seed);

        assertThat(refusals.keySet()).isEqualTo(EXPECTED);
        for (Shared upload : uploads) {
            long told = upload.announced.get();
            UploadSession complete = engine.complete(ALICE, upload.id, ExpectedDigests.none());
            assertThat(complete.committed()).isGreaterThanOrEqualTo(told).isGreaterThan(10_000);
            try (var in = engine.download(ALICE, upload.id).content().openStream()) {
                assertThat(in.readAllBytes()).isEqualTo(upload.pattern(0, (int) complete.committed()));
            }
        }
    }

    private void runAll(long seed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<? extends Future<?>> clients = IntStream.range(0, THREADS)
                    .mapToObj(i -> threads.submit(new Client(seed + i)))
                    .toList();
            for (Future<?> client : clients) {
                client.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdown();
        }
    }
}

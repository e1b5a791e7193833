package io.highwater.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** An engine over a store in memory whose callers are watched; what must hold at any time is checked after each test. */
abstract class EngineFixture {

    static final Requester ALICE = new Requester("alice", "/uploads");
    static final Runnable NOT_TOLD = () -> {};

    final FakeClock clock = new FakeClock();
    final MemoryUploadStore memory = new MemoryUploadStore(clock);
    final GuardedStore store = new GuardedStore(memory);
    private final List<UploadEngine> engines = new ArrayList<>();
    UploadEngine engine = start(builder -> {});

    /** Starts another engine over the same store; it becomes {@link #engine}. */
    final UploadEngine start(Consumer<UploadEngine.Builder> options) {
        return start(store, options);
    }

    final UploadEngine start(UploadStore over, Consumer<UploadEngine.Builder> options) {
        UploadEngine.Builder builder =
                UploadEngine.builder(over).clock(clock).housekeepingInterval(Duration.ofMillis(20));
        options.accept(builder);
        engine = builder.build();
        engines.add(engine);
        return engine;
    }

    @AfterEach
    final void nothingIsLeftBehind() {
        engines.forEach(UploadEngine::close);
        assertThat(store.breaches()).isEmpty();
        assertThat(store.openWriters()).isEmpty();
        engines.forEach(each -> Awaitility.await()
                .pollDelay(Duration.ZERO)
                .until(() -> each.busy().isEmpty()));
        assertThat(engines).allSatisfy(each -> assertThat(each.activeAppends()).isZero());
    }

    final UploadId create() {
        return create(NewUpload.ofUnknownLength());
    }

    final UploadId create(long length) {
        return create(NewUpload.ofLength(length));
    }

    final UploadId create(NewUpload request) {
        return engine.create(ALICE, request).id();
    }

    final OpenAppend open(UploadId id, AppendRequest request) {
        return engine.openAppend(ALICE, id, request, NOT_TOLD);
    }

    final OpenAppend chunk(UploadId id, long offset) {
        return open(id, AppendRequest.chunk(offset, OptionalLong.empty()));
    }

    final OpenAppend chunk(UploadId id, long offset, long length) {
        return open(id, AppendRequest.chunk(offset, OptionalLong.of(length)));
    }

    /** One whole chunk request. */
    final UploadSession put(UploadId id, long offset, String body) {
        OpenAppend append = chunk(id, offset, body.length());
        append.write(bytes(body));
        return append.finish();
    }

    /** One whole request of the exact rule. */
    final UploadSession patch(UploadId id, long offset, String body, Completion completion) {
        OpenAppend append = open(id, exact(offset, body.length(), completion));
        append.write(bytes(body));
        return append.finish();
    }

    static AppendRequest exact(long offset, long length, Completion completion) {
        return new AppendRequest(
                offset,
                OffsetPolicy.EXACT,
                OptionalLong.of(length),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                completion);
    }

    static AppendRequest exactOfUnknownLength(long offset, Completion completion) {
        return new AppendRequest(
                offset,
                OffsetPolicy.EXACT,
                OptionalLong.empty(),
                OptionalLong.empty(),
                ExpectedDigests.none(),
                completion);
    }

    static AppendRequest with(AppendRequest request, ContentDigest... digests) {
        return expecting(request, ExpectedDigests.of(List.of(digests)));
    }

    static AppendRequest expecting(AppendRequest request, ExpectedDigests digests) {
        return new AppendRequest(
                request.offset(),
                request.policy(),
                request.contentLength(),
                request.declaredLength(),
                digests,
                request.completion());
    }

    static AppendRequest declaring(AppendRequest request, long length) {
        return new AppendRequest(
                request.offset(),
                request.policy(),
                request.contentLength(),
                OptionalLong.of(length),
                request.digests(),
                request.completion());
    }

    static ContentDigest sha256(String text) {
        var digester = DigestAlgorithm.SHA_256.newDigester();
        digester.update(bytes(text));
        return new ContentDigest(DigestAlgorithm.SHA_256, digester.digest());
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** What is durable, read past the engine. */
    final String stored(UploadId id) {
        return stored(memory, id);
    }

    static String stored(MemoryUploadStore store, UploadId id) {
        try (InputStream in = store.content(id).openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    final UploadSession state(UploadId id) {
        return memory.find(id).orElseThrow();
    }

    /** Has {@code call} refused, and gives back with what. */
    static UploadException refused(Reason reason, ThrowingCallable call) {
        UploadException refusal = catchThrowableOfType(UploadException.class, call);
        assertThat(refusal).as("refused for " + reason).isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
        return refusal;
    }
}

package io.highwater.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An upload that two requests race for. What a request is told is an offset, or the reason why it was refused; what
 * remains are the upload's bytes and whether it is complete.
 */
public abstract class RacedUpload {

    static final Requester CLIENT = new Requester("client", "/uploads");

    private static final long PATIENCE_NANOS = 20_000;

    final UploadEngine engine = Racecourse.SHARED.engine();
    final UploadId id;

    private final AtomicInteger arrived = new AtomicInteger();
    private volatile Instant now = Racecourse.SHARED.nextStart();

    RacedUpload(NewUpload request) {
        Racecourse.SHARED.enter(this);
        id = engine.create(CLIENT, request).id();
    }

    /** One whose bytes are all there, but that is not yet complete. */
    RacedUpload(String bytes) {
        this(NewUpload.ofLength(bytes.length()));
        append(chunk(0, bytes), bytes);
    }

    /** Has both begin together, if the other one is not far; it may have no processor now. */
    final void meet() {
        Racecourse.SHARED.enter(this);
        arrived.incrementAndGet();
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (arrived.get() < 2 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    UploadId id() {
        return id;
    }

    Instant now() {
        return now;
    }

    /** So much time passes that the upload is too old unless it is written to, and what is too old is swept. */
    final void letTimePass() {
        now = Racecourse.endOfLife(now);
        engine.keepHouse();
    }

    static UploadStore store() {
        return Racecourse.SHARED.store();
    }

    /** Of a client that goes by offset and length alone: the body must begin where the upload ends. */
    static AppendRequest exact(Completion completion) {
        return new AppendRequest(
                0, OffsetPolicy.EXACT, OptionalLong.empty(), OptionalLong.empty(), ExpectedDigests.none(), completion);
    }

    static AppendRequest chunk(long offset, String body) {
        return AppendRequest.chunk(offset, OptionalLong.of(body.length()));
    }

    /** A whole request. */
    final UploadSession append(AppendRequest request, String body) {
        return send(open(request), body);
    }

    private OpenAppend open(AppendRequest request) {
        return engine.openAppend(CLIENT, id, request, () -> {});
    }

    /** A body in two pieces. */
    static UploadSession send(OpenAppend append, String body) {
        int half = body.length() / 2;
        append.write(bytes(body.substring(0, half)));
        append.write(bytes(body.substring(half)));
        return append.finish();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    /** What a request is told that is answered with an offset. */
    static String offset(Supplier<UploadSession> request) {
        return answer(() -> Long.toString(request.get().committed()));
    }

    /** What a request is told: its answer, or why it was refused and, if it began at the wrong offset, the right one. */
    static String answer(Supplier<String> request) {
        try {
            return request.get();
        } catch (UploadException e) {
            Optional<UploadSession> told = e.session().filter(state -> e.reason() == Reason.OFFSET_MISMATCH);
            return e.reason() + told.map(state -> " " + state.committed()).orElse("");
        }
    }

    /** What a whole request is told; whether it is refused before its body or under it makes a difference. */
    final String answer(AppendRequest request, String body, Function<UploadSession, String> taken) {
        return answer(() -> {
            OpenAppend append = open(request);
            String told = answer(() -> taken.apply(send(append, body)));
            return told.equals(Reason.GONE.name()) ? told + " under the body" : told;
        });
    }

    /** The bytes that can be read now. */
    final String readable() {
        try (InputStream in = store().content(id).openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What remains of the upload, which is taken out of the store, so that it is in the way of no other. */
    final String remains() {
        try {
            Optional<UploadSession> state = store().find(id);
            String remains = state.map(this::remaining).orElse("nothing");
            store().delete(id);
            return remains;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String remaining(UploadSession state) {
        if (state.isGone()) {
            return "gone";
        }
        String bytes = readable();
        boolean whole = bytes.length() == state.committed();
        return (state.isComplete() ? "complete " : "open ") + bytes + (whole ? "" : " of " + state.committed());
    }
}

package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Problem;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a body on the container's thread, where asynchronous requests are not supported or an endpoint is called next.
 * An overtaken request notices when its client sends or leaves; nobody waits for it.
 */
final class BlockingBody implements RunningBodies.Body {

    private static final Logger LOG = LoggerFactory.getLogger(BlockingBody.class);

    private static final int BUFFER_SIZE = 64 << 10;

    private final Exchange exchange;
    private final BodySink sink;
    private final Workers workers;
    private final RateMeter meter;
    private boolean over; // guarded by this
    private Optional<UploadSession> kept = Optional.empty(); // guarded by this
    private final AtomicReference<@Nullable UploadException> endedBy = new AtomicReference<>();

    BlockingBody(Exchange exchange, BodySink sink, Workers workers) {
        this.meter = exchange.bodies().newMeter();
        this.exchange = exchange;
        this.sink = sink;
        this.workers = workers;
    }

    static Answer brokenOff() {
        return Problem.of(400, "The body broke off before its end.").answer();
    }

    void receive() throws IOException {
        exchange.bodies().add(this);
        try {
            exchange.perform(read());
        } finally {
            isOver();
            exchange.bodies().remove(this);
            sink.abandon();
        }
    }

    @Override
    public RateMeter meter() {
        return meter;
    }

    /**
     * What came is committed, or taken back, at once; the thread that reads is told by its connection, if that can be
     * closed.
     */
    @Override
    public void end(UploadException why) {
        if (endedBy.compareAndSet(null, why)) {
            try {
                workers.execute(() -> interrupt(why));
            } catch (RejectedExecutionException e) {
                LOG.debug("the servlet has gone", e);
            }
        }
    }

    private void interrupt(UploadException why) {
        keep();
        if (why.reason() == Reason.TOO_SLOW) {
            closeConnection();
        }
    }

    /** Commits what came, of an upload that its client knows; the sink tells what that is but once. */
    private synchronized Optional<UploadSession> keep() {
        kept = kept.or(sink::abandon);
        return kept;
    }

    private UploadException kept(UploadException why) {
        return new UploadException(why.reason(), String.valueOf(why.getMessage()), keep().orElse(null));
    }

    private synchronized void closeConnection() {
        try {
            if (!over) {
                HangUp.closeConnection(exchange.request());
            }
        } catch (IOException e) {
            LOG.debug("the connection of a slow client did not close in order", e);
        }
    }

    /** From here on the connection may be another request's. */
    private synchronized void isOver() {
        over = true;
    }

    private Reaction read() {
        byte[] buffer = new byte[BUFFER_SIZE];
        long received = 0;
        try {
            InputStream in = exchange.request().getInputStream();
            for (int count; (count = await(in, buffer)) >= 0; received += count) {
                sink.write(ByteBuffer.wrap(buffer, 0, count));
                sink.interim().ifPresent(exchange.interims()::send);
            }
        } catch (IOException e) {
            LOG.debug("the client left in the middle of a body", e);
            return Exchange.say(brokenOff());
        } catch (UploadException e) {
            UploadException ending = endedBy.get(); // the sink takes that for a takeover
            return exchange.broken(sink, ending == null ? e : kept(ending));
        }
        if (received < exchange.head().contentLength().orElse(0)) {
            return Exchange.say(brokenOff());
        }
        exchange.bodyWasRead();
        return finish();
    }

    private Reaction finish() {
        try {
            return sink.finish(exchange.trailers());
        } catch (UploadException e) {
            UploadException ending = endedBy.get(); // a moment after the last byte
            return sink.failed(ending == null ? e : kept(ending));
        }
    }

    private int await(InputStream in, byte[] buffer) throws IOException {
        meter.startWaiting();
        int count;
        try {
            count = in.read(buffer);
        } catch (RuntimeException e) { // Undertow may throw a NullPointerException when the connection was closed
            throw new IOException(e);
        } finally {
            meter.stopWaiting();
        }
        meter.received(Math.max(0, count));
        UploadException why =
                meter.isTooSlow() && count >= 0 ? exchange.bodies().tooSlow() : endedBy.get();
        if (why != null) {
            throw kept(why);
        }
        return count;
    }
}

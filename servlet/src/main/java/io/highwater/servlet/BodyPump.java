package io.highwater.servlet;

import io.highwater.servlet.Endpoint.Reading;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Fields;
import io.highwater.session.UploadException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a body from the container to a {@link BodySink} without holding a thread while the client is slow.
 *
 * <p>Events of the request go through one mailbox and are worked off by one worker at a time. Every touch of request,
 * response, stream or {@link AsyncContext} is under this object's monitor, and none comes after the exchange is over;
 * the sink, which may wait for a disk, is called outside of it. Answers are given in the ASYNC dispatch, for
 * {@code complete()} with an unread body blocks a thread in Undertow; where no dispatch would come back here, they are
 * given by a thread of the container. Errors are ended inside {@code onError}, as Tomcat demands.
 */
final class BodyPump implements ReadListener, AsyncListener, Runnable, RunningBodies.Body {

    private static final Logger LOG = LoggerFactory.getLogger(BodyPump.class);

    private static final int BUFFERS_PER_TURN = 4; // then a worker turns to the next body
    private static final int FAST = 64 << 10; // who has sent so much at once is worth a moment's wait

    private final Exchange exchange;
    private final BodySink sink;
    private final boolean dispatches;
    private final Workers workers;
    private final AsyncContext async;
    private final ServletInputStream in;
    private final RunningBodies bodies;
    private final RateMeter meter;
    private final AtomicReference<@Nullable UploadException> endedBy = new AtomicReference<>();
    private final Mailbox mail = new Mailbox();
    private final AtomicBoolean busy = new AtomicBoolean(true); // until arm()
    private volatile boolean mailboxClosed;
    private volatile boolean over; // no object of the container may be touched any more
    private long received;

    private BodyPump(Exchange exchange, BodySink sink, boolean dispatches) throws IOException {
        this.exchange = exchange;
        this.sink = sink;
        this.dispatches = dispatches;
        this.workers = exchange.workers();
        this.bodies = exchange.bodies();
        this.meter = bodies.newMeter();
        this.in = exchange.request().getInputStream(); // may fail, so before there is something to be ended
        this.async = exchange.request().startAsync(exchange.request(), exchange.response());
        this.async.setTimeout(0);
    }

    /** Begins to read; the exchange is answered when the body has come to some end. */
    static void start(Exchange exchange, BodySink sink, Reading reading) throws IOException {
        boolean listens = false;
        try {
            new BodyPump(exchange, sink, reading != Reading.ASYNCHRONOUS_UNDISPATCHED).listen();
            listens = true;
        } finally {
            if (!listens) {
                sink.abandon();
            }
        }
    }

    private void listen() {
        try {
            async.addListener(this);
            bodies.add(this);
            in.setReadListener(this);
        } catch (RuntimeException | Error e) {
            fail(e);
            return;
        }
        arm();
        sink.onFenced(() -> signal(Mailbox.FENCED));
    }

    @Override
    public void onDataAvailable() {
        signal(Mailbox.READ);
    }

    @Override
    public void onAllDataRead() {
        signal(Mailbox.END);
    }

    @Override
    public void onError(Throwable why) {
        LOG.debug("the client left in the middle of a body", why);
        disconnect();
        signal(Mailbox.BROKEN);
    }

    @Override
    public void onError(AsyncEvent event) {
        disconnect();
        signal(Mailbox.BROKEN);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        onError(event);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        synchronized (this) {
            over = true;
        }
        bodies.remove(this);
        signal(Mailbox.BROKEN);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // nobody starts again what is started here
    }

    @Override
    public void run() {
        try {
            boolean goOn = true;
            for (int events; goOn && !mailboxClosed && (events = mail.takeAll()) != 0; ) {
                goOn = step(events);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        if (!mailboxClosed) {
            arm();
        }
    }

    @Override
    public RateMeter meter() {
        return meter;
    }

    @Override
    public void end(UploadException why) {
        if (endedBy.compareAndSet(null, why)) {
            signal(Mailbox.ENDED);
        }
    }

    private void fail(Throwable bug) {
        mailboxClosed = true;
        sink.abandon(); // first: the rest may fail, too
        LOG.error("a body could not be received", bug);
        dispatch(Exchange.say(Exchange.internalError()));
    }

    private void signal(int event) {
        if (!mailboxClosed) {
            mail.put(event);
            schedule();
        }
    }

    private void arm() {
        meter.startWaiting();
        busy.set(false);
        if (mail.peek() != 0) {
            schedule();
        }
    }

    private void schedule() {
        if (busy.compareAndSet(false, true)) {
            meter.stopWaiting();
            try {
                sink.execute(workers, this);
            } catch (RejectedExecutionException e) {
                LOG.debug("a body ends because the servlet is going down", e);
                refuse(sink.refuse(RunningBodies.goingDown()));
            } catch (RuntimeException | Error e) { // no thread can be had
                fail(e);
            }
        }
    }

    /** Works off {@code events}; false to let other bodies have a turn first. */
    private boolean step(int events) {
        boolean drained;
        try {
            if ((events & Mailbox.FENCED) != 0) {
                sink.write(ByteBuffer.allocate(0)); // says why
            }
            drained = drain();
        } catch (UploadException e) {
            refuse(e);
            return true;
        }
        UploadException ending = endedBy.get();
        if (!drained && ending == null) {
            mail.put(events | Mailbox.READ);
            return false;
        }
        boolean atEnd = drained && ((events | mail.peek()) & (Mailbox.END | Mailbox.BROKEN)) != 0;
        if (!atEnd && ending != null) {
            refuse(sink.refuse(ending));
        } else if ((events & (Mailbox.END | Mailbox.BROKEN)) != 0) {
            mailboxClosed = true;
            end((events & Mailbox.END) != 0 && (events & Mailbox.BROKEN) == 0);
        }
        return true;
    }

    private void refuse(UploadException why) {
        mailboxClosed = true;
        Reaction refusal = sink.failed(why);
        if (exchange.codec().hangsUp(why)) {
            hangUp(refusal);
        } else {
            dispatch(refusal);
        }
    }

    private void hangUp(Reaction otherwise) {
        unlessOver(() -> {
            over = true; // first, for a container may call back from inside
            try {
                HangUp.on(async, exchange.response());
            } catch (IOException e) {
                LOG.debug("the container does not hang up", e);
                over = false;
                dispatch(otherwise);
            } finally {
                bodies.remove(this);
            }
        });
    }

    private void end(boolean orderly) {
        boolean whole = orderly && received >= exchange.head().contentLength().orElse(0);
        if (whole) {
            exchange.bodyWasRead();
            dispatch(sink.end(trailers()));
        } else {
            sink.abandon();
            dispatch(Exchange.say(BlockingBody.brokenOff()));
        }
    }

    private synchronized Fields trailers() {
        return over ? Fields.NONE : exchange.trailers();
    }

    /** Moves what is there through a buffer that is held only meanwhile; false if there may be more. */
    private boolean drain() {
        byte[] buffer = workers.takeBuffer();
        try {
            for (int turn = 0; turn < BUFFERS_PER_TURN; turn++) {
                int count = collect(buffer);
                if (count > 0) {
                    received += count;
                    meter.received(count);
                    sink.write(ByteBuffer.wrap(buffer, 0, count));
                    sink.interim().ifPresent(this::tell);
                }
                if (count < buffer.length) {
                    return true;
                }
            }
            return false;
        } finally {
            workers.giveBuffer(buffer);
        }
    }

    /** Fills the buffer as far as a fast client can keep up; returns the number of bytes. */
    private int collect(byte[] buffer) {
        int count = fill(buffer, 0);
        for (int before = 0; count < buffer.length && count - before >= FAST; ) {
            mail.awaitOtherThan(Mailbox.READ); // what that spoke of was read before, or is now
            before = count;
            count = fill(buffer, count);
        }
        return count;
    }

    /** Reads until the buffer is full or nothing is there at the moment; returns how many bytes it has then. */
    private synchronized int fill(byte[] buffer, int from) {
        int filled = from;
        try {
            while (!over && filled < buffer.length && !in.isFinished() && in.isReady()) {
                int count = in.read(buffer, filled, buffer.length - filled);
                if (count < 0) {
                    break;
                }
                filled += count; // 0 inside a chunk's head, on Tomcat: only isReady() has it call again when more comes
            }
            if (!over && in.isFinished()) {
                mail.put(Mailbox.END); // Undertow may forget to say so
            }
        } catch (IOException | RuntimeException e) { // Undertow may throw a NullPointerException after a time-out
            LOG.debug("a body could not be read on", e);
            mail.put(Mailbox.BROKEN);
            disconnect();
        }
        return filled;
    }

    private synchronized void tell(Answer interim) {
        if (!over) {
            exchange.interims().send(interim);
        }
    }

    /** Goes on in the ASYNC dispatch or, if that does not come back here, on another thread of the container. */
    private void dispatch(Reaction reaction) {
        if (dispatches && !bodies.refuseDispatches(async)) {
            over(() -> {
                UploadHttpHandler.resumeWith(exchange, lastly(reaction));
                async.dispatch();
            });
        } else {
            answerUndispatched(reaction);
        }
    }

    /** Jetty does not say of every request over HTTP/2 that it is complete. */
    private Reaction lastly(Reaction reaction) {
        return same -> {
            try {
                reaction.perform(same);
            } finally {
                bodies.remove(this);
            }
        };
    }

    private void answerUndispatched(Reaction reaction) {
        try {
            unlessOver(() -> async.start(() -> over(() -> answer(reaction))));
        } catch (RejectedExecutionException e) {
            LOG.debug("the container has no thread left to answer with", e);
            over(() -> answer(reaction));
        }
    }

    private void answer(Reaction reaction) {
        exchange.response().setStatus(500); // unless there is an answer
        try {
            exchange.perform(lastly(reaction));
        } catch (IOException e) {
            LOG.debug("the client left before its answer", e);
        } finally {
            async.complete();
        }
    }

    /** Ends the exchange here and now, where no dispatch is possible any more. */
    private void disconnect() {
        over(() -> {
            try {
                if (!exchange.response().isCommitted()) {
                    exchange.answer(BlockingBody.brokenOff());
                }
                exchange.request().removeAttribute(RequestDispatcher.ERROR_EXCEPTION); // Tomcat would print its trace
            } finally {
                bodies.remove(this);
                async.complete();
            }
        });
    }

    private void over(Runnable last) {
        unlessOver(() -> {
            over = true; // first, for a container may call back from inside
            last.run();
        });
    }

    private synchronized void unlessOver(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (IllegalStateException e) {
            LOG.debug("the container ended the request first", e);
        }
    }
}

package io.highwater.servlet;

import io.highwater.engine.CreateRequest;
import io.highwater.engine.Handling;
import io.highwater.engine.Requester;
import io.highwater.servlet.endpoint.CredentialFields;
import io.highwater.servlet.endpoint.OriginalRequest;
import io.highwater.servlet.endpoint.RecordedResponse;
import io.highwater.servlet.endpoint.RecordingResponse;
import io.highwater.servlet.endpoint.ReplayedRequest;
import io.highwater.servlet.endpoint.StoredRequest;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.session.Composition;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endpoint behind a filter, for one request: it is called once all that was uploaded for it is there, by the request
 * that completes the upload; whoever asks again is given its response again.
 */
final class GuardedEndpoint implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedEndpoint.class);
    private static final String ORIGINAL = "request";
    private static final int PATIENCE_SECONDS = 10;

    private final UploadHttpHandler handler;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Settings settings;
    private @Nullable Completion completion;
    private Handling.@Nullable Turn turn;

    GuardedEndpoint(
            UploadHttpHandler handler, HttpServletRequest request, HttpServletResponse response, Settings settings) {
        this.handler = handler;
        this.request = request;
        this.response = response;
        this.settings = settings;
    }

    /**
     * How endpoints are guarded.
     *
     * @param maxResponseSize how many bytes of a response are kept
     * @param credentials fields of requests that are not kept
     * @param asynchronous whether bodies that do not complete an upload are read without a thread
     */
    record Settings(int maxResponseSize, CredentialFields credentials, boolean asynchronous) {}

    /** A request that has completed an upload, or found it complete. */
    private record Completion(Exchange exchange, Answer answer, UploadSession upload) {}

    @Override
    public CreateRequest creating(CreateRequest asked) {
        NewUpload upload = asked.upload();
        Map<String, String> attributes = new HashMap<>(upload.attributes());
        attributes.put(
                ORIGINAL, OriginalRequest.of(request, settings.credentials()).toText());
        return new CreateRequest(
                upload.withComposition(Composition.REQUEST).withAttributes(attributes), asked.digests());
    }

    @Override
    public Reaction completed(Answer answer, UploadSession upload) {
        return exchange -> completion = new Completion(exchange, answer, upload);
    }

    @Override
    public Reading reading(boolean last) {
        return last || !settings.asynchronous() ? Reading.BLOCKING : Reading.ASYNCHRONOUS_UNDISPATCHED;
    }

    /** Calls what is behind {@code chain}, if this request has come so far and it is its turn. */
    void proceed(FilterChain chain) throws IOException, ServletException {
        Completion current = completion;
        if (current == null) {
            return;
        }
        current.exchange().perform(exchange -> Uninterrupted.call(() -> settle(current)));
        Handling.Turn mine = turn;
        if (mine != null) {
            call(mine, current, chain);
        }
    }

    /** Gives the outcome again, or takes the turn. */
    private boolean settle(Completion current) throws IOException {
        try {
            Handling handling = handling(current);
            if (handling instanceof Handling.Done done) {
                recorded(done.outcome()).replay(recording(current, response, 0));
            } else if (handling instanceof Handling.Turn mine) {
                turn = mine;
            }
            return turn != null;
        } catch (UploadException e) {
            refuse(current, e);
            return false;
        }
    }

    /** The turn, or the outcome; for a while this waits for whoever has the turn now. */
    private Handling handling(Completion current) {
        UploadId id = current.upload().id();
        Requester who = current.exchange().requester();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Handling handling = handler.engine().handle(who, id);
        while (handling instanceof Handling.Busy busy && hasEnded(busy, deadline)) {
            handling = handler.engine().handle(who, id);
        }
        if (handling instanceof Handling.Busy) {
            String detail = "The request is being handled; its response can be had later.";
            throw new UploadException(Reason.UNAVAILABLE, detail, current.upload());
        }
        return handling;
    }

    private static boolean hasEnded(Handling.Busy busy, long deadline) {
        CountDownLatch end = new CountDownLatch(1);
        busy.end().thenRun(end::countDown);
        try {
            return end.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The bytes are all there: the client can ask again for the response. */
    private void refuse(Completion current, UploadException why) {
        Exchange exchange = current.exchange();
        Answer refusal = exchange.refusal(new Command.Inspect(current.upload().id()), why);
        String location = current.answer().fields().get("Location");
        if (why.reason() == Reason.UNAVAILABLE) {
            refusal =
                    refusal.with("Upload-Offset", Long.toString(current.upload().committed()));
            refusal = location == null ? refusal : refusal.with("Location", location);
        }
        exchange.answer(refusal);
    }

    /**
     * The response with what it carries whatever the endpoint says; the endpoint may have a better {@code Location}.
     */
    private RecordingResponse recording(Completion current, HttpServletResponse base, int maxSize) {
        Exchange exchange = current.exchange();
        Answer answer = exchange.codec().marked(exchange.head(), current.answer());
        Map<String, String> fields = new TreeMap<>(answer.fields());
        fields.keySet().removeIf(name -> !name.startsWith("Upload-"));
        String location = answer.fields().get("Location");
        HttpServletResponse real = location == null || answer.status() != HttpServletResponse.SC_CREATED
                ? base
                : new DefaultLocation(base, location);
        return new RecordingResponse(real, maxSize, fields);
    }

    private static RecordedResponse recorded(ByteBuffer outcome) {
        byte[] bytes = new byte[outcome.remaining()];
        outcome.get(bytes);
        return RecordedResponse.fromBytes(bytes);
    }

    private void call(Handling.Turn mine, Completion current, FilterChain chain) throws IOException, ServletException {
        boolean called = false;
        try {
            WatchedContent body = new WatchedContent(mine.download().content());
            HttpServletResponse base = new HeldBackErrors(response, body);
            RecordingResponse recording = recording(current, base, settings.maxResponseSize());
            ReplayedRequest replayed = new ReplayedRequest(request, recording, stored(mine, body));
            String id = mine.download().upload().id().value();
            request.setAttribute(ResumableUploadFilter.UPLOAD_ID, id);
            called = true;
            EndpointWork work = new EndpointWork(mine, body, recording);
            Thread caller = Thread.currentThread();
            try {
                chain.doFilter(replayed, recording);
            } catch (IOException | ServletException | RuntimeException | Error e) {
                recording.failed(e);
                if (!body.wasUnreadable() || response.isCommitted()) {
                    throw e;
                }
                LOG.warn("upload {}: its endpoint could not read the body", id, e);
            } finally {
                replayed.endWith(() -> work.end(caller, handler.workers()));
            }
            if (body.wasUnreadable() && !response.isCommitted() && !request.isAsyncStarted()) {
                current.exchange().takeBack();
                refuse(current, new UploadException(Reason.UNAVAILABLE, "The body cannot be read now."));
            }
        } finally {
            if (!called) {
                mine.close();
            }
        }
    }

    private StoredRequest stored(Handling.Turn mine, WatchedContent body) {
        Map<String, String> attributes =
                mine.download().upload().creation().request().attributes();
        OriginalRequest original =
                OriginalRequest.parse(Objects.requireNonNull(attributes.get(ORIGINAL), "the original request"));
        boolean inOne = request.getMethod().equals(original.method())
                && !request.getMethod().equals("PATCH");
        return new StoredRequest(inOne ? original : original.ofSeveralBodies(), body, settings.credentials());
    }
}

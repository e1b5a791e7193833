package io.highwater.servlet;

import io.highwater.engine.CreateRequest;
import io.highwater.engine.Handling;
import io.highwater.engine.Requester;
import io.highwater.engine.UploadEngine;
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
     * @param asynchronous whether bodies that do not complete an upload are read without a thread
     */
    record Settings(int maxResponseSize, boolean asynchronous) {}

    /** A request that has completed an upload, or found it complete. */
    private record Completion(Exchange exchange, Answer answer, UploadSession upload) {}

    @Override
    public CreateRequest creating(CreateRequest asked) {
        NewUpload upload = asked.upload();
        Map<String, String> attributes = new HashMap<>(upload.attributes());
        attributes.put(ORIGINAL, OriginalRequest.of(request).toText());
        return new CreateRequest(
                upload.withComposition(Composition.REQUEST).withAttributes(attributes), asked.digests());
    }

    @Override
    public void requireCreator(UploadEngine engine, Requester who, UploadId id) {
        UploadSession upload = engine.peek(who, id);
        if (!Objects.equals(upload.creation().owner(), who.principal())) {
            throw new UploadException(Reason.NOT_FOUND, "There is no such upload.");
        }
    }

    @Override
    public Reaction completed(Answer answer, UploadSession upload) {
        return exchange -> completion = new Completion(exchange, answer, upload);
    }

    @Override
    public Reading reading(boolean last) {
        return last || !settings.asynchronous() ? Reading.BLOCKING : Reading.ASYNCHRONOUS_UNDISPATCHED;
    }

    /** Calls what is behind {@code chain}, if this request has come so far. */
    void proceed(FilterChain chain) throws IOException, ServletException {
        Completion current = completion;
        if (current == null) {
            return;
        }
        Handling handling;
        try {
            handling = Uninterrupted.call(() -> handling(current));
        } catch (UploadException e) {
            Exchange exchange = current.exchange();
            exchange.perform(
                    exchange.failed(new Command.Inspect(current.upload().id()), e));
            return;
        }
        Map<String, String> fields = fields(current);
        if (handling instanceof Handling.Done done) {
            recorded(done.outcome()).replay(new RecordingResponse(response, 0, fields));
        } else if (handling instanceof Handling.Turn turn) {
            call(turn, new RecordingResponse(response, settings.maxResponseSize(), fields), chain);
        }
    }

    /** The turn, or the outcome; for a while this waits for whoever has the turn now. */
    private Handling handling(Completion current) {
        UploadId id = current.upload().id();
        Requester who = current.exchange().requester();
        Handling handling = handler.engine().handle(who, id);
        if (handling instanceof Handling.Busy busy) {
            await(busy);
            handling = handler.engine().handle(who, id);
        }
        if (handling instanceof Handling.Busy) {
            String detail = "The request is being handled; its response can be had later.";
            throw new UploadException(Reason.UNAVAILABLE, detail, current.upload());
        }
        return handling;
    }

    private static void await(Handling.Busy busy) {
        CountDownLatch end = new CountDownLatch(1);
        busy.end().thenRun(end::countDown);
        try {
            if (!end.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("an endpoint takes longer than a client that asks again waits");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the response carries, whatever the endpoint says. */
    private Map<String, String> fields(Completion current) {
        Exchange exchange = current.exchange();
        Answer answer = exchange.codec().marked(exchange.head(), current.answer());
        String location = answer.fields().get("Location");
        if (answer.status() == HttpServletResponse.SC_CREATED && location != null) {
            response.setHeader("Location", location); // the endpoint may have a better one
        }
        Map<String, String> fields = new TreeMap<>(answer.fields());
        fields.keySet().removeIf(name -> !name.startsWith("Upload-"));
        return fields;
    }

    private static RecordedResponse recorded(ByteBuffer outcome) {
        byte[] bytes = new byte[outcome.remaining()];
        outcome.get(bytes);
        return RecordedResponse.fromBytes(bytes);
    }

    private void call(Handling.Turn turn, RecordingResponse recording, FilterChain chain)
            throws IOException, ServletException {
        ReplayedRequest replayed = replayed(turn, recording);
        request.setAttribute(
                ResumableUploadFilter.UPLOAD_ID, turn.download().upload().id().value());
        try {
            chain.doFilter(replayed, recording);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            recording.failed(e);
            throw e;
        } finally {
            replayed.endWith(() -> Uninterrupted.call(() -> keep(turn, recording)));
        }
    }

    private ReplayedRequest replayed(Handling.Turn turn, RecordingResponse recording) {
        try {
            UploadSession upload = turn.download().upload();
            String text = Objects.requireNonNull(
                    upload.creation().request().attributes().get(ORIGINAL), "the original request");
            OriginalRequest original = OriginalRequest.parse(text);
            boolean inOne = request.getMethod().equals(original.method())
                    && !request.getMethod().equals("PATCH");
            return new ReplayedRequest(
                    request,
                    recording,
                    new StoredRequest(
                            inOne ? original : original.ofSeveralBodies(),
                            turn.download().content()));
        } catch (RuntimeException e) {
            turn.close();
            throw e;
        }
    }

    private static boolean keep(Handling.Turn turn, RecordingResponse recording) {
        try (turn) {
            turn.finish(recording.recorded().toBytes());
            return true;
        } catch (RuntimeException e) { // the endpoint has done its work, and its client has the response
            UploadId id = turn.download().upload().id();
            LOG.warn(
                    "upload {}: its response was not kept; who asks for it again has the endpoint called again", id, e);
            return false;
        }
    }
}

package io.highwater.servlet;

import io.highwater.engine.Requester;
import io.highwater.servlet.Endpoint.Reading;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ContentAnswer;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response. Its methods that do I/O are for container threads: in the first dispatch, or in the one
 * that ends an asynchronously read body.
 */
final class Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final UploadHttpHandler handler;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final ProtocolCodec codec;
    private final RequestHead head;
    private final Requester requester;
    private final Interims interims;
    private final Endpoint endpoint;
    private volatile boolean bodyRead;

    Exchange(UploadHttpHandler handler, Call call, ProtocolCodec codec) {
        this.handler = handler;
        this.request = call.request();
        this.response = call.response();
        this.codec = codec;
        this.head = call.head();
        this.requester = call.requester();
        this.endpoint = call.endpoint();
        this.interims = Interims.of(handler.manners().interims(), head, request);
        this.bodyRead = !head.mayHaveBody();
    }

    RequestHead head() {
        return head;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    ProtocolCodec codec() {
        return codec;
    }

    Requester requester() {
        return requester;
    }

    Interims interims() {
        return interims;
    }

    HttpServletRequest request() {
        return request;
    }

    HttpServletResponse response() {
        return response;
    }

    /** What came behind the body, which was read to its end; only where something was announced. */
    Fields trailers() {
        Map<String, List<String>> lines = new HashMap<>();
        if (head.fields().has("Trailer") && request.isTrailerFieldsReady()) {
            request.getTrailerFields().forEach((name, value) -> lines.put(name, List.of(value)));
        }
        return new Fields(lines);
    }

    Workers workers() {
        return handler.workers();
    }

    RunningBodies bodies() {
        return handler.bodies();
    }

    /** Nothing of the body is left on the connection. */
    void bodyWasRead() {
        bodyRead = true;
    }

    static Reaction say(Answer answer) {
        return exchange -> exchange.answer(answer);
    }

    /** Says {@code answer} about {@code upload}, unless that is complete and somebody else has something to say. */
    Reaction say(Answer answer, UploadSession upload) {
        return upload.isComplete() && answer.status() < 300 ? endpoint.completed(answer, upload) : say(answer);
    }

    /** {@code answer} with the digest of the whole, if that is wanted. */
    Answer withWantedDigest(Answer answer, UploadSession upload) {
        return answer.with(wantedDigest(upload));
    }

    private Map<String, String> wantedDigest(UploadSession upload) {
        Optional<DigestAlgorithm> algorithm = codec.wantedDigest(head, upload);
        if (algorithm.isEmpty()) {
            return Map.of();
        }
        try {
            ContentDigest digest = handler.engine().digest(requester, upload.id(), algorithm.get());
            return Map.of("Repr-Digest", DigestFields.serialize(List.of(digest)));
        } catch (UploadException e) {
            LOG.debug("upload {} is complete, but its digest cannot be told", upload.id(), e);
            return Map.of();
        }
    }

    /** Runs a command and answers it, whatever comes of it. */
    void run(Command command) throws IOException {
        perform(exchange -> {
            try {
                command.accept(new EngineCommands(handler.engine(), this)).perform(this);
            } catch (UploadException e) {
                failed(command, e).perform(this);
            }
        });
    }

    /** Performs a reaction; a failure of ours becomes an answer, one of the client's does not. */
    void perform(Reaction reaction) throws IOException {
        try {
            reaction.perform(this);
        } catch (RuntimeException e) {
            LOG.error("a request failed", e);
            if (!response.isCommitted()) {
                takeBack();
                answer(internalError());
            }
        }
    }

    /** Forgets an answer that was begun but not sent. */
    void takeBack() {
        response.reset();
        handler.manners().cors().mark(head, response);
    }

    /** Says that the engine refused {@code command} or failed; the log hears of the latter. */
    Reaction failed(Command command, UploadException why) {
        return say(refusal(command, why));
    }

    /**
     * How to say that {@code why} ended the body of {@code sink}: with an answer or, where those do harm, with none.
     */
    Reaction broken(BodySink sink, UploadException why) {
        Reaction refusal = sink.failed(why);
        return codec.hangsUp(why) ? exchange -> exchange.hangUp(refusal) : refusal;
    }

    private void hangUp(Reaction otherwise) throws IOException {
        if (request.isAsyncSupported()) {
            HangUp.on(request.startAsync(request, response), response);
        } else if (!HangUp.now(request, response)) {
            otherwise.perform(this);
        }
    }

    /** What is to be said of it. */
    Answer refusal(Command command, UploadException why) {
        if (why.getCause() != null) {
            LOG.warn("an upload failed: {}", why.getMessage(), why);
        }
        if (command instanceof Command.Append append && codec.invalidates(head, why)) {
            invalidate(append.id());
        }
        return codec.failed(head, command, why);
    }

    private void invalidate(UploadId id) {
        try {
            handler.engine().invalidate(requester, id);
        } catch (UploadException e) {
            LOG.debug("upload {} came to another end before it was invalidated", id, e);
        }
    }

    static Answer internalError() {
        return Problem.of(500, "The server failed to do this. What is committed stays.")
                .answer();
    }

    /** Reads the body into {@code sink}, on the container's threads only where there is no other way. */
    void receive(BodySink sink, Reading reading) throws IOException {
        boolean received = false;
        try {
            sink.interim().ifPresent(interims::send);
            read(sink, reading);
            received = true;
        } finally {
            if (!received) {
                sink.abandon();
            }
        }
    }

    private void read(BodySink sink, Reading reading) throws IOException {
        if (!head.mayHaveBody()) {
            perform(sink.end(Fields.NONE));
        } else if (reading != Reading.BLOCKING && request.isAsyncSupported()) {
            BodyPump.start(this, sink, reading);
        } else {
            new BlockingBody(this, sink, handler.workers()).receive();
        }
    }

    void answer(Answer answer) {
        AnswerWriter.write(response, codec.marked(head, answer), closesConnection(answer.status()));
    }

    /** Answers without any of the finished bytes, though with their length where they were asked for. */
    void describe(ContentAnswer answer) {
        if (answer.length() == 0) {
            answer(answer.head());
        } else {
            AnswerWriter.writeHead(response, codec.marked(head, answer.head()));
            response.setContentLengthLong(answer.length());
        }
    }

    /** @throws UploadException if the bytes cannot be read, and another answer can still be given */
    void send(ContentAnswer answer, ReadableByteChannel bytes) throws IOException {
        try (bytes) {
            describe(answer);
            ContentSender.send(bytes, answer.length(), response.getOutputStream());
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e;
            }
            takeBack();
            throw ContentSender.unreadable(e);
        }
    }

    /** A refusal that leaves a body unread ends the connection, so that nobody has to read it (not so in HTTP/2). */
    private boolean closesConnection(int status) {
        return status >= 400 && !bodyRead && head.isHttp1();
    }
}

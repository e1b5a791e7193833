package io.highwater.servlet;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadProblem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From a container's request to a codec, to the engine, and back. Thread-safe. */
final class UploadHttpHandler implements AutoCloseable {

    private static final String RESUMPTION = UploadHttpHandler.class.getName() + ".resumption";

    private final UploadEngine engine;
    private final List<ProtocolCodec> codecs;
    private final Manners manners;
    private final Workers workers;
    private final RunningBodies bodies;

    /** @param codecs asked in this order; the first that knows a request serves it */
    UploadHttpHandler(UploadEngine engine, List<ProtocolCodec> codecs, Manners manners, Workers workers) {
        this.engine = engine;
        this.codecs = List.copyOf(codecs);
        this.manners = manners;
        this.workers = workers;
        this.bodies = RunningBodies.start(manners.rate());
    }

    /** What is the same in every protocol. */
    record Manners(Cors cors, InterimResponses interims, MinimumRate rate) {}

    /** What is left to do when a request comes back in its ASYNC dispatch. */
    private record Resumption(Exchange exchange, Reaction reaction) {}

    UploadEngine engine() {
        return engine;
    }

    Manners manners() {
        return manners;
    }

    Workers workers() {
        return workers;
    }

    RunningBodies bodies() {
        return bodies;
    }

    static void resumeWith(Exchange exchange, Reaction reaction) {
        exchange.request().setAttribute(RESUMPTION, new Resumption(exchange, reaction));
    }

    /** Serves a request; false if it is none of ours. */
    boolean handle(Call call) throws IOException {
        return Uninterrupted.call(() -> serve(call));
    }

    private boolean serve(Call call) throws IOException {
        RequestHead head = call.head();
        Optional<Answer> preflight = manners.cors.preflight(head);
        if (preflight.isPresent()) {
            manners.cors.mark(head, call.response());
            AnswerWriter.write(call.response(), preflight.get(), false);
            return true;
        }
        for (ProtocolCodec codec : codecs) {
            Optional<Command> command = codec.decode(head);
            if (command.isPresent()) {
                manners.cors.mark(head, call.response());
                Exchange exchange = new Exchange(this, call, codec);
                if (manners.cors.isForged(head)) {
                    exchange.answer(Cors.refusal());
                } else {
                    exchange.run(command.get());
                }
                return true;
            }
        }
        return false;
    }

    /** Goes on with a request that comes back in its ASYNC dispatch; false if it does not. */
    private static boolean resume(HttpServletRequest request) throws IOException {
        if (request.getAttribute(RESUMPTION) instanceof Resumption resumption) {
            request.removeAttribute(RESUMPTION);
            resumption.exchange.perform(resumption.reaction);
            return true;
        }
        return false;
    }

    /** Serves a request to a servlet of ours; one that is none of its uploads' is 404. */
    void handleAll(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Uninterrupted.call(() -> resume(request))) {
            return;
        }
        Call call = Call.ofServlet(request, response);
        if (!handle(call)) {
            RequestHead head = call.head();
            manners.cors.mark(head, response);
            AnswerWriter.write(response, UploadProblem.notFound(), head.mayHaveBody() && head.isHttp1());
        }
    }

    /** Refuses what would write, and ends running bodies, which keep what they brought and are answered. */
    void drain(Duration grace) {
        bodies.endAll(grace);
    }

    /** Stops the workers. The engine is closed by whoever made it, and before. */
    @Override
    public void close() {
        bodies.close();
        workers.close();
    }
}

package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.Problem;
import io.highwater.session.UploadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a body on the container's thread, where asynchronous requests are not supported or an endpoint is called next.
 * An overtaken request notices when its client sends or leaves; nobody waits for it.
 */
final class BlockingBody {

    private static final Logger LOG = LoggerFactory.getLogger(BlockingBody.class);

    private final Exchange exchange;
    private final BodySink sink;
    private final Workers workers;

    BlockingBody(Exchange exchange, BodySink sink, Workers workers) {
        this.exchange = exchange;
        this.sink = sink;
        this.workers = workers;
    }

    /** What comes of a body that is at its end. */
    static Reaction end(BodySink sink, Fields trailers) {
        try {
            return sink.finish(trailers);
        } catch (UploadException e) {
            return sink.failed(e);
        }
    }

    static Answer brokenOff() {
        return Problem.of(400, "The body broke off before its end.").answer();
    }

    void receive() throws IOException {
        byte[] buffer = workers.takeBuffer();
        try {
            exchange.perform(read(buffer));
        } finally {
            workers.giveBuffer(buffer);
            sink.abandon();
        }
    }

    private Reaction read(byte[] buffer) {
        long received = 0;
        try {
            InputStream in = exchange.request().getInputStream();
            for (int count; (count = in.read(buffer)) >= 0; received += count) {
                sink.write(ByteBuffer.wrap(buffer, 0, count));
                sink.interim().ifPresent(exchange.interims()::send);
            }
        } catch (IOException e) {
            LOG.debug("the client left in the middle of a body", e);
            return Exchange.say(brokenOff());
        } catch (UploadException e) {
            return sink.failed(e);
        }
        if (received < exchange.head().contentLength().orElse(0)) {
            return Exchange.say(brokenOff());
        }
        exchange.bodyWasRead();
        return end(sink, exchange.trailers());
    }
}

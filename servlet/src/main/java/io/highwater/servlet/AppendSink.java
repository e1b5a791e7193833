package io.highwater.servlet;

import io.highwater.engine.OpenAppend;
import io.highwater.servlet.protocol.Command;
import io.highwater.session.UploadException;
import java.nio.ByteBuffer;

/** Sends a body into an upload. */
final class AppendSink implements BodySink {

    private final OpenAppend append;
    private final Fence fence;
    private final Command command;
    private final Exchange exchange;

    AppendSink(OpenAppend append, Fence fence, Command command, Exchange exchange) {
        this.append = append;
        this.fence = fence;
        this.command = command;
        this.exchange = exchange;
    }

    @Override
    public void onFenced(Runnable fenced) {
        fence.listen(fenced);
    }

    @Override
    public void write(ByteBuffer bytes) {
        append.write(bytes);
    }

    @Override
    public Reaction finish() {
        return Exchange.say(exchange.codec().appended(exchange.head(), append.finish()));
    }

    @Override
    public void abandon() {
        append.abandon();
    }

    @Override
    public Reaction failed(UploadException why) {
        return exchange.failed(command, why);
    }
}

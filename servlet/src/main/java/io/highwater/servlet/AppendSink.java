package io.highwater.servlet;

import io.highwater.engine.OpenAppend;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.UploadException;
import java.nio.ByteBuffer;

/** Sends a body into an upload. */
final class AppendSink implements BodySink {

    private final OpenAppend append;
    private final Fence fence;
    private final Command command;
    private final RequestHead head;
    private final ProtocolCodec codec;

    AppendSink(OpenAppend append, Fence fence, Command command, Exchange exchange) {
        this.append = append;
        this.fence = fence;
        this.command = command;
        this.head = exchange.head();
        this.codec = exchange.codec();
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
        return Exchange.say(codec.appended(head, append.finish()));
    }

    @Override
    public void abandon() {
        append.abandon();
    }

    @Override
    public Reaction failed(UploadException why) {
        return Exchange.say(codec.failed(head, command, why));
    }
}

package io.highwater.servlet;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Collects a small body, then goes on with the command that it spells. */
final class SmallBodySink implements BodySink {

    private final Command.ReadBody command;
    private final Exchange exchange;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

    SmallBodySink(Command.ReadBody command, Exchange exchange) {
        this.command = command;
        this.exchange = exchange;
    }

    @Override
    public void onFenced(Runnable fenced) {
        // nobody competes for this body
    }

    @Override
    public Optional<Answer> interim() {
        return Optional.empty();
    }

    @Override
    public void write(ByteBuffer bytes) {
        if (bytes.remaining() > command.maxBytes() - collected.size()) {
            throw new UploadException(Reason.TOO_LARGE, "the body is too large");
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        collected.writeBytes(copy);
    }

    @Override
    public Reaction finish(Fields trailers) {
        Command next = command.next().apply(collected.toByteArray());
        return same -> same.run(next);
    }

    @Override
    public Optional<UploadSession> abandon() {
        collected.reset();
        return Optional.empty();
    }

    @Override
    public Reaction failed(UploadException why) {
        return why.reason() == Reason.TOO_LARGE ? Exchange.say(command.tooLarge()) : exchange.failed(command, why);
    }
}

package io.highwater.servlet;

import io.highwater.engine.OpenAppend;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Function;

/** Sends a body into an upload. */
final class AppendSink implements BodySink {

    private final Opened opened;
    private final AppendNews news;
    private final Exchange exchange;

    AppendSink(Opened opened, AppendNews news, Exchange exchange) {
        this.opened = opened;
        this.news = news;
        this.exchange = exchange;
    }

    /**
     * An upload that is open for the body.
     *
     * @param done the answer to a body that came to its end
     */
    record Opened(OpenAppend append, Fence fence, Command command, Function<UploadSession, Answer> done) {}

    @Override
    public void execute(Workers workers, Runnable step) {
        if (opened.append().mayReadAll()) {
            workers.executeLong(step);
        } else {
            workers.execute(step);
        }
    }

    @Override
    public void onFenced(Runnable fenced) {
        opened.fence().listen(fenced);
    }

    @Override
    public Optional<Answer> interim() {
        return news.next();
    }

    @Override
    public void write(ByteBuffer bytes) {
        opened.append().write(bytes);
    }

    @Override
    public Reaction finish(Fields trailers) {
        ExpectedDigests trailing = exchange.codec().trailing(exchange.head(), trailers);
        UploadSession upload = opened.append().finish(trailing);
        return exchange.say(opened.done().apply(upload), upload);
    }

    @Override
    public Optional<UploadSession> abandon() {
        return opened.append().abandon();
    }

    @Override
    public Reaction failed(UploadException why) {
        return exchange.failed(news.asked(opened.command()), why);
    }
}

package io.highwater.servlet;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.CreateRequest;
import io.highwater.engine.Download;
import io.highwater.engine.OpenAppend;
import io.highwater.engine.Requester;
import io.highwater.engine.UploadEngine;
import io.highwater.servlet.Endpoint.Reading;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ContentAnswer;
import io.highwater.servlet.protocol.ContentResponse;
import io.highwater.servlet.protocol.ProtocolCodec;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Has the engine do what a command asks for. */
final class EngineCommands implements Command.Visitor<Reaction> {

    private final Exchange exchange;
    private final UploadEngine engine;
    private final Requester who;
    private final RequestHead head;
    private final ProtocolCodec codec;

    EngineCommands(UploadEngine engine, Exchange exchange) {
        this.exchange = exchange;
        this.engine = engine;
        this.who = exchange.requester();
        this.head = exchange.head();
        this.codec = exchange.codec();
    }

    @Override
    public Reaction create(Command.Create command) {
        exchange.bodies().requireOpen();
        return Exchange.say(codec.created(head, engine.create(who, command.request())));
    }

    @Override
    public Reaction createThenAppend(Command.CreateThenAppend command) {
        exchange.bodies().requireOpen();
        Fence fence = new Fence();
        CreateRequest creation = exchange.endpoint().creating(command.request());
        OpenAppend append = engine.create(who, creation, command.first(), fence);
        Command.Append known = new Command.Append(append.id(), command.first());
        return receive(
                command.first(),
                new AppendSink.Opened(append, fence, command, upload -> codec.created(head, upload)),
                new AppendNews(exchange, append, known, true));
    }

    @Override
    public Reaction append(Command.Append command) {
        exchange.bodies().requireOpen();
        Fence fence = new Fence();
        OpenAppend append = engine.openAppend(who, command.id(), command.request(), fence);
        return receive(
                command.request(),
                new AppendSink.Opened(append, fence, command, upload -> codec.appended(head, upload)),
                new AppendNews(exchange, append, command, false));
    }

    private static Reaction receive(AppendRequest request, AppendSink.Opened opened, AppendNews news) {
        boolean last = request.completion() == Completion.AT_END;
        return exchange -> exchange.receive(
                new AppendSink(opened, news, exchange), exchange.endpoint().reading(last));
    }

    @Override
    public Reaction inspect(Command.Inspect command) {
        return Exchange.say(codec.inspected(head, engine.inspect(who, command.id())));
    }

    @Override
    public Reaction peek(Command.Peek command) {
        return Exchange.say(codec.peeked(head, engine.peek(who, command.id())));
    }

    @Override
    public Reaction complete(Command.Complete command) {
        exchange.bodies().requireOpen();
        UploadSession upload = engine.complete(who, command.id(), command.digests());
        return exchange.say(codec.completed(head, upload), upload);
    }

    @Override
    public Reaction cancel(Command.Cancel command) {
        engine.cancel(who, command.id());
        return Exchange.say(Answer.of(204));
    }

    @Override
    public Reaction download(Command.Download command) {
        Download download = engine.download(who, command.id());
        ContentAnswer answer = withState(ContentResponse.to(head, download.upload()), download.upload());
        if (answer.length() == 0 || head.method().equals("HEAD")) {
            return exchange -> exchange.describe(answer);
        }
        ReadableByteChannel bytes = open(download, answer);
        return exchange -> exchange.send(answer, bytes);
    }

    /** Whatever a GET sends, it tells the state in the fields of a HEAD (IETF draft -12, "Offset Retrieval"). */
    private ContentAnswer withState(ContentAnswer answer, UploadSession upload) {
        Map<String, String> state =
                new LinkedHashMap<>(codec.inspected(head, upload).fields());
        state.keySet().removeIf(name -> !name.startsWith("Upload-"));
        boolean successful = answer.head().status() / 100 == 2;
        return successful ? answer.with(state) : answer;
    }

    private static ReadableByteChannel open(Download download, ContentAnswer answer) {
        try {
            return download.content().open(answer.from(), answer.to());
        } catch (IOException e) {
            throw ContentSender.unreadable(e);
        }
    }

    @Override
    public Reaction reply(Command.Reply command) {
        return Exchange.say(command.answer());
    }

    @Override
    public Reaction look(Command.Look command) {
        return command.next().apply(engine.peek(who, command.id())).accept(this);
    }

    @Override
    public Reaction readBody(Command.ReadBody command) {
        exchange.bodies().requireOpen();
        return exchange -> exchange.receive(new SmallBodySink(command, exchange), Reading.ASYNCHRONOUS);
    }
}

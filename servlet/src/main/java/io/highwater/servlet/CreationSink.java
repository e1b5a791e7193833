package io.highwater.servlet;

import io.highwater.engine.OpenAppend;
import io.highwater.servlet.protocol.Command;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;

/** Sends a body into the upload that its own request created, and undoes the creation if it is answered with an error. */
final class CreationSink implements BodySink {

    private final Opened opened;
    private final Exchange exchange;

    CreationSink(Opened opened, Exchange exchange) {
        this.opened = opened;
        this.exchange = exchange;
    }

    /**
     * A new upload, open for the body.
     *
     * @param withdraw deletes the upload
     */
    record Opened(OpenAppend append, Fence fence, Command.CreateThenAppend command, Runnable withdraw) {}

    @Override
    public void onFenced(Runnable fenced) {
        opened.fence().listen(fenced);
    }

    @Override
    public void write(ByteBuffer bytes) {
        opened.append().write(bytes);
    }

    @Override
    public Reaction finish() {
        return Exchange.say(
                exchange.codec().created(exchange.head(), opened.append().finish()));
    }

    /** What arrived stays, as with any append; of a body with a digest nothing does, so nothing was created. */
    @Override
    public void abandon() {
        boolean brokeOff = opened.append().abandon().isPresent();
        boolean checked = !opened.command().request().digests().isEmpty();
        if (brokeOff && checked) {
            opened.withdraw().run();
        }
    }

    @Override
    public Reaction failed(UploadException why) {
        boolean isOfOthersNow = why.reason() == Reason.TAKEN_OVER
                || why.session().filter(UploadSession::isComplete).isPresent(); // its event is on the way
        if (!isOfOthersNow) {
            opened.withdraw().run();
        }
        return exchange.failed(opened.command(), why);
    }
}

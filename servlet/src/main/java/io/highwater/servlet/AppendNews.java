package io.highwater.servlet;

import io.highwater.engine.OpenAppend;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.UploadSession;
import java.util.Optional;

/**
 * What the client of a body is told before its end, and when: where the upload is that the body creates, and how far it
 * is. Calls come one at a time.
 */
final class AppendNews {

    /** So many interim responses a request: the JDK's HTTP client gives up after eight. */
    private static final int MOST = 6;

    private final Exchange exchange;
    private final OpenAppend append;
    private final Command.Append asked;
    private final boolean creates;
    private final InterimPace pace;
    private final long start;
    private boolean begun;
    private boolean silent;
    private volatile boolean announced;

    /**
     * What is to be told of {@code append}, if anything.
     *
     * @param asked what the client asks for, once it knows of the upload
     * @param creates whether that is not so yet
     */
    AppendNews(Exchange exchange, OpenAppend append, Command.Append asked, boolean creates) {
        this.exchange = exchange;
        this.append = append;
        this.asked = asked;
        this.creates = creates;
        RequestHead head = exchange.head();
        int others = (creates ? 1 : 0) + (head.fields().has("Expect") ? 1 : 0);
        this.pace = new InterimPace(head.contentLength(), MOST - others);
        this.start = append.durable().committed();
        this.silent = asked.request().isChecked() || !head.mayHaveBody(); // nothing to say before its end
    }

    /** What the client asks for as it sees it: to one that was told of the upload a creation is an append like any. */
    Command asked(Command command) {
        return announced ? asked : command;
    }

    /** What is to be said now. The first call comes before the body is read. */
    Optional<Answer> next() {
        if (silent) {
            return Optional.empty();
        }
        boolean first = !begun;
        begun = true;
        return first ? announcement() : progress();
    }

    private Optional<Answer> announcement() {
        if (!creates) {
            return Optional.empty();
        }
        Optional<Answer> news = heard(exchange.codec().announced(exchange.head(), append.durable()));
        if (news.isPresent()) {
            append.clientIsTold();
            announced = true;
        }
        return news;
    }

    private Optional<Answer> progress() {
        UploadSession durable = append.durable();
        long bytes = durable.committed() - start;
        if (!pace.isDue(bytes)) {
            return Optional.empty();
        }
        pace.told(bytes);
        return heard(exchange.codec().progressed(exchange.head(), durable));
    }

    /** Who cannot be told something now is told nothing later. */
    private Optional<Answer> heard(Optional<Answer> news) {
        silent = news.isEmpty() || !exchange.interims().areHeard();
        return silent ? Optional.empty() : news;
    }
}

package io.highwater.servlet.protocol;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.CreateRequest;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.util.function.Function;

/**
 * What a request asks for, the same in every protocol.
 *
 * @since 0.1.0
 */
public sealed interface Command {

    /** Calls the method of {@code visitor} for this kind of command. */
    <R> R accept(Visitor<R> visitor);

    /** Create an upload; the request's body, if any, was read for that. */
    record Create(CreateRequest request) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.create(this);
        }
    }

    /**
     * Create an upload and append the request's body to it.
     *
     * @param first the bytes that come with the creation
     */
    record CreateThenAppend(CreateRequest request, AppendRequest first) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createThenAppend(this);
        }
    }

    /** Append the request's body. */
    record Append(UploadId id, AppendRequest request) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.append(this);
        }
    }

    /** Tell the state, and take over from a running append. */
    record Inspect(UploadId id) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.inspect(this);
        }
    }

    /** Tell the state, disturbing nobody. */
    record Peek(UploadId id) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.peek(this);
        }
    }

    /** Complete the upload, whose bytes must have {@code digests}. */
    record Complete(UploadId id, ExpectedDigests digests) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.complete(this);
        }
    }

    /** Delete the upload. */
    record Cancel(UploadId id) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cancel(this);
        }
    }

    /** Send the finished bytes. */
    record Download(UploadId id) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.download(this);
        }
    }

    /** Nothing to do: the answer is known (discovery, refusals). */
    record Reply(Answer answer) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reply(this);
        }
    }

    /**
     * Look at the upload first, disturbing nobody, then decide. An unknown upload is told before anything else that may
     * be wrong with a request.
     */
    record Look(UploadId id, Function<UploadSession, Command> next) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.look(this);
        }
    }

    /**
     * Read the whole body first, then decide.
     *
     * @param maxBytes how large the body may be
     * @param next what the body asks for; must not be another command that needs the body
     * @param tooLarge what to do if it is larger
     */
    record ReadBody(int maxBytes, Function<byte[], Command> next, Answer tooLarge) implements Command {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.readBody(this);
        }
    }

    /**
     * One method for each kind of command.
     *
     * @param <R> what comes out
     */
    interface Visitor<R> {
        /** For {@link Create}. */
        R create(Create command);

        /** For {@link CreateThenAppend}. */
        R createThenAppend(CreateThenAppend command);

        /** For {@link Append}. */
        R append(Append command);

        /** For {@link Inspect}. */
        R inspect(Inspect command);

        /** For {@link Peek}. */
        R peek(Peek command);

        /** For {@link Complete}. */
        R complete(Complete command);

        /** For {@link Cancel}. */
        R cancel(Cancel command);

        /** For {@link Download}. */
        R download(Download command);

        /** For {@link Reply}. */
        R reply(Reply command);

        /** For {@link Look}. */
        R look(Look command);

        /** For {@link ReadBody}. */
        R readBody(ReadBody command);
    }
}

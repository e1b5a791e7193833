package io.highwater.servlet.protocol.tus;

import io.highwater.engine.AppendRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.Methods;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.ReadRequest;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadProblem;
import io.highwater.servlet.protocol.UploadRoute;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.util.Optional;

/** Reads the requests of tus, and {@code OPTIONS}, which belongs to no protocol. */
final class TusRequests {

    private final ProtocolSettings settings;
    private final TusAnswers answers;

    TusRequests(ProtocolSettings settings, TusAnswers answers) {
        this.settings = settings;
        this.answers = answers;
    }

    Optional<Command> decode(RequestHead head) {
        TusFields fields = new TusFields(head.fields());
        Optional<UploadRoute> route = UploadRoute.of(head.path());
        if (route.isEmpty()) {
            return fields.isMarked() ? Optional.of(new Command.Reply(UploadProblem.notFound())) : Optional.empty();
        }
        if (head.method().equals("OPTIONS")) {
            return settings.route(head).map(served -> new Command.Reply(answers.discovery(served)));
        }
        return isOfAnotherProtocol(head, route.get()) ? Optional.empty() : decode(head, fields, route.get());
    }

    /** The URL and {@code PUT} say more than any mark. */
    private static boolean isOfAnotherProtocol(RequestHead head, UploadRoute route) {
        return route instanceof UploadRoute.Complete
                || route instanceof UploadRoute.Content
                || head.method().equals("PUT");
    }

    private Optional<Command> decode(RequestHead head, TusFields fields, UploadRoute route) {
        if (fields.isMarked()) {
            return Optional.of(marked(head, fields, route));
        }
        if (hasIetfMark(fields, route)) {
            return Optional.empty();
        }
        if (fields.belongToTus()) {
            return Optional.of(afterLook(route, TusFields.unsupportedVersion().answer()));
        }
        boolean unmarkedPatch = head.method().equals("PATCH") && route instanceof UploadRoute.Upload;
        return unmarkedPatch
                ? Optional.of(afterLook(route, TusFields.unsupportedType().answer()))
                : Optional.empty();
    }

    private static boolean hasIetfMark(TusFields fields, UploadRoute route) {
        return route instanceof UploadRoute.Collection
                ? IetfMark.completes(fields.fields()).isPresent()
                : IetfMark.isOnUpload(fields.fields());
    }

    private Command marked(RequestHead head, TusFields fields, UploadRoute route) {
        try {
            fields.requireVersion();
            RequestHead effective = effective(head, fields);
            if (effective.method().equals("OPTIONS")) {
                return new Command.Reply(answers.discovery(route));
            }
            if (route instanceof UploadRoute.Upload upload) {
                return onUpload(effective, fields, upload.id());
            }
            return effective.method().equals("POST")
                    ? new TusCreations(effective, settings).decode()
                    : new Command.Reply(Methods.of(route).refusal());
        } catch (Refusal e) {
            return afterLook(route, e.answer());
        }
    }

    /** The request with the method that it means (tus: X-HTTP-Method-Override). */
    private static RequestHead effective(RequestHead head, TusFields fields) throws Refusal {
        if (!head.method().equals("POST")) {
            return head;
        }
        Optional<String> override = fields.single(TusFields.METHOD_OVERRIDE);
        return new RequestHead(
                override.orElse(head.method()), head.target(), head.fields(), head.contentLength(), head.protocol());
    }

    private Command onUpload(RequestHead head, TusFields fields, UploadId id) throws Refusal {
        return switch (head.method()) {
            case "PATCH" -> append(head, fields, id);
            case "HEAD" -> new Command.Inspect(id);
            case "GET" -> ReadRequest.decode(head, id, settings);
            case "DELETE" -> new Command.Cancel(id);
            default -> throw Refusal.of(Methods.of(new UploadRoute.Upload(id)).refusal());
        };
    }

    /** That an upload takes no bytes is told before anything that is wrong with them. */
    private Command append(RequestHead head, TusFields fields, UploadId id) {
        try {
            return wellFormedAppend(head, fields, id);
        } catch (Refusal e) {
            return new Command.Look(id, found -> new Command.Reply(refusal(e, found)));
        }
    }

    private Answer refusal(Refusal why, UploadSession found) {
        return found.composition().isJoined() ? TusAnswers.joined() : answers.withExpiry(why.answer(), found);
    }

    private Command wellFormedAppend(RequestHead head, TusFields fields, UploadId id) throws Refusal {
        if (!fields.haveBytes()) {
            throw TusFields.unsupportedType();
        }
        return new Command.Append(
                id,
                new AppendRequest(
                        fields.offset(),
                        OffsetPolicy.EXACT,
                        head.contentLength(),
                        fields.length(),
                        UploadChecksum.ofBody(head, settings),
                        AppendRequest.Completion.AT_LENGTH));
    }

    /** An unknown upload is told before anything else that may be wrong with a request. */
    private Command afterLook(UploadRoute route, Answer answer) {
        return route instanceof UploadRoute.Upload upload
                ? new Command.Look(upload.id(), found -> new Command.Reply(answers.withExpiry(answer, found)))
                : new Command.Reply(answer);
    }
}

package io.highwater.servlet.protocol.ietf;

import io.highwater.engine.AppendRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.IntegrityField;
import io.highwater.servlet.protocol.Methods;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.QueryString;
import io.highwater.servlet.protocol.ReadRequest;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.StateFields;
import io.highwater.servlet.protocol.UploadProblem;
import io.highwater.servlet.protocol.UploadRoute;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the requests of the IETF protocol, the only one that uploads for endpoints speak. */
final class IetfRequests {

    /** These carry no content that could be an upload. */
    private static final Set<String> WITHOUT_CONTENT = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private final ProtocolSettings settings;
    private final IetfCreations creations;

    IetfRequests(ProtocolSettings settings, IetfAnswers answers) {
        this.settings = settings;
        this.creations = new IetfCreations(settings, answers);
    }

    Optional<Command> decode(RequestHead head) {
        if (isOfAnotherProtocol(head)) {
            return Optional.empty();
        }
        Optional<UploadRoute> route = UploadRoute.of(head.path());
        if (route.isEmpty()) {
            return IetfMark.isOnUpload(head.fields())
                    ? Optional.of(new Command.Reply(UploadProblem.notFound()))
                    : Optional.empty();
        } else if (route.get() instanceof UploadRoute.Collection) {
            return onCollection(head);
        } else if (route.get() instanceof UploadRoute.Upload upload
                && (settings.ofEndpoints() || IetfMark.isOnUpload(head.fields()))) {
            return Optional.of(onUpload(head, upload.id()));
        }
        return Optional.empty();
    }

    /** What the URL says, and the mark of tus, say more than any mark of ours. */
    private boolean isOfAnotherProtocol(RequestHead head) {
        if (settings.ofEndpoints()) {
            return head.method().equals("OPTIONS");
        }
        boolean chunk = head.method().equals("PUT")
                && (UploadRoute.of(head.path()).orElse(null) instanceof UploadRoute.Upload
                        || !QueryString.values(head.target().query(), "offset").isEmpty());
        return chunk || head.method().equals("OPTIONS") || head.fields().has("Tus-Resumable");
    }

    private Optional<Command> onCollection(RequestHead head) {
        if (settings.ofEndpoints() && isAppend(head.fields())) { // what it would create lacks its beginning
            return Optional.of(new Command.Reply(UploadProblem.notFound()));
        }
        return WITHOUT_CONTENT.contains(head.method())
                ? Optional.empty()
                : IetfMark.completes(head.fields()).map(completes -> creations.decode(head, completes));
    }

    /** Whether a request wants to go on with an upload, named or not. */
    private static boolean isAppend(Fields fields) {
        boolean goesOn = fields.has("Upload-Offset")
                && !fields.lines("Upload-Offset").get(0).strip().equals("0");
        return goesOn || IetfMark.isPartialUpload(fields);
    }

    private Command onUpload(RequestHead head, UploadId id) {
        return switch (head.method()) {
            case "PATCH" -> append(head, id);
            case "GET" -> ReadRequest.decode(head, id, settings);
            case "HEAD" -> unlessMisplaced(head, new Command.Inspect(id), id);
            case "DELETE" -> unlessMisplaced(head, new Command.Cancel(id), id);
            default -> afterLook(id, methods(id).refusal());
        };
    }

    private Methods methods(UploadId id) {
        return settings.ofEndpoints()
                ? new Methods(List.of("GET", "HEAD", "PATCH", "DELETE", "OPTIONS"))
                : Methods.of(new UploadRoute.Upload(id));
    }

    private static Command unlessMisplaced(RequestHead head, Command command, UploadId id) {
        return StateFields.refusal(head).map(answer -> afterLook(id, answer)).orElse(command);
    }

    private Command append(RequestHead head, UploadId id) {
        IetfFields fields = IetfFields.of(head);
        try {
            fields.requireType();
            boolean completes = fields.requireCompletesByAppend();
            long offset = fields.offset();
            return new Command.Append(
                    id,
                    new AppendRequest(
                            offset,
                            OffsetPolicy.EXACT,
                            head.contentLength(),
                            fields.lengthByAppend(offset, completes),
                            IntegrityField.CONTENT_DIGEST.before(head, settings),
                            completes ? DigestFields.expected(head.fields(), "Repr-Digest") : ExpectedDigests.none(),
                            IetfFields.completion(completes)));
        } catch (Refusal e) {
            return new Command.Look(id, upload -> new Command.Reply(IetfAnswers.withOffset(e.answer(), upload)));
        }
    }

    /** An unknown upload is told before anything else that may be wrong with a request. */
    private static Command afterLook(UploadId id, Answer answer) {
        return new Command.Look(id, upload -> new Command.Reply(answer));
    }
}

package io.highwater.servlet.protocol.chunk;

import io.highwater.engine.AppendRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Decimal;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.IntegrityField;
import io.highwater.servlet.protocol.MalformedException;
import io.highwater.servlet.protocol.Methods;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.QueryString;
import io.highwater.servlet.protocol.ReadRequest;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.StateFields;
import io.highwater.servlet.protocol.UploadRoute;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the requests of the chunk protocol. */
final class ChunkRequests {

    private final ProtocolSettings settings;
    private final CreationRequests creations;

    ChunkRequests(ProtocolSettings settings) {
        this.settings = settings;
        this.creations = new CreationRequests();
    }

    Optional<Command> decode(RequestHead head) {
        return head.method().equals("OPTIONS") // which belongs to no protocol
                ? Optional.empty()
                : settings.route(head).map(route -> command(head, route));
    }

    private Command command(RequestHead head, UploadRoute route) {
        Methods methods = Methods.of(route);
        boolean ofOthers = head.method().equals("PATCH");
        return ofOthers || !methods.allow(head.method()) ? afterLook(route, methods.refusal()) : allowed(head, route);
    }

    private Command allowed(RequestHead head, UploadRoute route) {
        if (route instanceof UploadRoute.Upload upload) {
            return onUpload(head, upload.id());
        } else if (route instanceof UploadRoute.Complete complete) {
            return new Command.Complete(complete.id(), DigestFields.expected(head.fields(), "Repr-Digest"));
        } else if (route instanceof UploadRoute.Content content) {
            return new Command.Download(content.id());
        }
        return creations.decode(head);
    }

    private Command onUpload(RequestHead head, UploadId id) {
        return switch (head.method()) {
            case "PUT" -> append(head, id);
            case "GET" -> ReadRequest.decode(head, id, settings);
            case "HEAD" -> misplacedState(head, id).orElseGet(() -> new Command.Inspect(id));
            default -> misplacedState(head, id).orElseGet(() -> new Command.Cancel(id));
        };
    }

    private Command append(RequestHead head, UploadId id) {
        try {
            return new Command.Append(
                    id,
                    new AppendRequest(
                            offset(head),
                            OffsetPolicy.IDEMPOTENT,
                            head.contentLength(),
                            OptionalLong.empty(),
                            IntegrityField.CONTENT_DIGEST.before(head, settings),
                            AppendRequest.Completion.EXPLICIT));
        } catch (MalformedException e) {
            return afterLook(id, Problem.of(400, String.valueOf(e.getMessage())).answer());
        }
    }

    private static long offset(RequestHead head) throws MalformedException {
        if (head.fields().has("Content-Range")) {
            throw new MalformedException("Content-Range has no meaning here: use the query parameter offset.");
        }
        List<String> values = QueryString.values(head.target().query(), "offset");
        if (values.size() != 1) {
            throw new MalformedException("The query parameter offset must be given exactly once.");
        }
        return Decimal.parse(values.get(0))
                .orElseThrow(
                        () -> new MalformedException("The query parameter offset must be plain decimal digits, 0 to "
                                + UploadLimits.MAX_SIZE + "."));
    }

    /** Fields that belong to an append: whoever sends them with HEAD or DELETE means something else. */
    private static Optional<Command> misplacedState(RequestHead head, UploadId id) {
        if (head.fields().has("Tus-Resumable")) {
            return Optional.empty();
        }
        return StateFields.refusal(head).map(answer -> afterLook(id, answer));
    }

    private static Command afterLook(UploadRoute route, Answer answer) {
        if (route instanceof UploadRoute.Upload upload) {
            return afterLook(upload.id(), answer);
        } else if (route instanceof UploadRoute.Complete complete) {
            return afterLook(complete.id(), answer);
        } else if (route instanceof UploadRoute.Content content) {
            return afterLook(content.id(), answer);
        }
        return new Command.Reply(answer);
    }

    private static Command afterLook(UploadId id, Answer answer) {
        return new Command.Look(id, upload -> new Command.Reply(answer));
    }
}

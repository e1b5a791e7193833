package io.highwater.servlet.protocol.ietf;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.ReadRequest;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadDocument;
import io.highwater.servlet.protocol.UploadFields;
import io.highwater.servlet.protocol.UploadProblem;
import io.highwater.servlet.protocol.ietf.Dialect.Interims;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes the answers of the IETF protocol, each in the dialect of its request. */
final class IetfAnswers {

    private static final int UPLOAD_RESUMPTION_SUPPORTED = 104;

    private final ProtocolSettings settings;
    private final InstantSource clock;

    IetfAnswers(ProtocolSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    static Answer inconsistentLength(String detail) {
        return problem(Problem.INCONSISTENT_LENGTH, detail).answer();
    }

    static Answer withOffset(Answer answer, UploadSession upload) {
        return answer.with("Upload-Offset", Long.toString(upload.committed()));
    }

    Answer created(RequestHead head, UploadSession upload) {
        Dialect dialect = Dialect.of(head.fields());
        Answer answer = upload.isComplete()
                ? completed(dialect, upload)
                : withLimits(withProgress(dialect, Answer.of(201), upload), dialect, Optional.of(upload));
        return answer.with("Location", settings.location(head, upload.id()));
    }

    /** The first 104 (IETF draft, "Upload Creation"): where the upload is to be found if its creation breaks off. */
    Optional<Answer> announced(RequestHead head, UploadSession upload) {
        Dialect dialect = Dialect.of(head.fields());
        return dialect.wording().interims() == Interims.NONE
                ? Optional.empty()
                : Optional.of(withLimits(interim(dialect), dialect, Optional.of(upload))
                        .with("Location", settings.location(head, upload.id())));
    }

    /** A later 104: what is durable, and never where. */
    Optional<Answer> progressed(RequestHead head, UploadSession upload) {
        Dialect dialect = Dialect.of(head.fields());
        return dialect.wording().interims() == Interims.PROGRESS
                ? Optional.of(withOffset(interim(dialect), upload))
                : Optional.empty();
    }

    private static Answer interim(Dialect dialect) {
        return new Answer(UPLOAD_RESUMPTION_SUPPORTED, dialect.echo(), "");
    }

    /** Whoever says to a complete upload that more is to come has lost track. */
    Answer appended(RequestHead head, UploadSession upload) {
        Dialect dialect = Dialect.of(head.fields());
        if (!upload.isComplete()) {
            return withProgress(dialect, Answer.of(dialect.statuses().goesOn()), upload);
        }
        boolean completes = IetfFields.of(head).completesByAppend().orElse(false);
        return completes
                ? completed(dialect, upload)
                : withOffset(completedUpload(dialect).answer(), upload);
    }

    /** The state to go on from: the next append at this offset will be accepted. */
    Answer inspected(RequestHead head, UploadSession upload) {
        Answer state = withOffset(peeked(head, upload), upload);
        return state.status() == 204 ? state : ReadRequest.answer(head, state, upload, settings);
    }

    /** The state to look at: a running append may move it, so no offset to go on from. */
    Answer peeked(RequestHead head, UploadSession upload) {
        Dialect dialect = Dialect.of(head.fields());
        boolean empty = head.method().equals("HEAD") && dialect.statuses().head() == 204;
        Answer answer = empty
                ? Answer.of(204)
                : Answer.json(200, UploadDocument.of(upload, settings.limits())).with("Vary", "Accept");
        Answer described = upload.length().isPresent()
                ? answer.with("Upload-Length", Long.toString(upload.length().getAsLong()))
                : answer;
        return withLimits(described, dialect, Optional.of(upload))
                .with(dialect.completenessField(), dialect.completeness(upload.isComplete()))
                .with(UploadFields.ofEnd(upload, settings.limits()));
    }

    /** A declared length that no upload can have. */
    Answer tooLong(Dialect dialect) {
        return withLimits(
                Problem.of(413, "The upload is larger than the limits allow.").answer(), dialect, Optional.empty());
    }

    Answer failed(RequestHead head, Command command, UploadException why) {
        Answer answer = refusal(Dialect.of(head.fields()), command, why);
        return command instanceof Command.Append ? UploadProblem.withOffset(answer, why) : answer;
    }

    private Answer refusal(Dialect dialect, Command command, UploadException why) {
        String detail = String.valueOf(why.getMessage());
        return switch (why.reason()) {
            case NOT_FOUND -> UploadProblem.notFound();
            case GONE ->
                Problem.of(dialect.statuses().gone(), "The upload is not to be had any more.")
                        .answer();
            case FORBIDDEN, JOINED -> Problem.of(403, detail).answer();
            case OFFSET_MISMATCH -> UploadProblem.mismatch(command, why);
            case INVALID_PART -> Problem.of(400, detail).answer();
            case ALREADY_COMPLETE -> completedUpload(dialect).answer();
            case LENGTH_CONFLICT, LENGTH_EXCEEDED -> inconsistentLength(detail);
            case INCOMPLETE, TAKEN_OVER -> withState(409, command, why);
            case TOO_LARGE, TOO_SMALL -> withLimits(withState(413, command, why), dialect, why.session());
            case DIGEST_INVALID, DIGEST_MISMATCH -> withState(400, command, why).with(DigestFields.ALL_WANTED);
            case OUT_OF_SPACE -> withState(507, command, why);
            case QUOTA_EXCEEDED -> UploadProblem.quotaExceeded(why);
            case TOO_SLOW, BUSY, UNAVAILABLE -> UploadProblem.retried(withState(503, command, why));
        };
    }

    /** The state of an upload that nobody was told of is nothing to tell. */
    private static Answer withState(int status, Command command, UploadException why) {
        return command instanceof Command.CreateThenAppend
                ? Problem.of(status, String.valueOf(why.getMessage())).answer()
                : UploadProblem.of(status, why).answer();
    }

    private static Answer completed(Dialect dialect, UploadSession upload) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("etag", upload.etag());
        members.put("size", upload.committed());
        Answer answer = Answer.json(dialect.statuses().complete(), members);
        return withProgress(dialect, answer, upload).with("ETag", UploadFields.entityTag(upload));
    }

    private static Answer withProgress(Dialect dialect, Answer answer, UploadSession upload) {
        return withOffset(answer, upload).with(dialect.completenessField(), dialect.completeness(upload.isComplete()));
    }

    private static Problem completedUpload(Dialect dialect) {
        return problem(dialect.wording().completedUpload(), "The upload is complete.");
    }

    private static Problem problem(String type, String detail) {
        return switch (type) {
            case Problem.COMPLETED_UPLOAD -> new Problem(400, type, "Upload is completed", detail, Map.of());
            case Problem.INCONSISTENT_LENGTH -> new Problem(400, type, "Inconsistent upload length", detail, Map.of());
            default -> Problem.of(400, detail);
        };
    }

    /** With the limits as far as the dialect knows them; the age is what the upload has left of it. */
    private Answer withLimits(Answer answer, Dialect dialect, Optional<UploadSession> upload) {
        return switch (dialect.wording().limits()) {
            case UNTOLD -> answer;
            case WITH_EXPIRES -> answer.with("Upload-Limit", limits("expires", upload));
            case WITH_MAX_AGE -> answer.with("Upload-Limit", limits("max-age", upload));
        };
    }

    private String limits(String ageKey, Optional<UploadSession> upload) {
        Optional<Duration> age = upload.isEmpty()
                ? settings.limits().expireAfter()
                : UploadFields.remaining(upload.get(), settings.limits(), clock.instant());
        return UploadFields.ofLimits(settings.limits(), ageKey, age);
    }
}

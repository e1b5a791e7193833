package io.highwater.servlet.protocol.tus;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.servlet.protocol.IetfMark;
import io.highwater.servlet.protocol.Methods;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.ReadRequest;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.servlet.protocol.UploadDocument;
import io.highwater.servlet.protocol.UploadFields;
import io.highwater.servlet.protocol.UploadMetadata;
import io.highwater.servlet.protocol.UploadProblem;
import io.highwater.servlet.protocol.UploadRoute;
import io.highwater.session.UploadException;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.time.InstantSource;

/** Writes the answers of tus. */
final class TusAnswers {

    private static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,checksum,termination,concatenation,"
                    + "concatenation-unfinished";

    private final ProtocolSettings settings;
    private final InstantSource clock;

    TusAnswers(ProtocolSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What is spoken here, in every protocol (tus: OPTIONS). */
    Answer discovery(UploadRoute route) {
        Answer answer = Answer.of(204)
                .with("Allow", Methods.of(route).text())
                .with("Upload-Limit", UploadFields.ofLimits(settings.limits()));
        boolean ofChunksAlone = route instanceof UploadRoute.Complete || route instanceof UploadRoute.Content;
        return ofChunksAlone ? answer : withMaxSize(withExtensions(answer));
    }

    private Answer withExtensions(Answer answer) {
        return answer.with("Accept-Patch", IetfMark.PARTIAL_UPLOAD + ", " + TusFields.BYTES)
                .with("Tus-Version", TusFields.VERSION)
                .with("Tus-Extension", extensions())
                .with("Tus-Checksum-Algorithm", UploadChecksum.NAMES);
    }

    private String extensions() {
        String trailers = settings.trailers() ? ",checksum-trailer" : "";
        String expiration = settings.limits().expireAfter().isPresent() ? ",expiration" : "";
        return EXTENSIONS + trailers + expiration;
    }

    Answer created(RequestHead head, UploadSession upload) {
        return withProgress(Answer.of(201), upload).with("Location", settings.location(head, upload.id()));
    }

    Answer appended(UploadSession upload) {
        return withProgress(Answer.of(204), upload);
    }

    Answer inspected(RequestHead head, UploadSession upload) {
        return ReadRequest.answer(head, withOffset(peeked(upload), upload), upload, settings);
    }

    /** The state without the offset, which a running append may move. */
    Answer peeked(UploadSession upload) {
        Answer answer = Answer.json(200, UploadDocument.of(upload, settings.limits()))
                .with(UploadFields.ofState(upload, settings.limits(), clock.instant()))
                .with("Vary", "Accept");
        Answer described = withSent(answer, upload, UploadMetadata.FIELD, UploadMetadata.ATTRIBUTE);
        Answer composed = withSent(described, upload, TusFields.CONCAT, UploadConcat.ATTRIBUTE);
        boolean deferred = upload.length().isEmpty() && !upload.composition().isJoined();
        return deferred ? composed.with(TusFields.DEFER_LENGTH, "1") : composed;
    }

    /** {@code answer} with a field as it was sent at the creation. */
    private static Answer withSent(Answer answer, UploadSession upload, String field, String attribute) {
        String value = upload.creation().request().attributes().get(attribute);
        return value == null ? answer : answer.with(field, value);
    }

    /** An upload that waits for its parts has no offset yet (tus: Concatenation). */
    private static Answer withOffset(Answer answer, UploadSession upload) {
        boolean waits = upload.composition().isJoined() && !upload.isComplete();
        return waits ? answer : answer.with(TusFields.OFFSET, Long.toString(upload.committed()));
    }

    /** The one answer to a PATCH of an upload that has the bytes of its parts. */
    static Answer joined() {
        return Problem.of(403, "The upload is joined from its parts, and takes no bytes.")
                .answer();
    }

    Answer failed(RequestHead head, Command command, UploadException why) {
        return switch (why.reason()) {
            case NOT_FOUND, GONE -> UploadProblem.notFound();
            case JOINED -> joined();
            case FORBIDDEN -> Problem.of(403, String.valueOf(why.getMessage())).answer();
            case INVALID_PART ->
                Problem.of(400, String.valueOf(why.getMessage())).answer();
            case OFFSET_MISMATCH -> withExpiry(UploadProblem.mismatch(command, why), why);
            case INCOMPLETE, TAKEN_OVER -> withState(409, why);
            case ALREADY_COMPLETE, LENGTH_EXCEEDED -> withState(413, why);
            case LENGTH_CONFLICT -> withState(400, why);
            case TOO_LARGE, TOO_SMALL -> withLimit(why);
            case DIGEST_INVALID -> wrongDigest(400, command, why);
            case DIGEST_MISMATCH -> digestMismatch(head, command, why);
            case OUT_OF_SPACE -> withState(507, why);
            case QUOTA_EXCEEDED -> UploadProblem.quotaExceeded(why);
            case TOO_SLOW, BUSY, UNAVAILABLE ->
                UploadProblem.retried(UploadProblem.withOffset(withState(503, why), why));
        };
    }

    /** 460 is about {@code Upload-Checksum}, after which sending the same bytes again may help. */
    private Answer digestMismatch(RequestHead head, Command command, UploadException why) {
        boolean invalidated = why.session().filter(UploadSession::isGone).isPresent();
        if (invalidated) {
            return withState(400, why).with("Upload-Complete", "?0");
        }
        boolean checksum =
                head.fields().has(TusFields.CHECKSUM) || head.fields().announces(TusFields.CHECKSUM);
        return wrongDigest(checksum ? 460 : 400, command, why);
    }

    private Answer wrongDigest(int status, Command command, UploadException why) {
        Answer answer = withState(status, why).with("Want-Content-Digest", DigestFields.WANTED);
        return command instanceof Command.Append ? UploadProblem.withOffset(answer, why) : answer;
    }

    /** 413 is the status for limits of either kind. */
    private Answer withLimit(UploadException why) {
        return withMaxSize(withState(413, why).with("Upload-Limit", UploadFields.ofLimits(settings.limits())));
    }

    private Answer withMaxSize(Answer answer) {
        long maxSize = settings.limits().maxSize();
        return maxSize == UploadLimits.MAX_SIZE ? answer : answer.with("Tus-Max-Size", Long.toString(maxSize));
    }

    private Answer withState(int status, UploadException why) {
        return withExpiry(UploadProblem.of(status, why).answer(), why);
    }

    private Answer withExpiry(Answer answer, UploadException why) {
        return why.session().map(upload -> withExpiry(answer, upload)).orElse(answer);
    }

    private Answer withProgress(Answer answer, UploadSession upload) {
        return withExpiry(withOffset(answer, upload), upload);
    }

    /** {@code answer} with the moment when {@code upload} expires, if it does (tus: Upload-Expires). */
    Answer withExpiry(Answer answer, UploadSession upload) {
        return settings.limits()
                .expiresAt(upload)
                .map(when -> answer.with("Upload-Expires", UploadFields.date(when)))
                .orElse(answer);
    }
}

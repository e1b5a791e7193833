package io.highwater.servlet.protocol.chunk;

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
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the answers of the chunk protocol. */
final class ChunkAnswers {

    private final ProtocolSettings settings;
    private final InstantSource clock;

    ChunkAnswers(ProtocolSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    Answer created(RequestHead head, UploadSession upload) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("upload_id", upload.id().value());
        members.put("chunk_size", settings.limits().chunkSize());
        members.put("committed", upload.committed());
        upload.length().ifPresent(length -> members.put("length", length));
        UploadDocument.putExpiry(members, upload, settings.limits());
        return Answer.json(201, members).with("Location", settings.location(head, upload.id()));
    }

    Answer appended(UploadSession upload) {
        return Answer.json(200, Map.of("committed", upload.committed()))
                .with("Upload-Offset", Long.toString(upload.committed()));
    }

    /** The state to go on from: the next write at this offset will be accepted. */
    Answer inspected(RequestHead head, UploadSession upload) {
        Answer state = peeked(upload).with("Upload-Offset", Long.toString(upload.committed()));
        return ReadRequest.answer(head, state, upload, settings);
    }

    /** The state to look at: a running append may move it, so no offset to go on from. */
    Answer peeked(UploadSession upload) {
        return Answer.json(200, UploadDocument.of(upload, settings.limits()))
                .with(UploadFields.ofState(upload, settings.limits(), clock.instant()))
                .with("Vary", "Accept");
    }

    Answer completed(UploadSession upload) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("etag", upload.etag());
        members.put("size", upload.committed());
        return Answer.json(200, members)
                .with("ETag", UploadFields.entityTag(upload))
                .with("Upload-Complete", "?1");
    }

    Answer failed(Command command, UploadException why) {
        String detail = String.valueOf(why.getMessage());
        return switch (why.reason()) {
            case NOT_FOUND -> UploadProblem.notFound();
            case GONE ->
                Problem.of(410, "The upload is not to be had any more.").answer();
            case FORBIDDEN -> Problem.of(403, detail).answer();
            case OFFSET_MISMATCH, ALREADY_COMPLETE -> UploadProblem.mismatch(command, why);
            case INVALID_PART -> Problem.of(400, detail).answer();
            case LENGTH_CONFLICT, TAKEN_OVER, JOINED -> withState(409, why);
            case INCOMPLETE -> withState(409, why).with("Upload-Complete", "?0");
            case LENGTH_EXCEEDED -> withState(413, why);
            case TOO_LARGE, TOO_SMALL -> withLimit(why);
            case DIGEST_INVALID, DIGEST_MISMATCH -> wrongDigest(command, why);
            case TOO_SLOW -> UploadProblem.withOffset(withState(408, why), why);
            case OUT_OF_SPACE -> withState(507, why);
            case QUOTA_EXCEEDED -> UploadProblem.quotaExceeded(why);
            case BUSY, UNAVAILABLE -> UploadProblem.retried(UploadProblem.withOffset(withState(503, why), why));
        };
    }

    private static Answer wrongDigest(Command command, UploadException why) {
        Answer answer = withState(400, why);
        if (command instanceof Command.Append) {
            return UploadProblem.withOffset(answer, why).with("Want-Content-Digest", DigestFields.WANTED);
        }
        Answer wanting = answer.with("Want-Repr-Digest", DigestFields.WANTED);
        return why.session()
                .map(upload -> wanting.with("Upload-Complete", upload.isComplete() ? "?1" : "?0"))
                .orElse(wanting.with("Want-Content-Digest", DigestFields.WANTED));
    }

    /** 413 is the status for limits of either kind. */
    private Answer withLimit(UploadException why) {
        return withState(413, why).with("Upload-Limit", UploadFields.ofLimits(settings.limits()));
    }

    private static Answer withState(int status, UploadException why) {
        return UploadProblem.of(status, why).answer();
    }
}

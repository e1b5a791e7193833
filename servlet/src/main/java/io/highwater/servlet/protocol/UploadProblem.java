package io.highwater.servlet.protocol;

import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the engine refused, as a problem with the upload's state: the same body in every protocol.
 *
 * @since 0.1.0
 */
public final class UploadProblem {

    private static final String RETRY_AFTER_SECONDS = "5";
    private static final String QUOTA_RETRY_AFTER_SECONDS = "60"; // then there is the quota of a minute

    private UploadProblem() {}

    /** The answer about an upload that is not here, or not for whoever asks. */
    public static Answer notFound() {
        return Problem.of(404, "There is no such upload.").answer();
    }

    /** {@code answer}, with when to try again. */
    public static Answer retried(Answer answer) {
        return answer.with("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** The answer to an owner who has begun as much as one may. */
    public static Answer quotaExceeded(UploadException why) {
        return of(429, why).answer().with("Retry-After", QUOTA_RETRY_AFTER_SECONDS);
    }

    /** A problem that tells how far the upload is and, if bytes are missing, how many. */
    public static Problem of(int status, UploadException why) {
        Map<String, Object> members = new LinkedHashMap<>();
        toGoOnWith(why).ifPresent(upload -> {
            members.put("committed", upload.committed());
            upload.length().ifPresent(length -> {
                members.put("length", length);
                members.put("missing", length - upload.committed());
            });
        });
        return Problem.of(status, String.valueOf(why.getMessage())).with(members);
    }

    /** The answer to an append that does not begin where the upload ends (IETF draft, "Mismatching Offset"). */
    public static Answer mismatch(Command command, UploadException why) {
        Map<String, Object> members = new LinkedHashMap<>();
        why.session().ifPresent(upload -> members.put("expected-offset", upload.committed()));
        if (command instanceof Command.Append append) {
            members.put("provided-offset", append.request().offset());
        }
        why.session().ifPresent(upload -> members.put("committed", upload.committed()));
        Problem problem = new Problem(
                409,
                Problem.MISMATCHING_OFFSET,
                "Mismatching upload offset",
                String.valueOf(why.getMessage()),
                members);
        return withOffset(problem.answer(), why);
    }

    /** {@code answer} with the offset to go on from, if it is known. */
    public static Answer withOffset(Answer answer, UploadException why) {
        return toGoOnWith(why)
                .map(upload -> answer.with("Upload-Offset", Long.toString(upload.committed())))
                .orElse(answer);
    }

    /** An offset is a promise (IETF draft, "Offset"), and of what is gone there is nothing to promise. */
    private static Optional<UploadSession> toGoOnWith(UploadException why) {
        return why.session().filter(upload -> !upload.isGone());
    }
}

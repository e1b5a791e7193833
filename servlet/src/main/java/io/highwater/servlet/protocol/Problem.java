package io.highwater.servlet.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A problem document (RFC 9457).
 *
 * @param status the HTTP status
 * @param type a URI that names the kind of problem
 * @param title the kind of problem in words, always the same for a type
 * @param detail what is wrong with this request; no path of the server, no secret
 * @param members further members: strings and whole numbers
 * @since 0.1.0
 */
public record Problem(int status, String type, String title, String detail, Map<String, ?> members) {

    /** The type of an append at the wrong offset (IETF draft, "Mismatching Offset"). */
    public static final String MISMATCHING_OFFSET =
            "https://iana.org/assignments/http-problem-types#mismatching-upload-offset";

    /** The type of an append to an upload that is complete (IETF draft -06, "Completed Upload"). */
    public static final String COMPLETED_UPLOAD = "https://iana.org/assignments/http-problem-types#completed-upload";

    /** The type of lengths that contradict one another (IETF draft, "Inconsistent Length"). */
    public static final String INCONSISTENT_LENGTH =
            "https://iana.org/assignments/http-problem-types#inconsistent-upload-length";

    /** The type of a problem that its status describes (RFC 9457 §4.2.1). */
    public static final String BLANK = "about:blank";

    /** A problem that its status describes. */
    public static Problem of(int status, String detail) {
        return new Problem(status, BLANK, title(status), detail, Map.of());
    }

    /** The same with further members. */
    public Problem with(Map<String, ?> more) {
        Map<String, Object> all = new LinkedHashMap<>(members);
        all.putAll(more);
        return new Problem(status, type, title, detail, all);
    }

    /** The answer that says so. */
    public Answer answer() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("type", type);
        all.put("title", title);
        all.put("status", status);
        all.put("detail", detail);
        all.putAll(members);
        return Answer.of(status).withBody("application/problem+json", Json.object(all));
    }

    /** The reason phrase (RFC 9110 §15, RFC 4918 §11; tus: Checksum), as a title for {@code about:blank}. */
    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 412 -> "Precondition Failed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 416 -> "Range Not Satisfiable";
            case 429 -> "Too Many Requests";
            case 460 -> "Checksum Mismatch";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 507 -> "Insufficient Storage";
            default -> throw new IllegalArgumentException("no title for " + status);
        };
    }
}

package io.highwater.servlet.protocol;

import io.highwater.session.NewUpload;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * An upload's state as the members of a JSON object, the same in every protocol. Names are snake_case, numbers are
 * bytes, times are RFC 3339.
 *
 * @since 0.1.0
 */
public final class UploadDocument {

    private UploadDocument() {}

    /** All there is to tell of {@code upload}. */
    public static Map<String, Object> of(UploadSession upload, UploadLimits limits) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("upload_id", upload.id().value());
        members.put("committed", upload.committed());
        upload.length().ifPresent(length -> members.put("length", length));
        members.put("chunk_size", limits.chunkSize());
        members.put("complete", upload.isComplete());
        if (upload.isComplete()) {
            members.put("etag", upload.etag());
        }
        putExpiry(members, upload, limits);
        putMetadata(members, upload.creation().request());
        return members;
    }

    /** Adds {@code expires_at} if {@code upload} expires. */
    public static void putExpiry(Map<String, Object> members, UploadSession upload, UploadLimits limits) {
        limits.expiresAt(upload)
                .ifPresent(when -> members.put(
                        "expires_at", when.truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private static void putMetadata(Map<String, Object> members, NewUpload request) {
        Map<String, String> rest = new TreeMap<>(request.metadata());
        String filename = rest.remove(NewUpload.FILENAME);
        String filetype = rest.remove(NewUpload.FILETYPE);
        if (filename != null) {
            members.put("filename", filename);
        }
        if (filetype != null) {
            members.put("content_type", filetype);
        }
        if (!rest.isEmpty()) {
            members.put("metadata", rest);
        }
    }
}

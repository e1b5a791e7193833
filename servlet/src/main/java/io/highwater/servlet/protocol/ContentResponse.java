package io.highwater.servlet.protocol;

import io.highwater.session.NewUpload;
import io.highwater.session.UploadSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides how finished bytes are sent: conditions (RFC 9110 §13), one range (§14), and fields that keep a browser from
 * running what somebody uploaded.
 *
 * @since 0.1.0
 */
public final class ContentResponse {

    private final RequestHead head;
    private final UploadSession upload;
    private final long size;
    private final String entityTag;

    private ContentResponse(RequestHead head, UploadSession upload) {
        this.head = head;
        this.upload = upload;
        this.size = upload.committed();
        this.entityTag = UploadFields.entityTag(upload);
    }

    /** The answer to {@code head}, a GET or HEAD of the bytes of the complete {@code upload}. */
    public static ContentAnswer to(RequestHead head, UploadSession upload) {
        return new ContentResponse(head, upload).decide();
    }

    private ContentAnswer decide() {
        if (head.fields().has("If-Match") && !names("If-Match", false)) {
            return ContentAnswer.without(
                    Problem.of(412, "The upload has another entity tag.").answer());
        }
        if (head.fields().has("If-None-Match") && names("If-None-Match", true)) {
            return ContentAnswer.without(new Answer(304, validators(), ""));
        }
        return range().map(this::part).orElseGet(this::whole);
    }

    private ContentAnswer whole() {
        return new ContentAnswer(new Answer(200, description(), ""), 0, size);
    }

    private ContentAnswer part(ByteRange range) {
        if (!range.isSatisfiable(size)) {
            Answer refusal =
                    Problem.of(416, "The upload has " + size + " bytes.").answer();
            return ContentAnswer.without(refusal.with("Content-Range", "bytes */" + size));
        }
        long from = range.from(size);
        long to = range.to(size);
        Answer partial = new Answer(206, description(), "");
        return new ContentAnswer(
                partial.with("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size), from, to);
    }

    /** The range to send: GET only, and only if {@code If-Range} names these very bytes. */
    private Optional<ByteRange> range() {
        List<String> lines = head.fields().lines("Range");
        Optional<String> condition = head.fields().combined("If-Range");
        boolean same = condition.isEmpty() || condition.get().strip().equals(entityTag);
        return head.method().equals("GET") && lines.size() == 1 && same
                ? ByteRange.parse(lines.get(0))
                : Optional.empty();
    }

    private boolean names(String field, boolean weakly) {
        for (String line : head.fields().lines(field)) {
            for (String given : line.split(",", -1)) {
                String tag = given.strip();
                String strong = weakly && tag.startsWith("W/") ? tag.substring(2) : tag;
                if (tag.equals("*") || strong.equals(entityTag)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Map<String, String> validators() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Cache-Control", "private");
        fields.put("Vary", "Accept");
        fields.put("ETag", entityTag);
        return fields;
    }

    private Map<String, String> description() {
        Map<String, String> metadata = upload.creation().request().metadata();
        Optional<MediaType> type =
                Optional.ofNullable(metadata.get(NewUpload.FILETYPE)).flatMap(MediaType::parse);
        String disposition = type.filter(MediaType::isHarmless).isPresent() ? "inline" : "attachment";
        Map<String, String> fields = validators();
        fields.put("Content-Type", type.map(MediaType::value).orElse("application/octet-stream"));
        fields.put(
                "Content-Disposition",
                disposition
                        + FileName.of(metadata.getOrDefault(NewUpload.FILENAME, ""))
                                .parameters());
        fields.put("X-Content-Type-Options", "nosniff");
        fields.put("Content-Security-Policy", "sandbox; default-src 'none'");
        fields.put("Accept-Ranges", "bytes");
        return fields;
    }
}

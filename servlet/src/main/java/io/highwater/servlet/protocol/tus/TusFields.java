package io.highwater.servlet.protocol.tus;

import io.highwater.servlet.protocol.Decimal;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.MediaType;
import io.highwater.servlet.protocol.Problem;
import io.highwater.servlet.protocol.Refusal;
import io.highwater.session.UploadLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the header fields of a request that speaks tus. */
record TusFields(Fields fields) {

    static final String VERSION = "1.0.0";
    static final String BYTES = "application/offset+octet-stream";
    static final String RESUMABLE = "Tus-Resumable";
    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String DEFER_LENGTH = "Upload-Defer-Length";
    static final String CHECKSUM = "Upload-Checksum";
    static final String CONCAT = "Upload-Concat";
    static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

    boolean isMarked() {
        return fields.has(RESUMABLE);
    }

    /** Whether the body is of the one media type that bytes of an upload have (tus: PATCH, Creation With Upload). */
    boolean haveBytes() {
        List<String> types = fields.lines("Content-Type");
        return types.size() == 1 && MediaType.is(types.get(0), BYTES);
    }

    /** Whether nobody but a tus client would send these. */
    boolean belongToTus() {
        return haveBytes() || fields.has(CONCAT) || fields.has(DEFER_LENGTH);
    }

    void requireVersion() throws Refusal {
        if (!single(RESUMABLE).orElse("").equals(VERSION)) {
            throw unsupportedVersion();
        }
    }

    static Refusal unsupportedVersion() {
        return Refusal.of(Problem.of(412, RESUMABLE + " must be " + VERSION + ".")
                .answer()
                .with("Tus-Version", VERSION));
    }

    static Refusal unsupportedType() {
        return Refusal.of(Problem.of(415, "The bytes of an upload are sent as " + BYTES + ".")
                .answer()
                .with("Accept-Patch", BYTES));
    }

    /** The one value of a field that must not be there twice. */
    Optional<String> single(String name) throws Refusal {
        List<String> lines = fields.lines(name);
        if (lines.size() > 1) {
            throw Refusal.of(400, name + " must be given once.");
        }
        return lines.stream().findFirst();
    }

    /** Where the bytes belong, 0 to {@link Long#MAX_VALUE}. */
    long offset() throws Refusal {
        String text = single(OFFSET).orElseThrow(() -> Refusal.of(400, OFFSET + " is missing."));
        return Decimal.parse(text).orElseThrow(() -> notANumber(OFFSET));
    }

    /** The declared length of the upload, if there is one. */
    OptionalLong length() throws Refusal {
        Optional<String> text = single(LENGTH);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!Decimal.matches(text.get())) {
            throw notANumber(LENGTH);
        }
        OptionalLong length = Decimal.parse(text.get());
        if (length.isEmpty() || length.getAsLong() > UploadLimits.MAX_SIZE) {
            throw Refusal.of(413, "No upload is larger than " + UploadLimits.MAX_SIZE + " bytes.");
        }
        return length;
    }

    private static Refusal notANumber(String name) {
        return Refusal.of(400, name + " must be plain decimal digits, 0 to " + UploadLimits.MAX_SIZE + ".");
    }
}

package io.highwater.engine;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What lengths and limits say to a creation, an append and a completion. Pure; refuses by throwing. */
record AppendRules(UploadLimits limits) {

    /** How far an append may write, and why not further. */
    record Ceiling(long position, Reason beyond) {}

    void checkDeclared(OptionalLong length) {
        if (length.isEmpty()) {
            return;
        }
        if (length.getAsLong() > limits.maxSize()) {
            throw tooLarge("The upload is larger than max-size " + limits.maxSize() + ".", null);
        }
        if (length.getAsLong() < limits.minSize()) {
            throw tooSmall("The upload is smaller than min-size " + limits.minSize() + ".", null);
        }
    }

    /** Refuses to complete an upload that lacks bytes. A declared length has passed the limits when it was declared. */
    UploadSession requireAllBytes(UploadSession upload) {
        long length = upload.length().orElse(upload.committed());
        if (upload.committed() < length) {
            String detail = "The upload lacks " + (length - upload.committed()) + " of " + length + " bytes.";
            throw new UploadException(Reason.INCOMPLETE, detail, upload);
        }
        if (upload.length().isEmpty()) {
            checkEnd(upload, upload.length(), upload.committed());
        }
        return upload;
    }

    /** Whether an upload can end at {@code end}, given the length that it has, if any. */
    void checkEnd(UploadSession upload, OptionalLong length, long end) {
        if (length.isPresent() && end < length.getAsLong()) {
            throw new UploadException(Reason.LENGTH_CONFLICT, "The body ends before the upload's length.", upload);
        }
        if (length.isEmpty() && end < limits.minSize()) {
            throw tooSmall("The upload is smaller than min-size " + limits.minSize() + ".", upload);
        }
    }

    /** Checks an append before its body is read. */
    void check(UploadSession upload, AppendRequest request) {
        checkLength(upload, request.declaredLength());
        if (request.contentLength().isEmpty()) {
            return;
        }
        long count = request.contentLength().getAsLong();
        OptionalLong length = lengthWith(upload, request);
        if (length.isPresent() && beyond(request.offset(), count, length.getAsLong())) {
            throw new UploadException(Reason.LENGTH_EXCEEDED, "The body goes beyond the upload's length.", upload);
        }
        if (count > limits.maxAppendSize() || beyond(request.offset(), count, limits.maxSize())) {
            throw tooLarge("The body is larger than the limits allow.", upload);
        }
        if (request.completion() == Completion.AT_END) {
            checkEnd(upload, length, saturatedSum(request.offset(), count));
        }
        if (tooSmallInTheMiddle(request, count, length)) {
            throw tooSmall("The body is smaller than min-append-size " + limits.minAppendSize() + ".", upload);
        }
    }

    Ceiling ceiling(UploadSession upload, AppendRequest request) {
        long byAppend = saturatedSum(request.offset(), limits.maxAppendSize());
        long byLimits = Math.min(limits.maxSize(), byAppend);
        long byLength = lengthWith(upload, request).orElse(Long.MAX_VALUE);
        return byLength <= byLimits
                ? new Ceiling(byLength, Reason.LENGTH_EXCEEDED)
                : new Ceiling(byLimits, Reason.TOO_LARGE);
    }

    static OptionalLong lengthWith(UploadSession upload, AppendRequest request) {
        return upload.length().isPresent() ? upload.length() : request.declaredLength();
    }

    /** Whether an upload may get the length that a request declares: once, and not below what is there. */
    void checkLength(UploadSession upload, OptionalLong declared) {
        if (declared.isEmpty()) {
            return;
        }
        if (upload.length().equals(declared)) {
            return;
        }
        if (upload.length().isPresent() || declared.getAsLong() < upload.committed()) {
            throw new UploadException(Reason.LENGTH_CONFLICT, "The upload has another length.", upload);
        }
        checkDeclared(declared);
    }

    /** Only where the end is known: of an upload without a length any append may be the last. */
    private boolean tooSmallInTheMiddle(AppendRequest request, long count, OptionalLong length) {
        boolean last = request.completion() == Completion.AT_END
                || length.isEmpty()
                || saturatedSum(request.offset(), count) >= length.getAsLong();
        return count > 0 && count < limits.minAppendSize() && !last;
    }

    private static boolean beyond(long offset, long count, long end) {
        return saturatedSum(offset, count) > end;
    }

    private static long saturatedSum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private static UploadException tooLarge(String detail, @Nullable UploadSession upload) {
        return new UploadException(Reason.TOO_LARGE, detail, upload);
    }

    private static UploadException tooSmall(String detail, @Nullable UploadSession upload) {
        return new UploadException(Reason.TOO_SMALL, detail, upload);
    }
}

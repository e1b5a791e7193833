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

    void checkFinalSize(UploadSession upload, long size) {
        if (size < limits.minSize()) {
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
            throw lengthExceeded(upload);
        }
        if (count > limits.maxAppendSize() || beyond(request.offset(), count, limits.maxSize())) {
            throw tooLarge("The body is larger than the limits allow.", upload);
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

    static UploadException lengthExceeded(UploadSession upload) {
        return new UploadException(Reason.LENGTH_EXCEEDED, "The body goes beyond the upload's length.", upload);
    }

    private void checkLength(UploadSession upload, OptionalLong declared) {
        if (declared.isEmpty()) {
            return;
        }
        boolean other = upload.length().isPresent() && upload.length().getAsLong() != declared.getAsLong();
        if (other || declared.getAsLong() < upload.committed()) {
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

package io.highwater.engine;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy.Append;
import io.highwater.offset.OffsetPolicy.Decision;
import io.highwater.offset.OffsetPolicy.Mismatch;
import io.highwater.session.Composition;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What lengths and limits say to a creation, an append and a completion. Pure; refuses by throwing. */
record AppendRules(UploadLimits limits) {

    /** How far an append may write, and why not further. */
    record Ceiling(long position, Reason beyond) {}

    /** Whether an upload may have {@code length}. A part may be smaller than what it becomes a part of. */
    void checkDeclared(OptionalLong length, Composition composition) {
        if (length.isEmpty()) {
            return;
        }
        if (length.getAsLong() > limits.maxSize()) {
            throw tooLarge("The upload is larger than max-size " + limits.maxSize() + ".", null);
        }
        if (length.getAsLong() < limits.minSize() && !composition.isPart()) {
            throw tooSmall("The upload is smaller than min-size " + limits.minSize() + ".", null);
        }
    }

    /** The length of an upload that is joined from {@code parts}, if it is known by now. */
    OptionalLong joinedLength(List<UploadSession> parts) {
        OptionalLong length = sumOfLengths(parts);
        long atLeast = parts.stream()
                .mapToLong(part -> part.length().orElse(part.committed()))
                .reduce(0, AppendRules::saturatedSum);
        checkDeclared(atLeast > limits.maxSize() ? OptionalLong.of(atLeast) : length, Composition.WHOLE);
        return length;
    }

    /** The sum of the lengths, if all are known and it is within range. */
    static OptionalLong sumOfLengths(List<UploadSession> parts) {
        boolean known = parts.stream().allMatch(part -> part.length().isPresent());
        long sum = parts.stream().mapToLong(part -> part.length().orElse(0)).reduce(0, AppendRules::saturatedSum);
        return known && sum <= UploadLimits.MAX_SIZE ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    /** Refuses to complete an upload that lacks bytes. A declared length has passed the limits when it was declared. */
    UploadSession requireAllBytes(UploadSession upload) {
        if (Joins.isWaiting(upload)) {
            throw new UploadException(Reason.INCOMPLETE, "The upload waits for its parts.", upload);
        }
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
        if (length.isEmpty() && end < limits.minSize() && !upload.composition().isPart()) {
            throw tooSmall("The upload is smaller than min-size " + limits.minSize() + ".", upload);
        }
    }

    /** Checks a creation: first its length, then its digests. */
    void admit(CreateRequest request) {
        checkDeclared(request.upload().length(), request.upload().composition());
        requireKnown(request.digests(), null);
    }

    /** Checks a creation and its first append, to the upload as it would be. */
    void admit(CreateRequest request, UploadSession begun, AppendRequest first) {
        decide(begun, first);
        check(begun, first, begun.length());
        requireValid(first.digests(), null);
        requireKnown(request.digests(), null);
    }

    /**
     * Checks an append before its body is read: first its offset, then lengths and limits, and its digests last.
     *
     * @return what is to be done with the bytes
     */
    Decision admit(UploadSession upload, AppendRequest request) {
        Decision decision = decide(upload, request);
        if (upload.isComplete()) {
            checkRepetition(upload, request, decision);
        } else {
            check(upload, request, upload.length().isPresent() ? OptionalLong.empty() : request.declaredLength());
        }
        requireValid(request.digests(), upload);
        requireKnown(request.whole(), upload);
        return decision;
    }

    private static Decision decide(UploadSession upload, AppendRequest request) {
        Decision decision = request.policy().decide(request.offset(), request.contentLength(), upload.committed());
        if (decision instanceof Mismatch) {
            throw mismatch(upload);
        }
        return decision;
    }

    /** The refusal of bytes that do not begin where the upload ends. */
    static UploadException mismatch(UploadSession upload) {
        return new UploadException(
                Reason.OFFSET_MISMATCH, "The upload goes on at offset " + upload.committed() + ".", upload);
    }

    /** Refuses what cannot be checked. */
    static void requireValid(ExpectedDigests digests, @Nullable UploadSession upload) {
        if (digests instanceof ExpectedDigests.Invalid invalid) {
            throw new UploadException(Reason.DIGEST_INVALID, invalid.detail(), upload);
        }
    }

    /** Refuses what cannot be checked, or only after something has come. */
    static void requireKnown(ExpectedDigests digests, @Nullable UploadSession upload) {
        requireValid(digests, upload);
        if (digests instanceof ExpectedDigests.Announced) {
            throw new UploadException(Reason.DIGEST_INVALID, "The digest of the whole must not come later.", upload);
        }
    }

    /**
     * A complete upload takes no bytes; a request that only repeats what is there is answered as if it had sent them.
     */
    private void checkRepetition(UploadSession upload, AppendRequest request, Decision decision) {
        OptionalLong count = request.contentLength();
        boolean goesOn = decision instanceof Append append && count.isPresent() && count.getAsLong() > append.skip();
        if (goesOn) {
            throw new UploadException(Reason.ALREADY_COMPLETE, "The upload is complete.", upload);
        }
        checkLength(upload, request.declaredLength());
    }

    /**
     * Lengths before limits; {@code declared} is the length that comes with the request, if it is the first to say it.
     */
    void check(UploadSession upload, AppendRequest request, OptionalLong declared) {
        checkLength(upload, request.declaredLength());
        request.contentLength().ifPresent(count -> checkExtent(upload, request, count));
        checkDeclared(declared, upload.composition());
        request.contentLength().ifPresent(count -> checkLimits(upload, request, count));
    }

    private void checkExtent(UploadSession upload, AppendRequest request, long count) {
        OptionalLong length = lengthWith(upload, request);
        if (length.isPresent() && beyond(request.offset(), count, length.getAsLong())) {
            throw new UploadException(Reason.LENGTH_EXCEEDED, "The body goes beyond the upload's length.", upload);
        }
        if (request.completion() == Completion.AT_END) {
            checkEnd(upload, length, saturatedSum(request.offset(), count));
        }
    }

    private void checkLimits(UploadSession upload, AppendRequest request, long count) {
        if (count > limits.maxAppendSize() || beyond(request.offset(), count, limits.maxSize())) {
            throw tooLarge("The body is larger than the limits allow.", upload);
        }
        OptionalLong length = lengthWith(upload, request);
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
    }

    /** Of an upload without a length any append may be the last, unless it says that it is not. */
    private boolean tooSmallInTheMiddle(AppendRequest request, long count, OptionalLong length) {
        boolean reachesEnd = length.isPresent() && saturatedSum(request.offset(), count) >= length.getAsLong();
        boolean mayReachEnd = length.isEmpty() && request.completion() != Completion.MORE_TO_COME;
        boolean last = request.completion() == Completion.AT_END || reachesEnd || mayReachEnd;
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

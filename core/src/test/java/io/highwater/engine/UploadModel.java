package io.highwater.engine;

import static io.highwater.session.Reason.ALREADY_COMPLETE;
import static io.highwater.session.Reason.DIGEST_INVALID;
import static io.highwater.session.Reason.DIGEST_MISMATCH;
import static io.highwater.session.Reason.GONE;
import static io.highwater.session.Reason.INCOMPLETE;
import static io.highwater.session.Reason.LENGTH_CONFLICT;
import static io.highwater.session.Reason.LENGTH_EXCEEDED;
import static io.highwater.session.Reason.NOT_FOUND;
import static io.highwater.session.Reason.OFFSET_MISMATCH;
import static io.highwater.session.Reason.TAKEN_OVER;
import static io.highwater.session.Reason.TOO_LARGE;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One upload by the written rules alone: bytes, length, complete, and who may write. Answers with a reason, or none. */
public final class UploadModel {

    public static final long MAX_SIZE = 60;
    public static final long MAX_APPEND = 25;

    public String bytes = "";
    public OptionalLong length;
    public boolean complete;
    public boolean cancelled;
    public boolean gone;
    private boolean old; // nothing was committed for longer than an upload may lie
    private @Nullable Body writer;

    public UploadModel(OptionalLong length) {
        this.length = length;
    }

    /** The body of one request; it discards what it brings unless it writes. */
    public final class Body {

        private final AppendRequest request;
        private final String expected;
        private final boolean writes;
        private final OptionalLong target;
        private final long start = bytes.length();
        private final StringBuilder came = new StringBuilder();
        private boolean ended;

        Body(AppendRequest request, String expected, boolean writes) {
            this.request = request;
            this.expected = expected;
            this.writes = writes;
            this.target = length.isPresent() ? length : request.declaredLength();
        }

        /** Whether what it brings is written; otherwise it is there already. */
        public boolean writes() {
            return writes;
        }

        public Optional<Reason> write(String more) {
            if (ended) {
                return Optional.of(TAKEN_OVER);
            }
            came.append(more);
            long end = request.offset() + came.length();
            long byLimits = Math.min(MAX_SIZE, request.offset() + MAX_APPEND);
            long ceiling = writes ? Math.max(start, Math.min(byLimits, target.orElse(MAX_SIZE))) : start;
            if (end <= ceiling) {
                return Optional.empty();
            }
            came.setLength((int) (ceiling - request.offset()));
            keep();
            end();
            Reason beyond = target.orElse(Long.MAX_VALUE) <= byLimits ? LENGTH_EXCEEDED : TOO_LARGE;
            return Optional.of(writes ? beyond : ALREADY_COMPLETE);
        }

        public Optional<Reason> finish() {
            if (ended) {
                return Optional.of(TAKEN_OVER);
            }
            Optional<Reason> refusal = refusalAtTheEnd();
            if (refusal.isEmpty() || refusal.get() == LENGTH_CONFLICT) {
                keep();
            }
            if (refusal.isEmpty() && writes) {
                commit();
                complete |= completes();
                length = complete ? OptionalLong.of(bytes.length()) : length;
            }
            end();
            return refusal.isEmpty() ? refusalOfAnyRequest() : refusal;
        }

        private Optional<Reason> refusalAtTheEnd() {
            if (request.contentLength().orElse(came.length()) != came.length()) {
                return Optional.of(LENGTH_CONFLICT);
            }
            if (isChecked() && !expected.contentEquals(came)) {
                return Optional.of(DIGEST_MISMATCH);
            }
            boolean tooShort = writes && isLast() && target.isPresent() && received() < target.getAsLong();
            return tooShort ? Optional.of(LENGTH_CONFLICT) : Optional.empty();
        }

        public void abandon() {
            if (!ended) {
                keep();
                end();
            }
        }

        private long received() {
            return writes ? Math.max(bytes.length(), request.offset() + came.length()) : bytes.length();
        }

        private long counts() {
            return isChecked() ? bytes.length() : received();
        }

        private boolean isChecked() {
            return !request.digests().isNone();
        }

        private boolean isLast() {
            return request.completion() == Completion.AT_END;
        }

        private boolean reaches() {
            boolean reached = target.isPresent() && target.getAsLong() == received();
            return request.completion() == Completion.AT_LENGTH && reached;
        }

        private boolean completes() {
            return isLast() || reaches();
        }

        private void keep() {
            if (writes && !isChecked()) {
                commit();
                complete |= reaches();
            }
        }

        private void commit() {
            long skip = bytes.length() - request.offset();
            old &= came.length() <= skip && target.equals(length);
            bytes += came.length() > skip ? came.substring((int) skip) : "";
            length = target;
        }

        private void end() {
            ended = true;
            writer = writer == this ? null : writer;
        }
    }

    /** What came of a request for an append: a body, or the reason why there is none. */
    public record Opened(@Nullable Body body, @Nullable Reason refusal) {}

    public Opened open(AppendRequest request, String expected) {
        Optional<Reason> lost = refusalOfAnyRequest();
        if (lost.isPresent()) {
            return new Opened(null, lost.get());
        }
        boolean invalid = request.digests() instanceof ExpectedDigests.Invalid;
        if (writer != null && request.policy() == OffsetPolicy.IDEMPOTENT) {
            if (request.offset() > writer.counts()) {
                return new Opened(null, OFFSET_MISMATCH);
            }
            if (isThere(request)) {
                return invalid
                        ? new Opened(null, DIGEST_INVALID)
                        : new Opened(new Body(request, expected, false), null);
            }
        }
        takeOver();
        Optional<Reason> refusal = refusal(request);
        if (refusal.isPresent()) {
            return new Opened(null, refusal.get());
        }
        if (invalid) {
            return new Opened(null, DIGEST_INVALID);
        }
        Body body = new Body(request, expected, !complete && !isThere(request));
        writer = body.writes ? body : writer;
        return new Opened(body, null);
    }

    private Optional<Reason> refusal(AppendRequest request) {
        boolean idempotent = request.policy() == OffsetPolicy.IDEMPOTENT;
        long size = bytes.length();
        if (request.offset() > size || (!idempotent && request.offset() < size)) {
            return Optional.of(OFFSET_MISMATCH);
        }
        if (complete) {
            boolean more = request.offset() + request.contentLength().orElse(0) > size;
            boolean other = request.declaredLength().orElse(size) != size;
            return more ? Optional.of(ALREADY_COMPLETE) : Optional.ofNullable(other ? LENGTH_CONFLICT : null);
        }
        OptionalLong declared = request.declaredLength();
        if (declared.isPresent() && !declared.equals(length)) {
            if (length.isPresent() || declared.getAsLong() < size) {
                return Optional.of(LENGTH_CONFLICT);
            }
        }
        Optional<Reason> ofBody = refusalOfBody(request, length.isPresent() ? length : declared);
        boolean beyondLimit = length.isEmpty() && declared.orElse(0) > MAX_SIZE;
        return beyondLimit && ofBody.isEmpty() ? Optional.of(TOO_LARGE) : ofBody;
    }

    private Optional<Reason> refusalOfBody(AppendRequest request, OptionalLong target) {
        if (request.contentLength().isEmpty()) {
            return Optional.empty();
        }
        long count = request.contentLength().getAsLong();
        long end = request.offset() + count;
        if (end > target.orElse(Long.MAX_VALUE)) {
            return Optional.of(LENGTH_EXCEEDED);
        }
        if (request.completion() == Completion.AT_END && end < target.orElse(0)) {
            return Optional.of(LENGTH_CONFLICT);
        }
        return count > MAX_APPEND || end > MAX_SIZE ? Optional.of(TOO_LARGE) : Optional.empty();
    }

    private boolean isThere(AppendRequest request) {
        return request.policy() == OffsetPolicy.IDEMPOTENT
                && request.offset() < bytes.length()
                && request.contentLength().isPresent()
                && request.offset() + request.contentLength().getAsLong() <= bytes.length();
    }

    public void takeOver() {
        if (writer != null) {
            writer.abandon();
        }
    }

    public Optional<Reason> complete() {
        Optional<Reason> lost = refusalOfAnyRequest();
        if (lost.isPresent()) {
            return lost;
        }
        takeOver();
        if (bytes.length() < length.orElse(0)) {
            return Optional.of(INCOMPLETE);
        }
        complete = true;
        length = OptionalLong.of(bytes.length());
        return Optional.empty();
    }

    /** Who asks how far the upload is takes over. */
    public Optional<Reason> inspect() {
        Optional<Reason> lost = refusalOfAnyRequest();
        if (lost.isEmpty()) {
            takeOver();
        }
        return lost;
    }

    /** What lies too long is gone, unless somebody is writing to it. */
    private Optional<Reason> refusalOfAnyRequest() {
        boolean expired = gone || (old && !complete && writer == null);
        return cancelled ? Optional.of(NOT_FOUND) : Optional.ofNullable(expired ? GONE : null);
    }

    /** The age of an upload passes, and a round of housekeeping follows. */
    public void expire() {
        old = true;
        gone |= !complete && !cancelled && writer == null;
    }

    public void cancel() {
        if (writer != null) {
            writer.end();
        }
        cancelled = true;
    }
}

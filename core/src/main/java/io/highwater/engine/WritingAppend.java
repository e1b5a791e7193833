package io.highwater.engine;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.AppendRules.Ceiling;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The append that may write to its upload, until it ends or a later request fences it. */
final class WritingAppend extends OpenAppend {

    private static final Logger LOG = LoggerFactory.getLogger(WritingAppend.class);

    private final Appends appends;
    private final LiveUpload live;
    private final AppendRequest request;
    private final UploadWriter writer;
    private final Ceiling ceiling;
    private final BodyDigests digests;
    private final WholeDigests whole;
    private final AppendPermits.Permit permit;
    private final Runnable onTakenOver;
    private final Runnable onVerified;

    // all guarded by live.lock
    private final BodyLength bodyLength;
    private UploadSession session;
    private long skip;
    private long lastCommitNanos;
    private OptionalLong undeclaredLength;
    private @Nullable Reason endedBy;
    private boolean ended;

    WritingAppend(Appends appends, LiveUpload live, Appends.Opening opening) {
        this.appends = appends;
        this.live = live;
        this.request = opening.body().request();
        this.session = opening.session();
        this.skip = opening.skip();
        this.permit = opening.body().permit();
        this.onTakenOver = opening.body().onTakenOver();
        this.onVerified = opening.onVerified();
        this.ceiling = appends.rules().ceiling(session, request);
        this.digests = new BodyDigests(request.digests());
        this.whole = new WholeDigests(request.whole());
        this.bodyLength = new BodyLength(request.contentLength());
        this.undeclaredLength = session.length().isPresent() ? OptionalLong.empty() : request.declaredLength();
        this.lastCommitNanos = System.nanoTime();
        this.writer = appends.openWriter(session.id()); // last: nothing can fail now and leave it open
    }

    @Override
    public void write(ByteBuffer bytes) {
        beginWhole();
        underMonitor(() -> {
            digests.update(bytes);
            whole.update(bytes);
            bodyLength.add(bytes.remaining());
            int skipped = (int) Math.min(skip, bytes.remaining());
            skip -= skipped;
            bytes.position(bytes.position() + skipped);
            writeUpToCeiling(bytes);
            commitIfDue();
            return session;
        });
    }

    @Override
    public UploadId id() {
        return session.creation().id();
    }

    @Override
    public boolean mayReadAll() {
        boolean mayComplete = request.completion() == Completion.AT_LENGTH || request.completion() == Completion.AT_END;
        return !request.whole().isNone() || (mayComplete && isCheckedFirst());
    }

    @Override
    public UploadSession durable() {
        live.lock.lock();
        try {
            return session;
        } finally {
            live.lock.unlock();
        }
    }

    @Override
    public UploadSession finish(ExpectedDigests trailing) {
        beginWhole();
        boolean last = underMonitor(() -> {
            requireWholeBody();
            digests.verify(trailing, session);
            boolean completes = completesHere();
            whole.verify(session);
            onVerified.run();
            commit(completes && !isCheckedFirst());
            end(null);
            return completes;
        });
        return last && !session.isComplete() ? appends.completeChecked(session) : session;
    }

    @Override
    public Optional<UploadSession> abandon() {
        live.lock.lock();
        try {
            return ended ? Optional.empty() : Optional.of(keepAndEnd());
        } catch (UploadException e) {
            LOG.warn("upload {}: what arrived before its connection broke could not be kept", session.id(), e);
            return Optional.empty();
        } finally {
            live.lock.unlock();
        }
    }

    /** How many bytes the upload would have if the append ended now. Under the upload's monitor. */
    long received() {
        return request.isChecked() ? session.committed() : writer.position();
    }

    /**
     * Ends the append for a later request, which goes on from what is durable then, whatever fails here. Under the
     * upload's monitor.
     */
    void fence(Reason reason, boolean keepBytes) {
        live.notice = onTakenOver;
        try {
            if (keepBytes) {
                keep();
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("upload {}: what an overtaken request brought could not be kept", session.id(), e);
        } finally {
            end(reason);
        }
    }

    /** What is durable below an all-or-nothing append does not change while it runs. */
    private void beginWhole() {
        boolean done = false;
        try {
            whole.begin(session, () -> appends.content(session.id()), this::requireWanted);
            done = true;
        } finally {
            if (!done) {
                abandon();
            }
        }
    }

    /** Who was taken over has nothing read any more. */
    private void requireWanted() {
        underMonitor(() -> session);
    }

    private void writeUpToCeiling(ByteBuffer bytes) throws IOException {
        long room = Math.max(0, ceiling.position() - writer.position());
        int surplus = (int) Math.max(0, bytes.remaining() - room);
        bytes.limit(bytes.limit() - surplus);
        if (bytes.hasRemaining()) {
            writer.write(bytes);
        }
        if (surplus > 0) {
            keep();
            throw new UploadException(ceiling.beyond(), "The body is longer than the upload may be.", session);
        }
    }

    private void commitIfDue() throws IOException {
        long bytes = writer.position() - session.committed();
        if (!request.isChecked() && CommitPace.isDue(bytes, System.nanoTime() - lastCommitNanos)) {
            commit(false);
        }
    }

    private void requireWholeBody() {
        if (!bodyLength.isWhole()) {
            keep();
            bodyLength.requireWhole(session);
        }
    }

    private boolean completesHere() {
        return switch (request.completion()) {
            case EXPLICIT, MORE_TO_COME -> false;
            case AT_LENGTH -> hasReachedLength();
            case AT_END -> requireEnd();
        };
    }

    private boolean hasReachedLength() {
        OptionalLong length = AppendRules.lengthWith(session, request);
        return length.isPresent() && length.getAsLong() == writer.position();
    }

    /** The last body has to end where the upload does; what came is kept also if it does not. */
    private boolean requireEnd() {
        OptionalLong length = AppendRules.lengthWith(session, request);
        try {
            appends.rules().checkEnd(session, length, writer.position());
            return true;
        } catch (UploadException e) {
            keep();
            throw new UploadException(e.reason(), String.valueOf(e.getMessage()), session);
        }
    }

    /** What the whole must hash to is checked on what is durable, so the bytes are committed before. */
    private boolean isCheckedFirst() {
        return !session.creation().request().digests().isEmpty();
    }

    /**
     * For a client that goes by offset and length alone, no moment may be seen between reaching the length and the end.
     */
    private boolean completesByItself() {
        return request.completion() == Completion.AT_LENGTH
                && !request.isChecked()
                && !isCheckedFirst()
                && hasReachedLength();
    }

    private void commit(boolean complete) throws IOException {
        boolean completes = complete || completesByItself();
        boolean changes = completes || undeclaredLength.isPresent() || writer.position() != session.committed();
        if (session.isComplete() || !changes) {
            return;
        }
        Commit commit = completes ? appends.completingCommit(session) : Commit.progress();
        session =
                writer.commit(undeclaredLength.isPresent() ? commit.withLength(undeclaredLength.getAsLong()) : commit);
        undeclaredLength = OptionalLong.empty();
        lastCommitNanos = System.nanoTime();
        appends.committed(session);
    }

    private UploadSession keepAndEnd() {
        try {
            keep();
            return session;
        } finally {
            end(null);
        }
    }

    /** Commits what came, unless it counts only as a whole. */
    private void keep() {
        if (!request.isChecked()) {
            Storage.run(() -> commit(false));
        }
    }

    private void end(@Nullable Reason reason) {
        if (ended) {
            return;
        }
        ended = true;
        endedBy = reason;
        live.current = null;
        try {
            writer.close();
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("upload {}: its writer did not close", session.id(), e);
        } finally {
            permit.close();
            appends.forget(session.id()); // last: from here on another request may have a monitor of its own
        }
    }

    /** Runs a step alone on the upload; whatever goes wrong in it ends the append. */
    private <T> T underMonitor(Storage.Call<T> step) {
        live.lock.lock();
        try {
            requireRunning();
            return runOrEnd(step);
        } finally {
            live.lock.unlock();
        }
    }

    private <T> T runOrEnd(Storage.Call<T> step) {
        boolean done = false;
        try {
            T result = Storage.call(step);
            done = true;
            return result;
        } finally {
            if (!done) {
                end(null);
            }
        }
    }

    private void requireRunning() {
        if (ended) {
            throw new UploadException(
                    endedBy == null ? Reason.TAKEN_OVER : endedBy, "This request may not write any more.", session);
        }
    }
}

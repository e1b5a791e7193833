package io.highwater.engine;

import io.highwater.engine.AppendRules.Ceiling;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
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
    private final Runnable onTakenOver;

    // all guarded by live.lock
    private UploadSession session;
    private long skip;
    private long lastCommitNanos;
    private OptionalLong undeclaredLength;
    private @Nullable Reason endedBy;
    private boolean ended;

    WritingAppend(Appends appends, LiveUpload live, Appends.Opening opening) {
        this.appends = appends;
        this.live = live;
        this.request = opening.request();
        this.writer = opening.writer();
        this.session = opening.session();
        this.skip = opening.skip();
        this.onTakenOver = opening.onTakenOver();
        this.ceiling = appends.rules().ceiling(session, request);
        this.digests = new BodyDigests(request.digests());
        this.undeclaredLength = session.length().isPresent() ? OptionalLong.empty() : request.declaredLength();
        this.lastCommitNanos = System.nanoTime();
    }

    @Override
    public void write(ByteBuffer bytes) {
        underMonitor(() -> {
            digests.update(bytes);
            int skipped = (int) Math.min(skip, bytes.remaining());
            skip -= skipped;
            bytes.position(bytes.position() + skipped);
            writeUpToCeiling(bytes);
            commitIfDue();
            return session;
        });
    }

    @Override
    public UploadSession finish() {
        return underMonitor(() -> {
            digests.verify(session);
            boolean last = completesHere();
            if (last) {
                verifyWhole();
            }
            commit(last);
            end(null);
            return session;
        });
    }

    @Override
    public Optional<UploadSession> abandon() {
        live.lock.lock();
        try {
            if (ended) {
                return Optional.empty();
            }
            keepOrDiscard(true);
            return Optional.of(session);
        } catch (UploadException e) {
            LOG.warn("upload {}: what arrived before its connection broke could not be kept", session.id(), e);
            return Optional.empty();
        } finally {
            end(null);
            live.lock.unlock();
        }
    }

    @Override
    long received() {
        return digests.isEmpty() ? writer.position() : session.committed();
    }

    @Override
    void fence(Reason reason, boolean keepBytes) {
        try {
            keepOrDiscard(keepBytes);
        } catch (UploadException e) {
            LOG.warn("upload {}: what an overtaken request brought could not be kept", session.id(), e);
        } finally {
            end(reason);
            onTakenOver.run();
        }
    }

    private void writeUpToCeiling(ByteBuffer bytes) throws IOException {
        long room = ceiling.position() - writer.position();
        if (bytes.remaining() <= room) {
            writer.write(bytes);
            return;
        }
        bytes.limit(bytes.position() + (int) room);
        writer.write(bytes);
        keepOrDiscard(true);
        throw new UploadException(ceiling.beyond(), "The body is longer than the upload may be.", session);
    }

    private void commitIfDue() throws IOException {
        long bytes = writer.position() - session.committed();
        if (digests.isEmpty() && CommitPace.isDue(bytes, System.nanoTime() - lastCommitNanos)) {
            commit(false);
        }
    }

    private boolean completesHere() throws IOException {
        OptionalLong length = AppendRules.lengthWith(session, request);
        boolean reached = length.isPresent() && length.getAsLong() == writer.position();
        return switch (request.completion()) {
            case EXPLICIT -> false;
            case AT_LENGTH -> reached;
            case AT_END -> reached || requireNoLength(length);
        };
    }

    private boolean requireNoLength(OptionalLong length) throws IOException {
        if (length.isPresent()) {
            keepOrDiscard(true);
            throw new UploadException(Reason.LENGTH_CONFLICT, "The body ends before the upload's length.", session);
        }
        return true;
    }

    /** What the whole must hash to is checked on what is durable, so the bytes are committed first. */
    private void verifyWhole() throws IOException {
        appends.rules().checkFinalSize(session, writer.position());
        if (!session.creation().request().digests().isEmpty()) {
            commit(false);
            verifyDigestsOfCreation();
        }
    }

    private void verifyDigestsOfCreation() {
        try {
            appends.verifyWhole(session);
        } catch (UploadException e) {
            end(null);
            throw appends.invalidate(session, e);
        }
    }

    private void commit(boolean complete) throws IOException {
        if (!complete && undeclaredLength.isEmpty() && writer.position() == session.committed()) {
            return;
        }
        Commit commit = complete ? appends.completingCommit() : Commit.progress();
        session =
                writer.commit(undeclaredLength.isPresent() ? commit.withLength(undeclaredLength.getAsLong()) : commit);
        undeclaredLength = OptionalLong.empty();
        lastCommitNanos = System.nanoTime();
        appends.committed(session);
    }

    private void keepOrDiscard(boolean keep) {
        if (!ended && keep && request.digests().isEmpty()) {
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
        appends.forget(session.id());
        try {
            writer.close();
        } catch (IOException e) {
            LOG.warn("upload {}: its writer did not close", session.id(), e);
        }
    }

    /** Runs a step alone on the upload; whatever goes wrong in it ends the append. */
    private UploadSession underMonitor(Storage.Call<UploadSession> step) {
        live.lock.lock();
        boolean done = false;
        try {
            requireRunning();
            UploadSession result = Storage.call(step);
            done = true;
            return result;
        } finally {
            if (!done) {
                end(null);
            }
            live.lock.unlock();
        }
    }

    private void requireRunning() {
        if (ended) {
            throw new UploadException(
                    endedBy == null ? Reason.TAKEN_OVER : endedBy, "This request may not write any more.", session);
        }
    }
}

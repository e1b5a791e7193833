package io.highwater.servlet;

import io.highwater.engine.Handling;
import io.highwater.servlet.endpoint.RecordingResponse;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an endpoint does in its turn.
 *
 * @param turn the turn, closed when all is done
 * @param body what the endpoint reads
 * @param recording what it answers
 */
record EndpointWork(Handling.Turn turn, WatchedContent body, RecordingResponse recording) {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointWork.class);
    private static final String AGAIN = "upload {}: {}; who asks for its response again has the endpoint called again";

    /**
     * Keeps what has come of it, and ends the turn: before the request ends if the endpoint has answered in its call,
     * else on a thread that may wait for a disk, which that of a callback may not.
     *
     * @param caller the thread that has called the endpoint
     */
    void end(Thread caller, Workers workers) {
        boolean handedOn = false;
        try {
            Optional<byte[]> outcome = outcome();
            if (outcome.isPresent() && Thread.currentThread().equals(caller)) {
                keep(outcome.get());
            } else if (outcome.isPresent()) {
                handedOn = handOn(outcome.get(), workers);
            }
        } catch (RuntimeException e) { // the endpoint has done its work, and its client has the response
            LOG.error(AGAIN, id(), "its response cannot be kept", e);
        } finally {
            if (!handedOn) {
                turn.close();
            }
        }
    }

    private boolean handOn(byte[] outcome, Workers workers) {
        try {
            workers.execute(() -> {
                try (turn) {
                    keep(outcome);
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the filter is going down", e);
            keep(outcome);
            return false;
        }
    }

    /** What is to be kept; empty if there is nothing, for want of the body. */
    private Optional<byte[]> outcome() {
        if (body.wasUnreadable()) {
            LOG.warn(AGAIN, id(), "its endpoint could not read the body");
            return Optional.empty();
        }
        return Optional.of(recording.recorded().toBytes());
    }

    private void keep(byte[] outcome) {
        try {
            Uninterrupted.call(() -> {
                turn.finish(outcome);
                return id();
            });
        } catch (UploadException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                LOG.debug("upload {} was deleted while its endpoint was at work", id());
            } else {
                LOG.warn(AGAIN, id(), "its response was not kept", e);
            }
        } catch (RuntimeException e) { // the endpoint has done its work, and its client has the response
            LOG.error(AGAIN, id(), "its response was not kept", e);
        }
    }

    private UploadId id() {
        return turn.download().upload().id();
    }
}

package io.highwater.engine;

import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/**
 * Who may do what: asks the application, and hides from everybody else that there is anything. Changes nothing.
 * Thread-safe.
 */
final class Access {

    private final Uploads uploads;
    private final UploadAuthorizer authorizer;
    private final Clock clock;
    private final Quotas quotas;

    Access(Uploads uploads, UploadAuthorizer authorizer, Clock clock, Quotas quotas) {
        this.uploads = uploads;
        this.quotas = quotas;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    /** A creation that the requester may ask for. */
    Creation creation(Requester who, CreateRequest request) {
        uploads.requireRunning();
        requireAllowed(authorizer.authorize(Intent.CREATE, who, null));
        NewUpload upload = quotas.marked(request.wholeUpload(), who);
        return new Creation(UploadId.random(), who.path(), who.principal(), clock.instant(), upload);
    }

    /** The same, if the requester may append to it, too: then the upload as it would be. */
    UploadSession appendable(Requester who, Creation creation) {
        UploadSession begun = UploadSession.begun(creation);
        Uploads.requireAppendable(begun);
        requireAllowed(authorizer.authorize(Intent.APPEND, who, begun));
        return begun;
    }

    /** An upload that the requester may do this with. */
    UploadSession upload(Intent intent, Requester who, UploadId id) {
        uploads.requireRunning();
        UploadSession upload = uploads.find(id);
        if (!upload.creation().path().equals(who.path())) {
            throw Uploads.notFound();
        }
        requireAllowed(authorizer.authorize(intent, who, upload));
        return upload;
    }

    /** An upload that the requester may append to. The body of a request is sent by whoever makes the request. */
    UploadSession appendable(Requester who, UploadId id) {
        UploadSession upload = upload(Intent.APPEND, who, id);
        boolean ofOther = !Objects.equals(upload.creation().owner(), who.principal());
        if (upload.composition().isRequest() && ofOther) {
            throw Uploads.notFound();
        }
        return upload;
    }

    /** A part that the requester may use. One that it may not know of is refused as one that is not there. */
    UploadSession part(Requester who, UploadId id) {
        Optional<UploadSession> part =
                uploads.parts().find(id).filter(found -> found.creation().path().equals(who.path()));
        Decision decision =
                part.map(found -> authorizer.authorize(Intent.JOIN, who, found)).orElse(Decision.HIDE);
        if (decision == Decision.HIDE) {
            throw noPart(id);
        }
        requireAllowed(decision);
        return part.filter(found -> found.composition().isPart()).orElseThrow(() -> noPart(id));
    }

    private static UploadException noPart(UploadId id) {
        return new UploadException(Reason.INVALID_PART, "There is no part " + id + " to join.");
    }

    private static void requireAllowed(Decision decision) {
        switch (decision) {
            case ALLOW -> {}
            case HIDE -> throw Uploads.notFound();
            case DENY -> throw new UploadException(Reason.FORBIDDEN, "This is not allowed.");
        }
    }
}

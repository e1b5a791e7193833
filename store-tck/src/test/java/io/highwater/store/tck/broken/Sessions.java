package io.highwater.store.tck.broken;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Sessions with one part changed. */
final class Sessions {

    private Sessions() {}

    static UploadSession withRequest(UploadSession s, UnaryOperator<NewUpload> change) {
        Creation c = s.creation();
        return withCreation(s, new Creation(c.id(), c.path(), c.owner(), c.createdAt(), change.apply(c.request())));
    }

    static UploadSession withOwner(UploadSession s, String owner) {
        Creation c = s.creation();
        return withCreation(s, new Creation(c.id(), c.path(), owner, c.createdAt(), c.request()));
    }

    static UploadSession withCreatedAt(UploadSession s, Instant createdAt) {
        Creation c = s.creation();
        return withCreation(s, new Creation(c.id(), c.path(), c.owner(), createdAt, c.request()));
    }

    static UploadSession withCreation(UploadSession s, Creation creation) {
        return new UploadSession(creation, s.status(), s.committed(), s.length(), s.crc32c(), s.updatedAt());
    }

    static UploadSession withStatus(UploadSession s, UploadStatus status) {
        return new UploadSession(s.creation(), status, s.committed(), s.length(), s.crc32c(), s.updatedAt());
    }

    static UploadSession withLength(UploadSession s, OptionalLong length) {
        return new UploadSession(s.creation(), s.status(), s.committed(), length, s.crc32c(), s.updatedAt());
    }

    static UploadSession withCrc32c(UploadSession s, int crc32c) {
        return new UploadSession(s.creation(), s.status(), s.committed(), s.length(), crc32c, s.updatedAt());
    }

    static UploadSession withUpdatedAt(UploadSession s, Instant updatedAt) {
        return new UploadSession(s.creation(), s.status(), s.committed(), s.length(), s.crc32c(), updatedAt);
    }

    static UploadSession withCommitted(UploadSession s, long committed) {
        OptionalLong length =
                s.length().isPresent() && s.length().getAsLong() < committed ? OptionalLong.of(committed) : s.length();
        return new UploadSession(s.creation(), s.status(), committed, length, s.crc32c(), s.updatedAt());
    }
}

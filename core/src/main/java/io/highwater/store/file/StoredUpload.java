package io.highwater.store.file;

import io.highwater.session.Creation;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;

/**
 * One upload as it durably stands.
 *
 * @param creation what never changes
 * @param slot what does
 */
record StoredUpload(Creation creation, Slot slot) {

    UploadId id() {
        return creation.id();
    }

    UploadSession session() {
        return slot.session(creation);
    }

    /** Whether it waits for its parts. */
    boolean isUnjoined() {
        return creation.request().composition().isJoined() && !slot.is(Slot.COMPLETE) && !slot.is(Slot.GONE);
    }

    StoredUpload at(Slot next) {
        return new StoredUpload(creation, next);
    }
}

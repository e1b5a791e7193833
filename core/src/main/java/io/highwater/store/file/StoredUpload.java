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

    StoredUpload at(Slot next) {
        return new StoredUpload(creation, next);
    }
}

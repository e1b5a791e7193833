package io.highwater.engine;

import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;

/**
 * The event of a completed upload.
 *
 * @param eventId the same in every delivery of this event and in no other event: what to remember in order to handle it
 *     once
 * @param upload the final state
 * @param content the bytes: as a path, a stream, or to be moved into place
 * @since 0.1.0
 */
public record CompletedUpload(String eventId, UploadSession upload, UploadContent content) {}

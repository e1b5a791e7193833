package io.highwater.engine;

import io.highwater.session.UploadSession;
import io.highwater.store.UploadContent;

/**
 * A complete upload and its bytes.
 *
 * @param upload the final state
 * @param content the bytes
 * @since 0.1.0
 */
public record Download(UploadSession upload, UploadContent content) {}

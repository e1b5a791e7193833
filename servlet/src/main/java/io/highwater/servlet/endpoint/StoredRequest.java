package io.highwater.servlet.endpoint;

import io.highwater.store.UploadContent;

/**
 * A request that has arrived whole.
 *
 * @param original its head
 * @param content its body
 * @param credentials what is not the original's, but of whoever brought the last byte
 * @param forms how much of the body becomes parameters
 * @since 0.1.0
 */
public record StoredRequest(
        OriginalRequest original, UploadContent content, CredentialFields credentials, FormLimits forms) {

    /** The same with the usual limits of forms. */
    public StoredRequest(OriginalRequest original, UploadContent content, CredentialFields credentials) {
        this(original, content, credentials, FormLimits.DEFAULT);
    }

    /** The same with the usual limits of forms, and the usual credentials. */
    public StoredRequest(OriginalRequest original, UploadContent content) {
        this(original, content, CredentialFields.USUAL);
    }
}

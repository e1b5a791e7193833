package io.highwater.example;

import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.engine.UploadEngine;

/** The README's way to say who may do what, compiled here and asked by {@link ReadmeTest}. */
final class AuthorizedUploads {

    private AuthorizedUploads() {}

    /** Uploads for those alone who have logged in. */
    static UploadEngine.Builder with(UploadEngine.Builder builder) {
        // README
        builder.authorizer((intent, requester, upload) -> requester.principal() == null
                ? Decision.DENY
                : UploadAuthorizer.OWNER.authorize(intent, requester, upload));
        // end
        return builder;
    }
}

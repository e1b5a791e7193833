package io.highwater.engine;

import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import java.util.stream.Stream;

/**
 * What a request wants to create.
 *
 * @param upload the new upload
 * @param digests what the finished bytes must hash to; they are added to those of {@code upload}, and cannot come later
 *     than the request
 * @since 0.1.0
 */
public record CreateRequest(NewUpload upload, ExpectedDigests digests) {

    /** The upload with all that it must hash to. */
    NewUpload wholeUpload() {
        return upload.withDigests(Stream.concat(upload.digests().stream(), digests.digests().stream())
                .toList());
    }

    /** The creation of {@code upload}, of which nothing more is said. */
    public static CreateRequest of(NewUpload upload) {
        return new CreateRequest(upload, ExpectedDigests.none());
    }
}

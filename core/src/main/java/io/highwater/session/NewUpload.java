package io.highwater.session;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a client asks for when it creates an upload.
 *
 * @param length declared length in bytes, 0 to {@link UploadLimits#MAX_SIZE}, or empty while it is not known
 * @param metadata what the client tells about the file; {@code filename} and {@code filetype} (a media type) are the
 *     names that every protocol uses. Values are opaque to engine and store
 * @param attributes what a protocol has to give back later as it was sent; never shown to applications as metadata
 * @param digests what the finished bytes must hash to; checked before the upload completes
 * @param composition what the bytes are made of
 * @since 0.1.0
 */
public record NewUpload(
        OptionalLong length,
        Map<String, String> metadata,
        Map<String, String> attributes,
        List<ContentDigest> digests,
        Composition composition) {

    /** The metadata key of the file's name, as the client gave it: data, never a path. */
    public static final String FILENAME = "filename";

    /** The metadata key of the file's media type. */
    public static final String FILETYPE = "filetype";

    /** @throws IllegalArgumentException if the length is out of range, or a joined upload has digests */
    public NewUpload {
        if (length.isPresent()) {
            UploadLimits.requireSize(length.getAsLong());
        }
        metadata = Map.copyOf(metadata);
        attributes = Map.copyOf(attributes);
        digests = List.copyOf(digests);
        if (composition.isJoined() && !digests.isEmpty()) {
            throw new IllegalArgumentException("the digests of a joined upload are those of its parts");
        }
    }

    /** An upload that stands for itself. @throws IllegalArgumentException if the length is out of range */
    public NewUpload(
            OptionalLong length,
            Map<String, String> metadata,
            Map<String, String> attributes,
            List<ContentDigest> digests) {
        this(length, metadata, attributes, digests, Composition.WHOLE);
    }

    /** An upload of a length that is not known yet, without metadata. */
    public static NewUpload ofUnknownLength() {
        return new NewUpload(OptionalLong.empty(), Map.of(), Map.of(), List.of());
    }

    /** An upload of {@code length} bytes, without metadata. */
    public static NewUpload ofLength(long length) {
        return new NewUpload(OptionalLong.of(length), Map.of(), Map.of(), List.of());
    }

    /** The same with other metadata. */
    public NewUpload withMetadata(Map<String, String> other) {
        return new NewUpload(length, other, attributes, digests, composition);
    }

    /** The same with other attributes. */
    public NewUpload withAttributes(Map<String, String> other) {
        return new NewUpload(length, metadata, other, digests, composition);
    }

    /** The same with digests that the finished bytes must have. */
    public NewUpload withDigests(List<ContentDigest> other) {
        return new NewUpload(length, metadata, attributes, other, composition);
    }

    /** The same with another length. */
    public NewUpload withLength(OptionalLong other) {
        return new NewUpload(other, metadata, attributes, digests, composition);
    }

    /** The same, made of something else. */
    public NewUpload withComposition(Composition other) {
        return new NewUpload(length, metadata, attributes, digests, other);
    }
}

package io.highwater.servlet.protocol;

import io.highwater.session.DigestAlgorithm;
import io.highwater.session.UploadSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The digest of the whole that a client wants to be told on completion: {@code Want-Repr-Digest} (RFC 9530 §4), sent
 * with the creation or later.
 *
 * @since 0.1.0
 */
public final class WantedDigest {

    private static final String FIELD = "Want-Repr-Digest";
    private static final String ATTRIBUTE = "want-repr-digest";

    private WantedDigest() {}

    /** What an upload that {@code creation} creates is to remember. */
    public static Map<String, String> attributes(Fields creation) {
        return DigestFields.wanted(creation.lines(FIELD))
                .map(wanted -> Map.of(ATTRIBUTE, wanted.key()))
                .orElse(Map.of());
    }

    /** The digest that is wanted of {@code upload}; what the completing request says goes first. */
    public static Optional<DigestAlgorithm> of(RequestHead head, UploadSession upload) {
        List<String> now = head.fields().lines(FIELD);
        String before = upload.creation().request().attributes().get(ATTRIBUTE);
        return now.isEmpty() && before != null ? DigestAlgorithm.ofKey(before) : DigestFields.wanted(now);
    }
}

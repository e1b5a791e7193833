package io.highwater.servlet.protocol;

import java.util.List;
import java.util.Optional;

/**
 * The header fields that say something of an upload's state, and so mean nothing in a request that asks for it or ends
 * it.
 *
 * @since 0.1.0
 */
public final class StateFields {

    private static final List<String> NAMES =
            List.of("Upload-Offset", "Upload-Complete", "Upload-Incomplete", "Upload-Length");

    private StateFields() {}

    /** The answer to a {@code HEAD} or {@code DELETE} that carries one of them (IETF draft -05, "Offset Retrieval"). */
    public static Optional<Answer> refusal(RequestHead head) {
        return NAMES.stream()
                .filter(head.fields()::has)
                .findFirst()
                .map(name -> Problem.of(400, name + " has no meaning in a " + head.method() + ".")
                        .answer());
    }
}

package io.highwater.engine;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.util.OptionalLong;

/** How long a body is said to be and how much of it came, so that a short read is never taken for its end. */
final class BodyLength {

    private final OptionalLong expected;
    private long received;

    BodyLength(OptionalLong expected) {
        this.expected = expected;
    }

    void add(int count) {
        received += count;
    }

    long received() {
        return received;
    }

    boolean isWhole() {
        return expected.isEmpty() || expected.getAsLong() == received;
    }

    void requireWhole(UploadSession upload) {
        if (!isWhole()) {
            throw new UploadException(
                    Reason.LENGTH_CONFLICT, "The body does not have the length that was said.", upload);
        }
    }
}

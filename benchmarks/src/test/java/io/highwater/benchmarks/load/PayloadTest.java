package io.highwater.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.DigestAlgorithm;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    private final ByteBuffer view = Payload.view();

    @Test
    void aViewEndsWhereThePeriodDoes() {
        assertThat(Payload.place(view, 3L * Payload.MIB - 10, 100)).isEqualTo(10);
        assertThat(Payload.place(view, 3L * Payload.MIB, 100)).isEqualTo(100);
        assertThat(Payload.place(view, 0, 5L * Payload.MIB)).isEqualTo(Payload.MIB);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Payload.MIB - 1, Payload.MIB, 2 * Payload.MIB + 7})
    void theDigestIsThatOfTheBytesThatAreSent(int size) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long offset = 0; offset < size; ) {
            offset += Payload.place(view, offset, size - offset);
            digest.update(view);
        }

        assertThat(Payload.digest(DigestAlgorithm.SHA_256, 0, size)).isEqualTo(digest.digest());
    }
}

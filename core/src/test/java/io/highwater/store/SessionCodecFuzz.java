package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadSession;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SessionCodecFuzz {

    private static final Envelope ENVELOPE = new Envelope(0x4857_5345_5353_0001L);

    static Stream<byte[]> payloads() {
        return Mutants.of(LongStream.range(0, 30)
                .mapToObj(seed -> SessionCodec.encode(new RandomStates(seed).session()))
                .map(bytes -> ENVELOPE.open(ByteBuffer.wrap(bytes)).orElseThrow())
                .toList());
    }

    /** With a checksum that holds, so that what is behind it is tried, too. */
    @MethodSource("payloads")
    @FuzzTest(maxDuration = "15s")
    void any_payload_is_a_state_that_comes_back_or_damage(byte @NotNull [] payload) {
        decoded(payload).ifPresent(SessionCodecFuzz::assertSound);
        decoded(ENVELOPE.seal(payload)).ifPresent(SessionCodecFuzz::assertSound);
    }

    private static void assertSound(UploadSession session) {
        assertThat(session.committed()).isBetween(0L, session.length().orElse(Long.MAX_VALUE));
        assertThat(SessionCodec.decode(SessionCodec.encode(session))).isEqualTo(session);
    }

    private static Optional<UploadSession> decoded(byte[] bytes) {
        try {
            return Optional.of(SessionCodec.decode(bytes));
        } catch (UploadException e) {
            assertThat(e.reason()).isEqualTo(Reason.GONE);
            return Optional.empty();
        }
    }
}

package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.session.Creation;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class CreationCodecFuzz {

    private static final Envelope ENVELOPE = new Envelope(0x4857_4D41_4B45_0001L);

    static Stream<byte[]> payloads() {
        return Mutants.of(LongStream.range(0, 30)
                .mapToObj(seed -> CreationCodec.encode(new RandomStates(seed).creation()))
                .map(bytes -> ENVELOPE.open(ByteBuffer.wrap(bytes)).orElseThrow())
                .toList());
    }

    /** With a checksum that holds, so that what is behind it is tried, too. */
    @MethodSource("payloads")
    @FuzzTest(maxDuration = "15s")
    void any_payload_is_a_creation_that_comes_back_or_none(byte @NotNull [] payload) {
        assertThat(CreationCodec.decode(ByteBuffer.wrap(payload)).map(CreationCodec::encode))
                .satisfiesAnyOf(
                        none -> assertThat(none).isEmpty(),
                        whole -> assertThat(whole.orElseThrow()).hasSizeLessThanOrEqualTo(payload.length));
        CreationCodec.decode(ByteBuffer.wrap(ENVELOPE.seal(payload))).ifPresent(creation -> {
            byte[] again = CreationCodec.encode(creation);
            assertThat(again.length).isLessThanOrEqualTo(payload.length + 16);
            assertThat(CreationCodec.decode(ByteBuffer.wrap(again))).contains(creation);
            assertComplete(creation);
        });
    }

    private static void assertComplete(Creation creation) {
        assertThat(creation.id().value()).matches("[A-Za-z0-9][A-Za-z0-9_-]{21,63}");
        assertThat(creation.request().length().orElse(0)).isNotNegative();
    }
}

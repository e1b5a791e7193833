package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionCodecTest {

    private static final long MAGIC = 0x4857_5345_5353_0001L;
    private static final UploadSession SMALL = new UploadSession(
            new Creation(
                    new UploadId("abcdefghijklmnopqrstuvwxyz"), "/u", "al", Instant.EPOCH, NewUpload.ofUnknownLength()),
            UploadStatus.COMPLETE,
            1000,
            OptionalLong.of(1000),
            0xCAFEBABE,
            Instant.ofEpochSecond(7, 9));

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static void assertDamaged(byte[] bytes) {
        assertThatThrownBy(() -> SessionCodec.decode(bytes))
                .isInstanceOfSatisfying(
                        UploadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.GONE));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void any_state_comes_back_as_it_was(long seed) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < 200; i++) {
            UploadSession session = states.session();
            assertThat(SessionCodec.decode(SessionCodec.encode(session))).isEqualTo(session);
        }
    }

    @Test
    void a_state_is_these_bytes() {
        byte[] creation = CreationCodec.encode(SMALL.creation());

        assertThat(HexFormat.of().formatHex(SessionCodec.encode(SMALL)))
                .isEqualTo("4857534553530001" + String.format("%08x", 33 + creation.length) // header
                        + "01" + "00000000000003e8" + "00000000000003e8" + "cafebabe"
                        + "0000000000000007" + "00000009"
                        + HexFormat.of().formatHex(creation) + "6f95fc18");
    }

    @Test
    void a_flipped_bit_anywhere_is_damage() {
        byte[] state = SessionCodec.encode(SMALL);
        for (int bit = 0; bit < 8 * state.length; bit++) {
            state[bit / 8] ^= (byte) (1 << bit % 8);
            assertDamaged(state);
            state[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(SessionCodec.decode(state)).isEqualTo(SMALL);
    }

    @Test
    void a_state_cut_anywhere_is_damage() {
        byte[] state = SessionCodec.encode(SMALL);
        for (int size = 0; size < state.length; size++) {
            assertDamaged(Arrays.copyOf(state, size));
        }
    }

    @Test
    void what_stands_behind_a_state_does_not_matter() {
        byte[] state = SessionCodec.encode(SMALL);

        assertThat(SessionCodec.decode(Arrays.copyOf(state, 4096))).isEqualTo(SMALL);
    }

    @Test
    void another_version_or_a_foreign_file_is_not_guessed_at() {
        byte[] state = SessionCodec.encode(SMALL);
        byte[] payload = new Envelope(MAGIC).open(ByteBuffer.wrap(state)).orElseThrow();

        assertDamaged(new Envelope(MAGIC + 1).seal(payload));
        assertDamaged(CreationCodec.encode(SMALL.creation()));
        assertDamaged("once upon a time ".repeat(100).getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_state_that_its_writer_got_wrong_is_damage_or_another_state_and_never_another_failure(long seed) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < 500; i++) {
            byte[] state = SessionCodec.encode(states.session());
            byte[] payload = new Envelope(MAGIC).open(ByteBuffer.wrap(state)).orElseThrow();
            payload[states.below(45 - 12)] = (byte) states.below(256);
            byte[] wrong = new Envelope(MAGIC).seal(Arrays.copyOf(payload, payload.length - states.below(2)));
            decoded(wrong)
                    .ifPresent(session -> assertThat(SessionCodec.decode(SessionCodec.encode(session)))
                            .isEqualTo(session));
        }
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

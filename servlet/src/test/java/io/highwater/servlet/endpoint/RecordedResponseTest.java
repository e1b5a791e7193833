package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.servlet.endpoint.RecordedResponse.Body;
import io.highwater.servlet.endpoint.RecordedResponse.Content;
import io.highwater.servlet.endpoint.RecordedResponse.ErrorPage;
import io.highwater.servlet.endpoint.RecordedResponse.Unkept;
import io.highwater.store.Crc32c;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedResponseTest {

    private static final RecordedResponse SMALL =
            new RecordedResponse(201, Map.of("A", List.of("b")), "t", new Body(new byte[] {1, 2}));

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static RecordedResponse any(Random random) {
        RandomTexts texts = new RandomTexts(random);
        byte[] body = new byte[random.nextInt(300)];
        random.nextBytes(body);
        Content content = switch (random.nextInt(4)) {
            case 0 -> new Unkept();
            case 1 -> new ErrorPage(random.nextBoolean() ? null : texts.text());
            default -> new Body(body);
        };
        return new RecordedResponse(
                100 + random.nextInt(900), texts.fields(), random.nextBoolean() ? null : texts.text(), content);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyResponseComesBackAsItWas(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            RecordedResponse response = any(random);
            assertThat(RecordedResponse.fromBytes(response.toBytes())).isEqualTo(response);
        }
    }

    @Test
    void aResponseIsTheseBytes() {
        assertThat(HexFormat.of().formatHex(SMALL.toBytes()))
                .isEqualTo("4857524553500001" + "00c9" // 201
                        + "00000001" + "000000010041" + "00000001" + "000000010062" // A: b
                        + "000000010074" // t
                        + "00" + "00000002" + "0102" + "386b2162");
    }

    @Test
    void aFlippedBitAnywhereIsDamage() {
        byte[] bytes = SMALL.toBytes();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertDamaged(bytes);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void bytesCutAnywhereAreDamaged() {
        byte[] bytes = SMALL.toBytes();
        for (int size = 0; size < bytes.length; size++) {
            assertDamaged(Arrays.copyOf(bytes, size));
        }
        assertDamaged(Arrays.copyOf(bytes, bytes.length + 1));
        assertDamaged("once upon a time".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bytesThatTheirWriterGotWrongAreDamagedOrAnotherResponseAndNeverAnotherFailure(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = any(random).toBytes();
            bytes[8 + random.nextInt(bytes.length - 12)] = (byte) random.nextInt(256);
            ByteBuffer all = ByteBuffer.wrap(bytes);
            all.putInt(bytes.length - 4, Crc32c.of(all.slice(0, bytes.length - 4)));
            try {
                RecordedResponse other = RecordedResponse.fromBytes(bytes);
                assertThat(RecordedResponse.fromBytes(other.toBytes())).isEqualTo(other);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageMatching("n.*");
            }
        }
    }

    private static void assertDamaged(byte[] bytes) {
        assertThatThrownBy(() -> RecordedResponse.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
}

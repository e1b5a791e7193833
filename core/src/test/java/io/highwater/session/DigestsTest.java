package io.highwater.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link DigestAlgorithm}, {@link Digester} and {@link ContentDigest}. */
class DigestsTest {

    private static byte[] digest(DigestAlgorithm algorithm, byte[] bytes) {
        Digester digester = algorithm.newDigester();
        digester.update(ByteBuffer.wrap(bytes));
        return digester.digest();
    }

    @ParameterizedTest
    @CsvSource({
        "SHA_256,abc,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA_512,abc,ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "MD5,abc,900150983cd24fb0d6963f7d28e17f72",
        "SHA,abc,a9993e364706816aba3e25717850c26c9cd0d89d",
        "SHA_256,123456789,15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "SHA_512,123456789,d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
                + "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85",
        "MD5,123456789,25f9e794323b453885f5181f1b624d0b",
        "SHA,123456789,f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "CRC32,123456789,cbf43926",
        "CRC32C,123456789,e3069283"
    })
    void the_published_test_vectors_hold(DigestAlgorithm algorithm, String text, String expected) {
        assertThat(HexFormat.of().formatHex(digest(algorithm, text.getBytes(US_ASCII))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "SHA_256,e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "MD5,d41d8cd98f00b204e9800998ecf8427e",
        "SHA,da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "CRC32C,00000000"
    })
    void nothing_has_a_digest_too(DigestAlgorithm algorithm, String expected) {
        assertThat(HexFormat.of().formatHex(algorithm.newDigester().digest())).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void pieces_have_the_digest_of_the_whole(DigestAlgorithm algorithm) {
        long seed = 7;
        Random random = new Random(seed);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        Digester digester = algorithm.newDigester();
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(random.nextInt(5000), bytes.length - at);
            ByteBuffer heap = ByteBuffer.wrap(bytes, at, size);
            ByteBuffer piece = random.nextBoolean()
                    ? heap
                    : ByteBuffer.allocateDirect(size).put(heap).flip();
            digester.update(piece);
            assertThat(piece.hasRemaining()).isFalse();
            at += size;
        }
        assertThat(digester.digest()).as("seed %s", seed).isEqualTo(digest(algorithm, bytes));
    }

    @ParameterizedTest
    @EnumSource
    void a_digest_has_the_size_of_its_algorithm(DigestAlgorithm algorithm) {
        assertThat(algorithm.newDigester().digest()).hasSize(algorithm.size());
    }

    @ParameterizedTest
    @EnumSource
    void an_algorithm_is_found_by_its_name(DigestAlgorithm algorithm) {
        assertThat(DigestAlgorithm.ofKey(algorithm.key())).contains(algorithm);
        assertThat(DigestAlgorithm.ofKey(algorithm.name())).isEmpty();
        assertThat(algorithm.key()).isLowerCase();
    }

    @Test
    void all_but_crc32_are_registered_for_http() {
        assertThat(Arrays.stream(DigestAlgorithm.values()).filter(a -> !a.isRegistered()))
                .containsExactly(DigestAlgorithm.CRC32);
    }

    @Test
    void an_unknown_name_is_no_algorithm() {
        assertThat(DigestAlgorithm.ofKey("sha-3")).isEmpty();
        assertThat(DigestAlgorithm.ofKey("SHA-256")).isEmpty();
        assertThat(DigestAlgorithm.ofKey("")).isEmpty();
    }

    @Test
    void a_digester_that_java_lacks_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Digester.of("ROT-13"))
                .withMessageContaining("ROT-13");
    }

    @ParameterizedTest
    @EnumSource
    void a_content_digest_matches_its_value_and_no_other(DigestAlgorithm algorithm) {
        byte[] value = digest(algorithm, new byte[10]);
        ContentDigest digest = new ContentDigest(algorithm, value);

        assertThat(digest.matches(value)).isTrue();
        for (int i = 0; i < value.length; i++) {
            byte[] other = value.clone();
            other[i] ^= 1;
            assertThat(digest.matches(other)).isFalse();
        }
        assertThat(digest.matches(Arrays.copyOf(value, value.length - 1))).isFalse();
        assertThat(digest.matches(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_content_digest_of_the_wrong_size_is_refused(DigestAlgorithm algorithm) {
        for (int size : new int[] {0, algorithm.size() - 1, algorithm.size() + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ContentDigest(algorithm, new byte[size]))
                    .withMessageContaining(algorithm.key());
        }
    }

    @Test
    void a_content_digest_keeps_its_value_to_itself() {
        byte[] value = {1, 2, 3, 4};
        ContentDigest digest = new ContentDigest(DigestAlgorithm.CRC32C, value);

        value[0] = 9;
        digest.value()[1] = 9;

        assertThat(digest.value()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void content_digests_are_equal_when_algorithm_and_value_are() {
        ContentDigest digest = new ContentDigest(DigestAlgorithm.CRC32C, new byte[] {1, 2, 3, 4});

        assertThat(digest)
                .isEqualTo(new ContentDigest(DigestAlgorithm.CRC32C, new byte[] {1, 2, 3, 4}))
                .hasSameHashCodeAs(new ContentDigest(DigestAlgorithm.CRC32C, new byte[] {1, 2, 3, 4}))
                .isNotEqualTo(new ContentDigest(DigestAlgorithm.CRC32C, new byte[] {1, 2, 3, 5}))
                .isNotEqualTo(new ContentDigest(DigestAlgorithm.MD5, new byte[16]))
                .hasToString("crc32c=01020304");
    }
}

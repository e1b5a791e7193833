package io.highwater.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DigestAlgorithmTest {

    /** The check values of the CRC catalogues, and what other tools say of the same nine bytes. */
    @ParameterizedTest
    @CsvSource({
        "CRC32,   cbf43926",
        "CRC32C,  e3069283",
        "MD5,     25f9e794323b453885f5181f1b624d0b",
        "SHA,     f7c3bc1d808e04732adf679965ccc34ca7ae3441",
        "SHA_256, 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
        "SHA_512, d9e6762dd1c8eaf6d61b3c6192fc408d4d6d5f1176d0c29169bc24e71c3f274a"
                + "d27fcd5811b313d681f7e55ec02d73d499c95455b6b5bb503acf574fba8ffe85"
    })
    void theDigestOf123456789IsKnown(DigestAlgorithm algorithm, String hex) {
        Digester digester = algorithm.newDigester();
        digester.update(ByteBuffer.wrap("12345".getBytes(US_ASCII)));
        digester.update(ByteBuffer.wrap("6789".getBytes(US_ASCII)));
        byte[] digest = digester.digest();
        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(hex);
        assertThat(new ContentDigest(algorithm, digest).matches(digest)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void everyAlgorithmIsFoundByItsName(DigestAlgorithm algorithm) {
        assertThat(DigestAlgorithm.ofKey(algorithm.key())).contains(algorithm);
        assertThat(DigestAlgorithm.ofKey(algorithm.name())).isEmpty();
    }

    @Test
    void allButCrc32AreRegisteredForHttp() {
        assertThat(Arrays.stream(DigestAlgorithm.values()).filter(a -> !a.isRegistered()))
                .containsExactly(DigestAlgorithm.CRC32);
    }
}

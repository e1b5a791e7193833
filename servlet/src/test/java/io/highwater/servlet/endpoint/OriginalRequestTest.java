package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalRequestTest {

    private static final OriginalRequest SMALL = new OriginalRequest(
            "POST", "/a%20b", null, Map.of("X-A", List.of("1", "\"2\""), "content-digest", List.of("sha-256=:AA==:")));
    private static final String TEXT = "{\"v\":1,\"method\":\"POST\",\"uri\":\"/a%20b\",\"query\":null,"
            + "\"fields\":{\"content-digest\":[\"sha-256=:AA==:\"],\"X-A\":[\"1\",\"\\\"2\\\"\"]}}";

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyRequestComesBackAsItWas(long seed) {
        RandomTexts random = new RandomTexts(new Random(seed));
        for (int i = 0; i < 200; i++) {
            String query = i % 2 == 0 ? null : random.text();
            OriginalRequest request = new OriginalRequest(random.text(), random.text(), query, random.fields());
            assertThat(OriginalRequest.parse(request.toText())).isEqualTo(request);
        }
    }

    @Test
    void aRequestIsThisText() {
        assertThat(SMALL.toText()).isEqualTo(TEXT);
    }

    @Test
    void aTextCutAnywhereIsDamaged() {
        for (int size = 0; size < TEXT.length(); size++) {
            assertDamaged(TEXT.substring(0, size));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "{\"v\":2}",
                "{\"v\":1,\"uri\":\"/\",\"method\":\"POST\",\"query\":null,\"fields\":{}}",
                "{\"v\":1,\"method\":7,\"uri\":\"/\",\"query\":null,\"fields\":{}}",
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,\"fields\":{}} {}",
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,\"fields\":{},\"more\":1}",
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,\"fields\":{\"A\":[]}}",
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,\"fields\":{\"A\":[1]}}",
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,\"fields\":{\"A\":[\"1\"],\"a\":[\"2\"]}}",
                "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,\"fields\":{\"Upload-Offset\":[\"1\"]}}"
            })
    void anotherTextIsNotGuessedAt(String text) {
        assertDamaged(text);
    }

    @Test
    void aFieldThatIsACredentialByNowIsNotTakenFromAnOlderText() {
        String text = "{\"v\":1,\"method\":\"POST\",\"uri\":\"/\",\"query\":null,"
                + "\"fields\":{\"Cookie\":[\"1\"],\"X-Other\":[\"2\"]}}";
        assertThat(OriginalRequest.parse(text).fields()).containsOnlyKeys("X-Other");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTextWithAnotherCharIsDamagedOrAnotherRequestAndNeverAnotherFailure(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder(TEXT);
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x100));
            try {
                OriginalRequest other = OriginalRequest.parse(text.toString());
                assertThat(OriginalRequest.parse(other.toText())).isEqualTo(other);
            } catch (IllegalArgumentException e) {
                assertThat(e).isNotInstanceOf(NumberFormatException.class);
            }
        }
    }

    @Test
    void theDigestOfTheFirstBodyIsNoneOfTheWhole() {
        assertThat(SMALL.ofSeveralBodies().fields()).containsOnlyKeys("X-A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization", "PROXY-authorization", "cookie", "Upload-Complete", "upload-anything",
                "Content-Length", "Transfer-Encoding", "Expect", "Trailer", "TE"
            })
    void someFieldsAreNeverRemembered(String name) {
        assertThatThrownBy(() -> new OriginalRequest("POST", "/", null, Map.of(name, List.of("x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    private static void assertDamaged(String text) {
        assertThatThrownBy(() -> OriginalRequest.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}

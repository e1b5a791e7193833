package io.highwater.servlet.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.servlet.endpoint.RecordedResponse.Body;
import io.highwater.servlet.endpoint.RecordedResponse.Content;
import io.highwater.servlet.endpoint.RecordedResponse.ErrorPage;
import io.highwater.servlet.endpoint.RecordedResponse.Unkept;
import io.highwater.store.Crc32c;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedResponseFuzz {

    /** Recorded responses without their checksums. */
    static Stream<byte[]> payloads() {
        return Mutants.of(Stream.<Content>of(
                        new Body(new byte[] {1, 2}), new ErrorPage("no"), new ErrorPage(null), new Unkept())
                .map(content -> new RecordedResponse(201, Map.of("A", List.of("b", "c")), "text/plain", content))
                .map(RecordedResponse::toBytes)
                .map(bytes -> Arrays.copyOf(bytes, bytes.length - Integer.BYTES))
                .toList());
    }

    @MethodSource("payloads")
    @FuzzTest(maxDuration = "10s")
    void any_bytes_are_a_response_that_comes_back_or_damaged(byte @NotNull [] payload) {
        assertSound(payload);
        ByteBuffer sealed = ByteBuffer.allocate(payload.length + Integer.BYTES).put(payload);
        assertSound(sealed.putInt(Crc32c.of(ByteBuffer.wrap(payload))).array());
    }

    private static void assertSound(byte[] bytes) {
        RecordedResponse response;
        try {
            response = RecordedResponse.fromBytes(bytes);
        } catch (IllegalArgumentException e) {
            assertThat(e.getClass()).isEqualTo(IllegalArgumentException.class);
            return;
        }
        assertThat(response.status()).isBetween(100, 999);
        assertThat(response.toBytes()).hasSizeLessThanOrEqualTo(bytes.length);
        assertThat(RecordedResponse.fromBytes(response.toBytes())).isEqualTo(response);
    }
}

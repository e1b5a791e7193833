package io.highwater.servlet.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.servlet.protocol.ietf.IetfCodec;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class IetfRequestFuzz {

    static Stream<String> requests() {
        return CodecCheck.requests();
    }

    @MethodSource("requests")
    @FuzzTest(maxDuration = "14s")
    void any_request_is_another_protocols_or_answered_in_good_form(@NotNull String request) {
        ProtocolCodec codec = new IetfCodec(CodecCheck.SETTINGS, () -> CodecCheck.NOW);
        new CodecCheck(codec, FuzzedRequest.of(request)).all();
    }
}

package io.highwater.servlet.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.session.DigestAlgorithm;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestFieldsTest {

    @Test
    void anAlgorithmThatIsNotRegisteredForHttpIsUnknown() throws Exception {
        Fields alone = Fields.NONE.with("Content-Digest", "crc32=:y/Q5Jg==:");
        assertThatThrownBy(() -> DigestFields.parse(alone, "Content-Digest")).isInstanceOf(MalformedException.class);
        Fields beside = Fields.NONE.with("Content-Digest", "crc32=:y/Q5Jg==:, crc32c=:4waSgw==:");
        assertThat(DigestFields.parse(beside, "Content-Digest"))
                .extracting(digest -> digest.algorithm())
                .containsExactly(DigestAlgorithm.CRC32C);
        assertThat(DigestFields.wanted(List.of("crc32=9, md5=1"))).contains(DigestAlgorithm.MD5);
    }
}

package io.highwater.servlet.protocol.tus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.ContentDigest;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.UploadLimits;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class UploadChecksumFuzz {

    private static final ProtocolSettings SETTINGS =
            new ProtocolSettings(new UploadLimits(1000, 0, 100, 2, 50, null), true, true, null);

    static Stream<String> fields() {
        return Mutants.ofTexts(
                "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=",
                "md5 1B2M2Y8AsgTpgAmY7PhCfg==",
                "crc32 AAAAAA==",
                "crc32c AAAAAA==",
                "sha256 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @MethodSource("fields")
    @FuzzTest(maxDuration = "3s")
    void any_field_is_one_digest_or_cannot_be_checked(@NotNull String field) {
        Fields fields = with(field);
        ExpectedDigests before = UploadChecksum.ofBody(head(fields), SETTINGS);
        ExpectedDigests behind =
                UploadChecksum.behindBody(head(Fields.NONE.with("Trailer", "Upload-Checksum")), fields);
        assertThat(behind).isEqualTo(before);
        for (ContentDigest digest : before.digests()) {
            String value = Base64.getEncoder().encodeToString(digest.value());
            assertThat(digest.value()).hasSize(digest.algorithm().size());
            assertThat(UploadChecksum.ofBody(head(with(field.split(" ")[0] + " " + value)), SETTINGS))
                    .isEqualTo(before);
        }
        assertThat(before.digests()).hasSize(before instanceof ExpectedDigests.Invalid ? 0 : 1);
    }

    private static Fields with(String checksum) {
        return Fields.NONE.with("Upload-Checksum", checksum);
    }

    private static RequestHead head(Fields fields) {
        return new RequestHead(
                "PATCH", new RequestHead.Target("/up", "", null), fields, OptionalLong.empty(), "HTTP/1.1");
    }
}

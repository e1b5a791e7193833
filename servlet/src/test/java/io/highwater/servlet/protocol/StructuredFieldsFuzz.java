package io.highwater.servlet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.highwater.fuzz.Mutants;
import io.highwater.session.ContentDigest;
import io.highwater.session.ExpectedDigests;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class StructuredFieldsFuzz {

    static Stream<String> lines() {
        return Mutants.ofTexts(
                "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:, md5=:1B2M2Y8AsgTpgAmY7PhCfg==:;q",
                "sha-512=10, crc32c=3;a=\"b\", unixsum",
                "?1;a=1.5",
                "-999999999999999",
                "(\"a\" b;c);d, *x=@1659578233, %\"f%c3%bc\"",
                "5, 5");
    }

    @MethodSource("lines")
    @FuzzTest(maxDuration = "60s")
    void any_line_is_an_item_digests_a_wish_or_nothing(@NotNull String line) throws MalformedException {
        Fields fields = Fields.NONE.with("F", line.split("\n", -1));
        StructuredItem.bool(fields, "f").ifPresent(value -> assertThat(line).contains(value ? "?1" : "?0"));
        StructuredItem.integer(fields, "f")
                .ifPresent(value -> assertThat(Math.abs(value)).isLessThan(1_000_000_000_000_000L));
        DigestFields.wanted(fields.lines("F"))
                .ifPresent(wanted -> assertThat(line).contains(wanted.key()));
        ExpectedDigests expected = DigestFields.expected(fields, "F");
        if (expected instanceof ExpectedDigests.Invalid invalid) {
            assertThat(invalid.detail()).startsWith("F");
            return;
        }
        List<ContentDigest> digests = expected.digests();
        assertThat(digests)
                .isNotEmpty()
                .allMatch(digest -> digest.value().length == digest.algorithm().size());
        Fields again = Fields.NONE.with("F", DigestFields.serialize(digests));
        assertThat(DigestFields.parse(again, "F")).isEqualTo(digests);
    }
}

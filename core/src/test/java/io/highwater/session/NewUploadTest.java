package io.highwater.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewUploadTest {

    private static final ContentDigest DIGEST = new ContentDigest(DigestAlgorithm.CRC32C, new byte[4]);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1L << 33, 999_999_999_999_999L})
    void a_length_in_range_is_taken(long length) {
        assertThat(NewUpload.ofLength(length).length()).isEqualTo(OptionalLong.of(length));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1_000_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void a_length_out_of_range_is_refused(long length) {
        assertThatIllegalArgumentException().isThrownBy(() -> NewUpload.ofLength(length));
    }

    @Test
    void an_unknown_length_is_not_zero() {
        assertThat(NewUpload.ofUnknownLength().length()).isEmpty();
        assertThat(NewUpload.ofUnknownLength()).isNotEqualTo(NewUpload.ofLength(0));
    }

    @Test
    void each_part_can_be_replaced_and_the_others_stay() {
        NewUpload all = NewUpload.ofLength(5)
                .withMetadata(Map.of("m", "1"))
                .withAttributes(Map.of("a", "2"))
                .withDigests(List.of(DIGEST));

        assertThat(all.length()).isEqualTo(OptionalLong.of(5));
        assertThat(all.metadata()).isEqualTo(Map.of("m", "1"));
        assertThat(all.attributes()).isEqualTo(Map.of("a", "2"));
        assertThat(all.digests()).containsExactly(DIGEST);
    }

    @Test
    void what_it_was_made_of_can_change_and_it_does_not() {
        Map<String, String> metadata = new HashMap<>(Map.of("k", "v"));
        Map<String, String> attributes = new HashMap<>(Map.of("k", "v"));
        List<ContentDigest> digests = new ArrayList<>(List.of(DIGEST));
        NewUpload upload = new NewUpload(OptionalLong.empty(), metadata, attributes, digests);

        metadata.clear();
        attributes.clear();
        digests.clear();

        assertThat(upload.metadata()).hasSize(1);
        assertThat(upload.attributes()).hasSize(1);
        assertThat(upload.digests()).hasSize(1);
    }

    @Test
    void its_parts_cannot_be_changed() {
        NewUpload upload = NewUpload.ofUnknownLength();

        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> upload.metadata().put("k", "v"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> upload.attributes().put("k", "v"));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> upload.digests().add(DIGEST));
    }
}

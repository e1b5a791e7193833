package io.highwater.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.highwater.session.Composition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CompositionTest {

    private static final UploadId ID = UploadId.random();
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @Test
    void only_a_joined_upload_has_parts() {
        assertThat(Composition.of(List.of(ID, ID)).parts()).containsExactly(ID, ID);
        assertThatIllegalArgumentException().isThrownBy(() -> Composition.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Composition(Kind.PART, List.of(ID)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Composition(Kind.WHOLE, List.of(ID)));
    }

    @Test
    void the_list_of_parts_is_a_copy() {
        List<UploadId> parts = new ArrayList<>(List.of(ID));
        Composition composition = Composition.of(parts);

        parts.clear();

        assertThat(composition.parts()).containsExactly(ID);
    }

    @Test
    void an_upload_stands_for_itself_unless_it_says_otherwise() {
        assertThat(NewUpload.ofLength(3).composition()).isEqualTo(Composition.WHOLE);
        assertThat(NewUpload.ofUnknownLength()
                        .withComposition(Composition.PART)
                        .composition()
                        .isPart())
                .isTrue();
    }

    @Test
    void what_an_upload_is_made_of_stays_when_other_facts_are_set() {
        NewUpload part = NewUpload.ofUnknownLength()
                .withComposition(Composition.PART)
                .withMetadata(Map.of("a", "b"))
                .withAttributes(Map.of("c", "d"))
                .withDigests(List.of())
                .withLength(OptionalLong.of(4));

        assertThat(part.composition()).isEqualTo(Composition.PART);
        assertThat(part.length()).hasValue(4);
        assertThat(part.metadata()).containsEntry("a", "b");
    }

    @Test
    void a_joined_upload_has_no_digests_of_its_own() {
        ContentDigest digest = new ContentDigest(DigestAlgorithm.CRC32C, new byte[4]);
        NewUpload joined = NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(ID)));

        assertThatIllegalArgumentException().isThrownBy(() -> joined.withDigests(List.of(digest)));
    }

    @Test
    void parts_expire_when_they_are_complete_too_and_who_waits_for_them_does_not() {
        Duration age = UploadLimits.defaults().expireAfter().orElseThrow();

        assertThat(expiry(Composition.WHOLE, UploadStatus.OPEN)).contains(NOW.plus(age));
        assertThat(expiry(Composition.WHOLE, UploadStatus.COMPLETE)).isEmpty();
        assertThat(expiry(Composition.PART, UploadStatus.OPEN)).contains(NOW.plus(age));
        assertThat(expiry(Composition.PART, UploadStatus.COMPLETE)).contains(NOW.plus(age));
        assertThat(expiry(Composition.of(List.of(ID)), UploadStatus.OPEN)).isEmpty();
        assertThat(expiry(Composition.of(List.of(ID)), UploadStatus.COMPLETE)).isEmpty();
    }

    private static Optional<Instant> expiry(Composition composition, UploadStatus status) {
        NewUpload request = NewUpload.ofUnknownLength().withComposition(composition);
        Creation creation = new Creation(ID, "/", null, NOW, request);
        UploadSession session = new UploadSession(creation, status, 0, OptionalLong.empty(), 0, NOW);
        return UploadLimits.defaults().expiresAt(session);
    }
}

package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Composition;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CreationCodecTest {

    private static final UploadId ID = new UploadId("abcdefghijklmnopqrstuvwxyz");
    private static final Creation SMALL = new Creation(
            ID,
            "/u",
            "al",
            Instant.ofEpochSecond(5, 6),
            NewUpload.ofLength(1000).withMetadata(Map.of("k", "v\u20ac")));

    private static final NewUpload JOINED =
            NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(ID, ID)));

    static Stream<Creation> creations() {
        NewUpload full = new NewUpload(
                OptionalLong.empty(),
                Map.of("filename", "\u00e4\ud83d\ude00.txt", "filetype", "text/plain", "", "", "lone", "\ud800"),
                Map.of("Upload-Metadata", "filename d29ybGQ="),
                List.of(
                        new ContentDigest(DigestAlgorithm.SHA_256, new byte[32]),
                        new ContentDigest(DigestAlgorithm.CRC32C, new byte[] {1, 2, 3, 4})));
        return Stream.of(
                SMALL,
                new Creation(ID, "", null, Instant.EPOCH, NewUpload.ofUnknownLength()),
                new Creation(ID, "/a b/\u0000\n", "", Instant.ofEpochSecond(-5, 999_999_999), NewUpload.ofLength(0)),
                new Creation(ID, "/", "o", Instant.EPOCH, NewUpload.ofLength(1).withComposition(Composition.PART)),
                new Creation(ID, "/", "o", Instant.EPOCH, JOINED),
                new Creation(ID, "/x".repeat(5000), "o", Instant.MAX, full));
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(c -> hex.append(String.format("%04x", c)));
        return hex.toString();
    }

    @ParameterizedTest
    @MethodSource("creations")
    void a_creation_comes_back_as_it_was(Creation creation) {
        assertThat(CreationCodec.decode(ByteBuffer.wrap(CreationCodec.encode(creation))))
                .contains(creation);
    }

    @Test
    void a_creation_is_these_bytes() {
        assertThat(HexFormat.of().formatHex(CreationCodec.encode(SMALL)))
                .isEqualTo("48574d414b450001" + "00000078" // header
                        + "00000034" + hex(ID.value()) + "00000004" + hex("/u") + "01" + "00000004" + hex("al")
                        + "0000000000000005" + "00000006" + "00000000000003e8"
                        + "00000001" + "00000002" + hex("k") + "00000004" + hex("v\u20ac")
                        + "00000000" + "00000000" + "00" // attributes, digests, composition
                        + "8742b40f");
    }

    @Test
    void a_creation_names_the_parts_that_it_is_joined_from() {
        Creation creation = new Creation(ID, "", null, Instant.EPOCH, JOINED);

        assertThat(HexFormat.of().formatHex(CreationCodec.encode(creation)))
                .contains("00000000" + "02" + "00000002" + ("00000034" + hex(ID.value())).repeat(2));
    }

    @Test
    void what_stands_behind_a_creation_is_left_alone() {
        byte[] record = CreationCodec.encode(SMALL);
        ByteBuffer page = ByteBuffer.allocate(4096).put(record).rewind();

        assertThat(CreationCodec.decode(page)).contains(SMALL);
        assertThat(page.remaining()).isEqualTo(4096);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noise_in_a_whole_envelope_is_no_creation_and_no_failure(long seed) {
        RandomStates states = new RandomStates(seed);
        for (int i = 0; i < 500; i++) {
            byte[] noise = new Envelope(0x4857_4D41_4B45_0001L).seal(states.bytes(states.below(200)));
            assertThat(CreationCodec.decode(ByteBuffer.wrap(noise))).isEmpty();
        }
    }
}

package io.highwater.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.DigestAlgorithm;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PieceDigestsTest {

    @Test
    void aPieceComesWithTheDigestOfItsOwnBytes() {
        PieceDigests digests = PieceDigests.of(DigestAlgorithm.SHA_256);

        assertThat(digests.field(Payload.MIB + 7L, 100)).isEqualTo(line(7, 100));
        assertThat(digests.field(8, 100)).isEqualTo(line(8, 100)).isNotEqualTo(line(7, 100));
    }

    private static String line(long offset, long length) {
        byte[] digest = Payload.digest(DigestAlgorithm.SHA_256, offset, length);
        return "Content-Digest: sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":\r\n";
    }

    @Test
    void nothingMayBeSaidOfIt() {
        assertThat(PieceDigests.none().field(0, 100)).isEmpty();
    }
}

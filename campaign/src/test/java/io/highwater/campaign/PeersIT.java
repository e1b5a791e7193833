package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.store.file.Mount;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The script of {@link KillIT} and {@link PowerCutIT}, over tus alone and without digests and joins, against other
 * servers. Nothing is asserted of them but that the script was played; the table tells what became of it.
 */
class PeersIT {

    private static final long IMAGE_BYTES = 2L << 30; // sparse

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @TempDir
    Path directory;

    @BeforeEach
    void requireFullCampaign() {
        boolean wanted = Size.isFull() || Boolean.getBoolean("highwater.campaign.peers");
        assumeTrue(wanted, "other servers are downloaded with -Pcampaign or -Dhighwater.campaign.peers=true only");
    }

    @Test
    void our_script_over_tus() throws Exception {
        play(Highwater.program());
    }

    @ParameterizedTest
    @EnumSource
    void the_same_script_is_played_to(Peers peer) throws Exception {
        play(peer.program());
    }

    private void play(Program program) throws Exception {
        Scene killed = new Scene(program, false, ledger.row(program.name() + " over tus: kill -9"));
        int kills = Size.of("peer-kills", 5, 30);
        new Deaths(killed, directory, new Kill()).happen(kills);
        killed.findings().stream().limit(5).forEach(System.out::println);
        assertThat(killed.tally().of(Column.KILLS)).isEqualTo(kills);

        Scene cut = new Scene(program, false, ledger.row(program.name() + " over tus: power cuts on ext4"));
        int cuts = Size.of("peer-cuts", 5, 30);
        try (PowerFailure power = new PowerFailure(Mount.image("ext4", directory.resolve("image"), IMAGE_BYTES))) {
            new Deaths(cut, directory, power).happen(cuts);
        }
        cut.findings().stream().limit(5).forEach(System.out::println);
        assertThat(cut.tally().of(Column.CUTS)).isEqualTo(cuts);
    }
}

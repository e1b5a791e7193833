package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dhighwater.campaign.kills=N} times, {@code -Dhighwater.campaign.seed=S} repeats a campaign. */
class KillIT {

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @TempDir
    Path directory;

    @Test
    void a_killed_server_loses_nothing_that_it_acknowledged() throws Exception {
        Tally tally = ledger.row("kill -9 under load: chunk, tus, IETF, filter, joins");
        Scene scene = new Scene(Highwater.program(), true, tally);
        int kills = Size.of("kills", 10, 1000);

        new Deaths(scene, directory, new Kill()).happen(kills);

        Deaths.requireNothingLost(scene);
        assertThat(tally.of(Column.KILLS)).isEqualTo(kills);
    }
}

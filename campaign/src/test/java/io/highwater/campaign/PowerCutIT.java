package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.store.file.Mount;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dhighwater.campaign.cuts=N} times on each file system. */
class PowerCutIT {

    private static final long IMAGE_BYTES = 2L << 30; // sparse

    @RegisterExtension
    final Ledger ledger = new Ledger();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void a_power_cut_takes_nothing_that_was_acknowledged(String type) throws Exception {
        Tally tally = ledger.row("power cuts on " + type + ": chunk, tus, IETF, filter, joins");
        Scene scene = new Scene(Highwater.program(), true, tally);
        int cuts = Size.of("cuts", 4, 300);

        try (PowerFailure power = new PowerFailure(Mount.image(type, directory.resolve("image"), IMAGE_BYTES))) {
            new Deaths(scene, directory, power).happen(cuts);
        }

        Deaths.requireNothingLost(scene);
        assertThat(tally.of(Column.CUTS)).isEqualTo(cuts);
    }

    /** Else the other tests prove nothing. */
    @Test
    void a_build_that_syncs_only_the_slot_is_caught() throws Exception {
        Tally tally = ledger.row("power cuts on ext4, a build that syncs only the slot: it must lose");
        Scene scene = new Scene(Highwater.forgetful(), true, tally);

        try (PowerFailure power = new PowerFailure(Mount.image("ext4", directory.resolve("image"), IMAGE_BYTES))) {
            new Deaths(scene, directory, power).happen(Size.of("forgetful", 3, 20));
        }

        assertThat(tally.of(Column.LOST)).isPositive();
    }
}

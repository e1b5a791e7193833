package io.highwater.campaign;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.store.file.DiskCampaign;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The store on a disk in memory: all sequences of operations, at every call of the disk. A sample of them is tried by
 * the tests of the store itself, so without {@code -Pcampaign} nothing is tried again here.
 */
class DiskIT {

    @RegisterExtension
    final Ledger ledger = new Ledger();

    private final long seed = Long.getLong("highwater.seed", new Random().nextLong());

    @BeforeAll
    static void inTheCampaignAlone() {
        assumeTrue(Size.isFull(), "tried in small by DiskCampaignTest in core");
    }

    private DiskCampaign campaign() {
        return new DiskCampaign(seed, Size.of("disk-one-in", 1, 1));
    }

    private Tally row(String scenario) {
        return ledger.row(scenario).note("seed", Long.toString(seed));
    }

    private static void count(Tally tally, DiskCampaign campaign) {
        tally.add(Column.ROUNDS, campaign.sequences())
                .add(Column.CUTS, campaign.cuts())
                .add(Column.FAULTS, campaign.faults())
                .add(Column.ACKNOWLEDGED, campaign.acknowledged());
        tally.add(Column.LOST, 0).add(Column.WRONG, 0).add(Column.STUCK, 0);
    }

    @Test
    void nothing_acknowledged_is_lost_wherever_the_power_is_cut() throws IOException {
        Tally tally = row("simulated disk: three operations, cut after every call");
        count(tally, campaign().cut());
    }

    @Test
    void nothing_acknowledged_is_lost_whichever_call_fails() throws IOException {
        Tally tally = row("simulated disk: three operations, every call failing (EIO, ENOSPC, short write)");
        count(tally, campaign().fail());
    }

    @Test
    void a_store_that_syncs_only_its_slots_is_found_out() {
        Tally tally = ledger.row("simulated disk: a store that syncs only its slots");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> new DiskCampaign(1, 10).cutThoughOnlySlotsAreSynced())
                .withMessageContaining("acknowledged");
        tally.note("found out", "yes");
    }
}

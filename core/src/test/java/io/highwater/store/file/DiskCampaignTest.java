package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** Some of the sequences of {@link DiskCampaign}; the campaign tries all. {@code -Dhighwater.seed=N} repeats a run. */
class DiskCampaignTest {

    private static final int ONE_IN = Integer.getInteger("highwater.disk.one-in", 40);

    private final long seed = Long.getLong("highwater.seed", new Random().nextLong());

    @Test
    void nothing_acknowledged_is_lost_wherever_the_power_is_cut(TestReporter reporter) throws IOException {
        reporter.publishEntry("seed", String.valueOf(seed));
        DiskCampaign campaign = new DiskCampaign(seed, ONE_IN).cut();
        assertThat(campaign.cuts()).isGreaterThan(100);
        reporter.publishEntry("cuts", String.valueOf(campaign.cuts()));
    }

    @Test
    void nothing_acknowledged_is_lost_whichever_call_fails(TestReporter reporter) throws IOException {
        reporter.publishEntry("seed", String.valueOf(seed));
        DiskCampaign campaign = new DiskCampaign(seed, ONE_IN).fail();
        assertThat(campaign.faults()).isGreaterThan(100);
        reporter.publishEntry("faults", String.valueOf(campaign.faults()));
    }

    @Test
    void a_store_that_syncs_only_its_slots_is_found_out() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> new DiskCampaign(1, 10).cutThoughOnlySlotsAreSynced())
                .withMessageContaining("acknowledged");
    }
}

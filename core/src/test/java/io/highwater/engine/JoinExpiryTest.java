package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.session.UploadId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JoinExpiryTest extends JoinFixture {

    /** Eight days, with a byte for a part every four, until housekeeping has swept what is as old. */
    private void eightDays(UploadId slow) {
        UploadId witness = create();
        clock.move(Duration.ofDays(4));
        fill(slow, "x");
        clock.move(Duration.ofDays(4));
        fill(slow, "x");
        await().until(() -> isGone(witness));
    }

    @Test
    void complete_parts_that_nobody_needs_expire() {
        UploadId part = part("one ");
        UploadId joined = join(part).id();

        clock.move(Duration.ofDays(8));

        await().until(() -> memory.find(part).isEmpty());
        assertThat(stored(joined)).isEqualTo("one ");
    }

    @Test
    void complete_parts_stay_as_long_as_somebody_waits_for_them() {
        UploadId old = part("old ");
        UploadId slow = part(7);
        UploadId id = join(old, slow).id();
        for (int i = 0; i < 3; i++) {
            eightDays(slow);
        }
        fill(slow, "y");

        await().until(() -> isComplete(id));
        assertThat(stored(id)).isEqualTo("old xxxxxxy");
    }

    @Test
    void an_upload_that_waits_is_gone_with_the_part_that_expires_and_then_all_are() {
        UploadId complete = part("one ");
        UploadId open = part(4);
        UploadId id = join(complete, open).id();

        clock.move(Duration.ofDays(8));

        await().until(() -> isGone(open) && isGone(id));
        await().until(() -> memory.find(complete).isEmpty());
    }

    @Test
    void what_waits_after_a_restart_keeps_its_parts() {
        UploadId complete = part("one ");
        UploadId slow = part(6);
        UploadId id = join(complete, slow).id();
        restart(builder -> {});
        eightDays(slow);
        eightDays(slow);
        restart(builder -> {});

        fill(slow, "yy");

        await().until(() -> isComplete(id));
        assertThat(stored(id)).isEqualTo("one xxxxyy");
    }
}

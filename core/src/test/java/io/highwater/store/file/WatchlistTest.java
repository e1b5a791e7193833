package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.UploadId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of the uploads that will be inactive before long. */
class WatchlistTest {

    private static final Instant HORIZON = Instant.parse("2026-11-23T12:00:00Z");

    private final UploadId id = UploadId.random();

    @Test
    void it_reaches_as_far_as_its_horizon() {
        Watchlist list = new Watchlist(HORIZON, 10);

        assertThat(list.reaches(HORIZON)).isTrue();
        assertThat(list.reaches(HORIZON.plusNanos(1))).isFalse();
    }

    @Test
    void an_upload_that_was_written_to_behind_the_horizon_is_not_watched_any_more() {
        Watchlist list = new Watchlist(HORIZON, 10);
        list.put(id, HORIZON.minusNanos(1));
        assertThat(list.before(HORIZON)).containsExactly(id);

        list.put(id, HORIZON);

        assertThat(list.size()).isZero();
    }

    @Test
    void an_upload_of_unknown_age_is_looked_at_every_time() {
        Watchlist list = new Watchlist(HORIZON, 10);

        list.put(id, Instant.MIN);

        assertThat(list.before(Instant.MIN.plusNanos(1))).containsExactly(id);
        list.remove(id);
        assertThat(list.size()).isZero();
    }

    @Test
    void uploads_of_one_moment_that_are_too_many_are_not_watched_at_all() {
        Watchlist list = new Watchlist(HORIZON, 10);
        Instant same = HORIZON.minusSeconds(1);

        for (int i = 0; i < 100; i++) {
            list.put(UploadId.random(), same);
        }

        assertThat(list.reaches(same)).isTrue();
        assertThat(list.reaches(HORIZON)).isFalse();
        assertThat(list.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void up_to_its_horizon_nothing_is_missing_however_many_there_are(long seed) {
        Random random = new Random(seed);
        Watchlist list = new Watchlist(HORIZON, 100);
        Map<UploadId, Instant> all = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            UploadId upload = UploadId.random();
            Instant since = HORIZON.plusSeconds(random.nextInt(5000) - 4000);
            all.put(upload, since);
            list.put(upload, since);
            assertThat(list.size()).isLessThanOrEqualTo(100);
        }
        for (int second = -4000; second <= 0; second++) {
            Instant moment = HORIZON.plusSeconds(second);
            if (list.reaches(moment)) {
                assertThat(list.before(moment)).containsExactlyInAnyOrderElementsOf(before(all, moment));
            }
        }
        assertThat(list.reaches(HORIZON.minusSeconds(3990))).isTrue();
    }

    private static Set<UploadId> before(Map<UploadId, Instant> all, Instant moment) {
        return all.entrySet().stream()
                .filter(each -> each.getValue().isBefore(moment))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}

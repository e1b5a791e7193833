package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadWriter;
import io.highwater.store.file.CrashDisk.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The looks of housekeeping at what is stored, one after the other, as time goes on. */
class InactiveUploadsTest {

    private static final Duration AGE = Duration.ofDays(7);
    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final Path ROOT = Path.of("store").toAbsolutePath();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-23T12:00:00Z"));
    private final Clock clock = new MovableClock(now);
    private final CrashDisk disk = new CrashDisk();
    private final Map<UploadId, Instant> known = new HashMap<>(); // what may become inactive, and its last commit
    private FileUploadStore store;

    @BeforeEach
    void open() throws IOException {
        store = FileUploadStore.open(
                ROOT, new Means(FileStoreOptions.defaults().withClock(clock).withMinFreeSpace(0), disk, () -> 0));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private UploadId create() throws IOException {
        UploadId id = UploadId.random();
        store.create(new Creation(id, "/", null, clock.instant(), NewUpload.ofUnknownLength()));
        known.put(id, clock.instant());
        return id;
    }

    private void append(UploadId id, Commit commit) throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(ByteBuffer.wrap(new byte[10]));
            writer.commit(commit);
        }
        if (commit.completes()) {
            known.remove(id);
        } else {
            known.put(id, clock.instant());
        }
    }

    private List<UploadSession> inactive() throws IOException {
        try (Stream<UploadSession> inactive =
                store.inactiveSince(clock.instant().minus(AGE))) {
            return inactive.toList();
        }
    }

    private Set<UploadId> expected() {
        Instant cutoff = clock.instant().minus(AGE);
        return known.entrySet().stream()
                .filter(each -> each.getValue().isBefore(cutoff))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** As the engine does: what is open is given up, what is gone is deleted. */
    private void expire(UploadSession upload) throws IOException {
        if (upload.isGone()) {
            store.delete(upload.id());
            known.remove(upload.id());
        } else {
            store.retire(upload.id());
            known.put(upload.id(), clock.instant());
        }
    }

    private int callsOfALook() throws IOException {
        disk.trouble(Trouble.NONE, Integer.MAX_VALUE, false); // counts from now
        assertThat(inactive()).isEmpty();
        return disk.calls();
    }

    @Test
    void a_look_costs_no_more_when_more_is_stored() throws IOException {
        create();
        inactive();
        int few = callsOfALook();
        for (int i = 0; i < 1000; i++) {
            create();
        }
        inactive();

        assertThat(callsOfALook()).isEqualTo(few);
        pass(ROUND);
        assertThat(callsOfALook()).isEqualTo(few);
    }

    @Test
    void a_look_reads_the_states_of_what_is_due_and_of_nothing_else() throws IOException {
        UploadId old = create();
        pass(Duration.ofDays(1));
        for (int i = 0; i < 1000; i++) {
            create();
        }
        pass(AGE.minusDays(1));
        int nothingDue = callsOfALook();
        pass(ROUND);
        assertThat(nothingDue).as("the first look is a walk").isGreaterThan(2000);

        disk.trouble(Trouble.NONE, Integer.MAX_VALUE, false);
        assertThat(inactive()).extracting(UploadSession::id).containsExactly(old);
        assertThat(disk.calls()).isLessThan(20);
    }

    @Test
    void after_a_look_that_failed_anywhere_the_next_one_finds_everything() throws IOException {
        UploadId id = create();
        pass(AGE.plus(ROUND));
        for (int call = 1; call <= 15; call++) {
            disk.trouble(Trouble.IO_ERROR, call, false);
            lookIntoTrouble();
            disk.heal();

            assertThat(inactive())
                    .as("after call %s failed", call)
                    .extracting(UploadSession::id)
                    .containsExactly(id);

            store.close();
            open(); // the next look is a walk again
        }
    }

    private void lookIntoTrouble() {
        try {
            assertThat(inactive()).hasSizeLessThanOrEqualTo(1);
        } catch (IOException | UncheckedIOException | UploadException e) {
            assertThat(e).hasStackTraceContaining("Input/output error");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void every_look_finds_all_that_is_inactive_and_nothing_else(long seed) throws IOException {
        Random random = new Random(seed);
        for (int step = 0; step < 400; step++) {
            pass(Duration.ofMinutes(random.nextInt(random.nextBoolean() ? 5 : 1200)));
            act(random);
            List<UploadSession> found = inactive();
            assertThat(found)
                    .as("step %s", step)
                    .extracting(UploadSession::id)
                    .containsExactlyInAnyOrderElementsOf(expected());
            for (UploadSession upload : found) {
                if (random.nextInt(4) > 0) {
                    expire(upload);
                }
            }
        }
    }

    private void act(Random random) throws IOException {
        create();
        List<UploadId> open = new ArrayList<>();
        for (UploadId id : List.copyOf(known.keySet())) {
            if (store.find(id).orElseThrow().isOpen()) {
                open.add(id);
            }
        }
        UploadId any = open.get(random.nextInt(open.size()));
        switch (random.nextInt(5)) {
            case 0 -> append(any, Commit.complete());
            case 1 -> {
                store.delete(any);
                known.remove(any);
            }
            case 2 -> create();
            default -> append(any, Commit.progress());
        }
    }

    private static final class MovableClock extends Clock {

        private final AtomicReference<Instant> now;

        MovableClock(AtomicReference<Instant> now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.engine.FaultyStore.Moment;
import io.highwater.session.Composition;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.file.FileUploadStore;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** An owner may begin only so much; what was begun goes on. */
@Tag("T14")
class OwnerLimitsTest extends EngineFixture {

    private static final String OF_ALICE = "principal alice";
    private static final Requester BOB = new Requester("bob", "/uploads");

    private final FaultyStore faulty = new FaultyStore(store);

    private void limited(int maxOpen) {
        limited(OwnerLimits.of(OptionalInt.of(maxOpen), OptionalInt.empty()));
    }

    private void limited(OwnerLimits limits) {
        start(faulty, builder -> builder.ownerLimits(limits));
    }

    private int open() {
        return engine.openUploads(OF_ALICE);
    }

    @Test
    void an_owner_has_only_so_many_unfinished_uploads_and_others_do_not_care() {
        limited(2);
        UploadId first = create(3);
        create();
        refused(Reason.QUOTA_EXCEEDED, this::create);
        engine.create(BOB, NewUpload.ofUnknownLength());
        put(first, 0, "abc");
        refused(Reason.QUOTA_EXCEEDED, this::create);
        engine.complete(ALICE, first, ExpectedDigests.none());
        create();
        refused(Reason.QUOTA_EXCEEDED, this::create);
    }

    @Test
    void whatever_ends_an_upload_ends_it_for_its_owner_once() {
        limited(1);
        engine.cancel(ALICE, create());
        assertThat(open()).isZero();
        UploadId complete = create(3);
        patch(complete, 0, "abc", Completion.AT_LENGTH);
        assertThat(open()).isZero();
        UploadId next = create();
        engine.cancel(ALICE, complete);
        assertThat(open()).isEqualTo(1);
        engine.invalidate(ALICE, next);
        assertThat(open()).isZero();
        engine.cancel(ALICE, next);
        UploadId last = create(0);
        assertThat(open()).isEqualTo(1);
        engine.complete(ALICE, last, ExpectedDigests.none());
        assertThat(open()).isZero();
    }

    @Test
    void a_creation_that_fails_does_not_count() {
        limited(1);
        faulty.failAt(1, Moment.BEFORE, () -> new IOException("of the test"));
        refused(Reason.UNAVAILABLE, this::create);
        faulty.repair();
        AppendRequest wrong = with(exact(0, 3, Completion.AT_END), sha256("other"));
        OpenAppend first = engine.create(ALICE, CreateRequest.of(NewUpload.ofUnknownLength()), wrong, NOT_TOLD);
        first.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, first::finish);
        assertThat(open()).isZero();
    }

    @Test
    void a_creation_whose_body_breaks_off_does_not_count_unless_its_client_was_told_of_it() {
        limited(1);
        AppendRequest half = exact(0, 6, Completion.AT_END);
        for (boolean told : new boolean[] {false, true}) {
            OpenAppend first = engine.create(ALICE, CreateRequest.of(NewUpload.ofUnknownLength()), half, NOT_TOLD);
            first.write(bytes("abc"));
            assertThat(open()).isEqualTo(1);
            if (told) {
                first.clientIsTold();
            }
            first.abandon();
            assertThat(open()).isEqualTo(told ? 1 : 0);
        }
    }

    @Test
    void parts_and_what_waits_for_them_count_each_on_their_own() {
        OwnerLimits two = OwnerLimits.of(OptionalInt.of(2), OptionalInt.empty());
        start(new MemoryUploadStore(clock), builder -> builder.ownerLimits(two)); // joins are for one engine alone
        UploadId part = create(NewUpload.ofLength(3).withComposition(Composition.PART));
        UploadId joined = create(NewUpload.ofUnknownLength().withComposition(Composition.of(List.of(part))));
        assertThat(open()).isEqualTo(2);
        patch(part, 0, "abc", Completion.AT_LENGTH);
        await().until(() -> engine.peek(ALICE, joined).isComplete());
        await().until(() -> open() == 0);
    }

    @Test
    void the_body_of_a_request_counts_until_it_is_whole_and_what_came_of_it_does_not() {
        limited(1);
        UploadId body = create(NewUpload.ofLength(3).withComposition(Composition.REQUEST));
        refused(Reason.QUOTA_EXCEEDED, this::create);
        patch(body, 0, "abc", Completion.AT_LENGTH);
        assertThat(open()).isZero();
        try (Handling.Turn turn = (Handling.Turn) engine.handle(ALICE, body)) {
            turn.finish(new byte[1]);
        }
        assertThat(open()).isZero();
        create();
    }

    @Test
    void a_completion_that_fails_but_is_durable_ends_the_upload_for_its_owner() {
        limited(1);
        UploadId upload = create(3);
        put(upload, 0, "abc");
        for (int n = 1; open() == 1; n++) {
            faulty.failAt(n, Moment.AFTER, () -> new IOException("of the test"));
            Throwable failure = catchThrowable(() -> engine.complete(ALICE, upload, ExpectedDigests.none()));
            faulty.repair();
            assertThat(failure).isInstanceOf(UploadException.class);
            assertThat(open()).isEqualTo(state(upload).isComplete() ? 0 : 1);
        }
    }

    @Test
    void after_a_restart_the_uploads_that_are_there_are_counted_again() {
        limited(3);
        UploadId first = create(3);
        create();
        patch(create(3), 0, "abc", Completion.AT_LENGTH);
        start(builder -> builder.ownerLimits(OwnerLimits.of(OptionalInt.of(3), OptionalInt.empty())));
        await().until(() -> open() == 2);
        patch(first, 0, "abc", Completion.AT_LENGTH);
        assertThat(open()).isEqualTo(1);
        create();
        create();
        refused(Reason.QUOTA_EXCEEDED, this::create);
    }

    @Test
    void an_upload_that_is_found_damaged_counts_no_more_whoever_finds_it() {
        Set<UploadId> damaged = ConcurrentHashMap.newKeySet();
        ForwardingStore failing = new ForwardingStore(store) {
            @Override
            <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
                if (damaged.contains(id) && op != Op.CLOSE_WRITER) {
                    throw new UploadException(Reason.GONE, "the upload was damaged");
                }
                return call.run();
            }
        };
        start(failing, builder -> builder.ownerLimits(OwnerLimits.of(OptionalInt.of(1), OptionalInt.empty())));
        List<Consumer<UploadId>> requests = List.of(
                id -> engine.peek(BOB, id),
                id -> engine.inspect(ALICE, id),
                id -> chunk(id, 0),
                id -> engine.complete(ALICE, id, ExpectedDigests.none()),
                id -> engine.cancel(ALICE, id),
                id -> engine.download(ALICE, id));
        for (Consumer<UploadId> request : requests) {
            UploadId upload = create();
            refused(Reason.QUOTA_EXCEEDED, this::create);
            damaged.add(upload);
            refused(Reason.GONE, () -> request.accept(upload));
            refused(Reason.GONE, () -> request.accept(upload));
            assertThat(open()).isZero();
        }
        UploadId written = create();
        OpenAppend append = chunk(written, 0);
        damaged.add(written);
        refused(Reason.GONE, () -> append.write(bytes("abc")));
        refused(Reason.GONE, () -> engine.inspect(ALICE, written));
        create();
        assertThat(open()).isEqualTo(1);
    }

    @Test
    void an_upload_whose_bytes_a_disk_has_lost_counts_until_that_is_found(@TempDir Path directory) throws IOException {
        OwnerLimits one = OwnerLimits.of(OptionalInt.of(1), OptionalInt.empty());
        start(FileUploadStore.open(directory, clock), builder -> builder.ownerLimits(one));
        UploadId upload = create();
        put(upload, 0, "abc");
        engine.close();
        Files.delete(directory.resolve("uploads").resolve(upload + ".data"));

        start(FileUploadStore.open(directory, clock), builder -> builder.ownerLimits(one));
        await().until(() -> open() == 1);
        refused(Reason.GONE, () -> engine.inspect(ALICE, upload));
        create();
        refused(Reason.QUOTA_EXCEEDED, this::create);
    }

    @Test
    void what_is_being_written_to_while_those_before_are_counted_counts_too() {
        limited(1);
        UploadId before = create(3);
        WritersLeftOut leavingOut = new WritersLeftOut(store);
        start(leavingOut, builder -> builder.ownerLimits(OwnerLimits.of(OptionalInt.of(1), OptionalInt.empty())));
        OpenAppend append = open(before, exact(0, 3, Completion.AT_LENGTH));
        leavingOut.asked.countDown();
        await().until(() -> leavingOut.answers.get() > 1); // a round of housekeeping follows the one that counts

        refused(Reason.QUOTA_EXCEEDED, this::create);
        append.write(bytes("abc"));
        append.finish();
        assertThat(open()).isZero();
    }

    /** As a store may: what has a writer is not listed. Nothing is, before {@code asked}. */
    private static final class WritersLeftOut extends ForwardingStore {

        final CountDownLatch asked = new CountDownLatch(1);
        final AtomicInteger answers = new AtomicInteger();
        private final Set<UploadId> written = ConcurrentHashMap.newKeySet();

        WritersLeftOut(UploadStore store) {
            super(store);
        }

        @Override
        <T> T around(Op op, UploadId id, Call<T> call) throws IOException {
            if (op == Op.OPEN_WRITER) {
                written.add(id);
            }
            return call.run();
        }

        @Override
        public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            answers.incrementAndGet();
            return super.inactiveSince(moment).filter(upload -> !written.contains(upload.id()));
        }
    }

    @Test
    void counts_are_right_however_uploads_begin_and_end_while_those_before_are_found(TestReporter reporter) {
        long seed = new Random().nextLong();
        reporter.publishEntry("seed", String.valueOf(seed));
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            OpenUploads counts = new OpenUploads(Integer.MAX_VALUE);
            List<UploadId> listed = ids(random.nextInt(6)); // open when the store was looked at
            List<UploadId> unfound = new ArrayList<>(listed);
            List<UploadId> open = new ArrayList<>(listed);
            for (int step = 0; step < 12; step++) {
                switch (random.nextInt(3)) {
                    case 0 -> {
                        UploadId born = UploadId.random();
                        open.add(born);
                        counts.tryBegin(born, OF_ALICE);
                        if (random.nextBoolean()) {
                            unfound.add(born);
                        }
                    }
                    case 1 -> remove(open, random).ifPresent(id -> counts.ended(id));
                    default -> remove(unfound, random).ifPresent(id -> counts.found(id, OF_ALICE));
                }
            }
            unfound.forEach(id -> counts.found(id, OF_ALICE));
            counts.allFound();
            assertThat(counts.of(OF_ALICE)).as("seed %d, round %d", seed, round).isEqualTo(open.size());
            open.forEach(id -> counts.ended(id));
            assertThat(counts.of(OF_ALICE)).isZero();
        }
    }

    private static List<UploadId> ids(int count) {
        List<UploadId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(UploadId.random());
        }
        return ids;
    }

    private static Optional<UploadId> remove(List<UploadId> ids, Random random) {
        return ids.isEmpty() ? Optional.empty() : Optional.of(ids.remove(random.nextInt(ids.size())));
    }

    @Test
    void an_owner_creates_so_many_a_minute_by_a_clock_that_never_jumps() {
        long[] now = {Long.MAX_VALUE - 5}; // a monotonic clock may overflow
        CreationPace pace = new CreationPace(3, () -> now[0]);
        assertThat(List.of(pace.tryTake("a"), pace.tryTake("a"), pace.tryTake("a")))
                .containsOnly(true);
        assertThat(pace.tryTake("a")).isFalse();
        assertThat(pace.tryTake("b")).isTrue();
        now[0] += 20_000_000_001L;
        assertThat(pace.tryTake("a")).isTrue();
        assertThat(pace.tryTake("a")).isFalse();
        now[0] += 3_600_000_000_000L;
        assertThat(List.of(pace.tryTake("a"), pace.tryTake("a"), pace.tryTake("a")))
                .containsOnly(true);
        assertThat(pace.tryTake("a")).isFalse();
    }

    @Test
    void creations_beyond_the_pace_are_refused_and_do_not_count_as_open() {
        limited(OwnerLimits.of(OptionalInt.of(9), OptionalInt.of(2)));
        create();
        create();
        refused(Reason.QUOTA_EXCEEDED, this::create);
        assertThat(open()).isEqualTo(2);
    }

    @Test
    void who_is_meant_may_be_chosen_and_who_is_nobody_has_no_limit() {
        limited(new OwnerLimits(OptionalInt.of(1), OptionalInt.empty(), who -> Optional.ofNullable(who.address())));
        Requester alice = new Requester("alice", "/uploads", "10.0.0.1", null);
        Requester bob = new Requester("bob", "/uploads", "10.0.0.1", null);
        engine.create(alice, NewUpload.ofUnknownLength());
        refused(Reason.QUOTA_EXCEEDED, () -> engine.create(bob, NewUpload.ofUnknownLength()));
        create();
        create();
    }

    @Test
    void whoever_is_anonymous_is_known_by_address() {
        assertThat(OwnerLimits.principalOrAddress(new Requester("10.0.0.1", "/", "10.0.0.2", null)))
                .contains("principal 10.0.0.1");
        assertThat(OwnerLimits.principalOrAddress(new Requester(null, "/", "10.0.0.1", null)))
                .contains("address 10.0.0.1");
        assertThat(OwnerLimits.principalOrAddress(new Requester(null, "/"))).isEmpty();
    }

    @Test
    void a_million_owners_take_a_bounded_amount_of_memory_and_those_who_are_known_are_held_to_their_limit() {
        OpenUploads counts = new OpenUploads(1);
        counts.allFound();
        for (int i = 0; i < 1_000_000; i++) {
            assertThat(counts.tryBegin(UploadId.random(), "address " + i)).isTrue();
        }
        assertThat(counts.tryBegin(UploadId.random(), "address 0")).isFalse();
        assertThat(counts.owners()).isEqualTo(100_000);
    }

    @Test
    void a_limit_is_at_least_one() {
        assertThatIllegalArgumentException().isThrownBy(() -> OwnerLimits.of(OptionalInt.of(0), OptionalInt.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> OwnerLimits.of(OptionalInt.empty(), OptionalInt.of(0)));
    }

    @Test
    void uploads_that_nobody_was_named_for_are_no_ones() {
        UploadId before = create(); // by the engine without limits
        limited(1);
        await().until(() -> engine.openUploads(OF_ALICE) == 0);
        engine.cancel(ALICE, before);
        create();
        assertThat(open()).isEqualTo(1);
    }

    @Test
    void a_refusal_creates_nothing() throws IOException {
        limited(1);
        create();
        refused(Reason.QUOTA_EXCEEDED, this::create);
        try (var all = memory.inactiveSince(Instant.MAX)) {
            assertThat(all).hasSize(1);
        }
        assertThat(catchReason()).isEqualTo(Reason.QUOTA_EXCEEDED);
        assertThat(engine.activeAppends()).isZero();
    }

    /** Of a creation with a body, whose permit must come back. */
    private Reason catchReason() {
        try {
            engine.create(
                    ALICE,
                    CreateRequest.of(NewUpload.ofUnknownLength()),
                    exact(0, 3, Completion.MORE_TO_COME),
                    NOT_TOLD);
            throw new AssertionError("created");
        } catch (UploadException e) {
            return e.reason();
        }
    }
}

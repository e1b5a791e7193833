package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine beside {@link UploadModel}: the same random requests, the same answers, the same bytes after each of them. */
class EngineModelTest extends EngineFixture {

    private static final int STEPS = 8_000;

    /** A request's body in the engine and in the model, what it still has to send, and what comes behind it. */
    private record Pair(OpenAppend real, UploadModel.Body model, StringBuilder plan, ExpectedDigests trailing) {}

    private Random random = new Random(0);
    private UploadModel model = new UploadModel(OptionalLong.empty());
    private UploadId id = UploadId.random();
    private @Nullable Pair last;
    private final List<Pair> older = new ArrayList<>();
    private final Map<Reason, Integer> refusals = new EnumMap<>(Reason.class);
    private int completed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void engine_and_model_agree_after_each_of_many_random_requests(long seed) {
        agree(seed);
        assertThat(completed).isGreaterThan(50);
        assertThat(refusals)
                .containsKeys(
                        Reason.TAKEN_OVER,
                        Reason.OFFSET_MISMATCH,
                        Reason.ALREADY_COMPLETE,
                        Reason.INCOMPLETE,
                        Reason.LENGTH_CONFLICT,
                        Reason.LENGTH_EXCEEDED,
                        Reason.TOO_LARGE,
                        Reason.DIGEST_MISMATCH,
                        Reason.DIGEST_INVALID);
    }

    @Test
    void they_agree_for_a_seed_that_nobody_has_tried(TestReporter reporter) {
        long seed = new Random().nextLong();
        reporter.publishEntry("seed", String.valueOf(seed));
        agree(seed);
    }

    private void agree(long seed) {
        random = new Random(seed);
        start(builder -> builder.limits(new UploadLimits(UploadModel.MAX_SIZE, 0, UploadModel.MAX_APPEND, 0, 1, null)));
        begin();
        for (int step = 0; step < STEPS; step++) {
            String request = step();
            String when = "seed %d, step %d, after %s".formatted(seed, step, request);
            if (!model.cancelled) {
                compare(when);
            } else {
                assertThat(memory.find(id)).as(when).isEmpty();
                begin();
            }
        }
        older.forEach(EngineModelTest::forget);
        Optional.ofNullable(last).ifPresent(EngineModelTest::forget);
    }

    private void begin() {
        OptionalLong length = random.nextBoolean()
                ? OptionalLong.empty()
                : OptionalLong.of(random.nextInt((int) UploadModel.MAX_SIZE));
        model = new UploadModel(length);
        id = create(new NewUpload(length, Map.of(), Map.of(), List.of()));
    }

    private void compare(String when) {
        UploadSession state = state(id);
        assertThat(stored(id)).as(when).isEqualTo(model.bytes);
        assertThat(state.committed()).as(when).isEqualTo(model.bytes.length());
        assertThat(state.length()).as(when).isEqualTo(model.length);
        assertThat(state.isComplete()).as(when).isEqualTo(model.complete);
    }

    private String step() {
        int die = random.nextInt(100);
        if (die < 30) {
            return open();
        }
        if (die < 85 && last != null) {
            return push(last);
        }
        if (die < 90 && !older.isEmpty()) {
            return push(older.get(random.nextInt(older.size())));
        }
        return command(random.nextInt(12));
    }

    private String command(int die) {
        if (die < 4) {
            model.takeOver();
            return same("inspect", Optional.empty(), () -> engine.inspect(ALICE, id));
        }
        if (die < 8) {
            return same("peek", Optional.empty(), () -> engine.peek(ALICE, id));
        }
        if (die < 10) {
            Optional<Reason> expected = model.complete();
            completed += expected.isEmpty() ? 1 : 0;
            return same("complete", expected, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        }
        boolean tooSoon = !model.complete && random.nextInt(4) > 0;
        if (tooSoon) {
            return "nothing";
        }
        model.cancel();
        return same("cancel", Optional.empty(), () -> engine.cancel(ALICE, id));
    }

    private String open() {
        String plan = text(random.nextInt(30));
        AppendRequest request = request(plan);
        UploadModel.Opened expected = model.open(request, plan);
        List<OpenAppend> opened = new ArrayList<>();
        String what =
                same(request.toString(), Optional.ofNullable(expected.refusal()), () -> opened.add(open(id, request)));
        if (expected.body() != null) {
            ExpectedDigests trailing = ExpectedDigests.of(List.of(sha256(plan)));
            remember(new Pair(opened.get(0), expected.body(), new StringBuilder(plan), trailing));
        }
        return what;
    }

    private void remember(Pair next) {
        if (last != null) {
            older.add(last);
        }
        if (older.size() > 4) {
            forget(older.remove(0));
        }
        last = next;
    }

    /** Every body comes to an end some time. */
    private static void forget(Pair body) {
        body.model.abandon();
        body.real.abandon();
    }

    private AppendRequest request(String plan) {
        boolean exact = random.nextBoolean();
        Completion[] ways = Completion.values();
        return new AppendRequest(
                offset(),
                exact ? OffsetPolicy.EXACT : OffsetPolicy.IDEMPOTENT,
                random.nextInt(3) == 0 ? OptionalLong.empty() : OptionalLong.of(plan.length()),
                declared(),
                digests(plan),
                ways[random.nextInt(ways.length)]);
    }

    private ExpectedDigests digests(String plan) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> ExpectedDigests.of(List.of(sha256(plan)));
            case 2 -> new ExpectedDigests.Announced(List.of());
            case 3 -> new ExpectedDigests.Invalid("unreadable");
            default -> ExpectedDigests.none();
        };
    }

    private long offset() {
        int size = model.bytes.length();
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(size + 8);
            case 1 -> Math.max(0, size - random.nextInt(10));
            case 2 -> size + random.nextInt(10);
            default -> size;
        };
    }

    private OptionalLong declared() {
        return switch (random.nextInt(10)) {
            case 0 -> OptionalLong.of(random.nextInt((int) UploadModel.MAX_SIZE + 9));
            case 1 -> model.length;
            default -> OptionalLong.empty();
        };
    }

    private String push(Pair body) {
        int die = random.nextInt(20);
        if (die == 0) {
            body.model.abandon();
            return same("abandon", Optional.empty(), body.real::abandon);
        }
        if (die == 1 || body.plan.isEmpty()) {
            return finish(body);
        }
        int count = random.nextInt(body.plan.length() + 1);
        String piece = die == 2 ? text(random.nextInt(40)) : body.plan.substring(0, count);
        body.plan.delete(0, die == 2 ? 0 : count);
        Optional<Reason> expected = body.model.write(piece);
        return same("write of " + piece, expected, () -> body.real.write(bytes(piece)));
    }

    private String finish(Pair body) {
        boolean before = model.complete;
        Optional<Reason> expected = body.model.finish();
        completed += model.complete && !before ? 1 : 0;
        return same("finish", expected, () -> body.real.finish(body.trailing));
    }

    private String same(String what, Optional<Reason> expected, Runnable request) {
        Optional<Reason> actual = Optional.empty();
        try {
            request.run();
        } catch (UploadException e) {
            actual = Optional.of(e.reason());
        }
        assertThat(actual).as(what).isEqualTo(expected);
        expected.ifPresent(reason -> refusals.merge(reason, 1, Integer::sum));
        return what;
    }

    private String text(int length) {
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}

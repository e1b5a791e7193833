package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two bodies and a third request, or a round of housekeeping, on one upload, in every order in which their steps can
 * come: the engine answers each step as {@link UploadModel} does. What happens within a step is for
 * {@link EngineStressTest} and {@link HousekeepingStressTest}.
 */
class InterleavingTest extends EngineFixture {

    /** A body of four letters, in two pieces. */
    private enum Kind {
        AT_THE_OFFSET,
        OVERLAPPING,
        CHECKED,
        WRONGLY_CHECKED,
        TO_THE_END,
        BROKEN_OFF
    }

    /** A request of one step, or housekeeping after a time that is longer than an upload may lie. */
    private enum Third {
        NONE,
        ASKING,
        COMPLETING,
        CANCELLING,
        KEEPING_HOUSE
    }

    private static final Duration MAX_AGE = Duration.ofHours(1);

    private static final int STEPS = 4;

    private UploadModel model = new UploadModel(OptionalLong.empty());
    private UploadId id = UploadId.random();

    /** A body on its way, in the engine and in the model; neither if it was refused. */
    private final class Client {
        private final Kind kind;
        private final String text;
        private @Nullable OpenAppend real;
        private UploadModel.@Nullable Body modelled;
        private int step;

        Client(Kind kind, String text) {
            this.kind = kind;
            this.text = text;
        }

        void go() {
            step++;
            if (step == 1) {
                open();
            } else if (real != null && modelled != null) {
                go(real, modelled);
            }
        }

        private void open() {
            AppendRequest request = request();
            UploadModel.Opened opened = model.open(request, kind == Kind.WRONGLY_CHECKED ? text + "!" : text);
            modelled = opened.body();
            same(Optional.ofNullable(opened.refusal()), () -> real = InterleavingTest.this.open(id, request));
        }

        private void go(OpenAppend append, UploadModel.Body body) {
            if (step < STEPS) {
                String piece = text.substring(2 * step - 4, 2 * step - 2);
                same(body.write(piece), () -> append.write(bytes(piece)));
            } else if (kind == Kind.BROKEN_OFF) {
                body.abandon();
                append.abandon();
            } else {
                same(body.finish(), append::finish);
            }
        }

        private AppendRequest request() {
            boolean overlapping = kind == Kind.OVERLAPPING;
            return new AppendRequest(
                    overlapping ? 1 : 2,
                    overlapping ? OffsetPolicy.IDEMPOTENT : OffsetPolicy.EXACT,
                    OptionalLong.of(text.length()),
                    OptionalLong.empty(),
                    digests(),
                    kind == Kind.TO_THE_END ? Completion.AT_END : Completion.MORE_TO_COME);
        }

        private ExpectedDigests digests() {
            return switch (kind) {
                case CHECKED -> ExpectedDigests.of(List.of(sha256(text)));
                case WRONGLY_CHECKED -> ExpectedDigests.of(List.of(sha256(text + "!")));
                default -> ExpectedDigests.none();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void in_every_order_the_engine_answers_as_the_model(Third third) {
        engine.close();
        int before = store.sweeps(); // the round of the start is to be over before the first order
        UploadLimits limits = new UploadLimits(UploadModel.MAX_SIZE, 0, UploadModel.MAX_APPEND, 0, 1, MAX_AGE);
        start(builder -> builder.housekeepingInterval(Duration.ofDays(1)).limits(limits));
        await().until(() -> store.sweeps() > before);
        int[] orders = {0};
        for (Kind one : Kind.values()) {
            for (Kind two : Kind.values()) {
                eachOrder(STEPS, STEPS, third == Third.NONE ? 0 : 1, "", order -> {
                    tryOrder(one, two, third, order);
                    orders[0]++;
                });
            }
        }
        assertThat(orders[0]).isEqualTo(Kind.values().length * Kind.values().length * (third == Third.NONE ? 70 : 630));
    }

    private static void eachOrder(int ones, int twos, int thirds, String order, Consumer<String> deed) {
        if (ones + twos + thirds == 0) {
            deed.accept(order);
        }
        if (ones > 0) {
            eachOrder(ones - 1, twos, thirds, order + "1", deed);
        }
        if (twos > 0) {
            eachOrder(ones, twos - 1, thirds, order + "2", deed);
        }
        if (thirds > 0) {
            eachOrder(ones, twos, thirds - 1, order + "3", deed);
        }
    }

    private void tryOrder(Kind one, Kind two, Third third, String order) {
        model = new UploadModel(OptionalLong.empty());
        id = create();
        put(id, 0, "..");
        model.bytes = "..";
        List<Client> clients = new ArrayList<>(List.of(new Client(one, "abcd"), new Client(two, "efgh")));
        try {
            for (char next : order.toCharArray()) {
                if (next == '3') {
                    ask(third);
                } else {
                    clients.get(next - '1').go();
                }
                compare();
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    one + ", " + two + ", " + third + " in the order " + order + ": " + e.getMessage(), e);
        }
        memory.delete(id); // or every round of housekeeping would look at it
    }

    private void ask(Third third) {
        switch (third) {
            case NONE -> {}
            case ASKING -> same(model.inspect(), () -> engine.inspect(ALICE, id));
            case COMPLETING -> same(model.complete(), () -> engine.complete(ALICE, id, ExpectedDigests.none()));
            case CANCELLING -> {
                model.cancel();
                same(Optional.empty(), () -> engine.cancel(ALICE, id));
            }
            case KEEPING_HOUSE -> {
                model.expire();
                clock.move(MAX_AGE.plusMillis(1));
                engine.keepHouse();
            }
        }
    }

    private void compare() {
        if (model.cancelled) {
            assertThat(memory.find(id)).isEmpty();
        } else if (model.gone) {
            assertThat(state(id).isGone()).isTrue();
        } else {
            assertThat(stored(id)).isEqualTo(model.bytes);
            assertThat(state(id).isComplete()).isEqualTo(model.complete);
        }
    }

    private static void same(Optional<Reason> expected, Runnable step) {
        Optional<Reason> actual = Optional.empty();
        try {
            step.run();
        } catch (UploadException e) {
            actual = Optional.of(e.reason());
        }
        assertThat(actual).isEqualTo(expected);
    }
}

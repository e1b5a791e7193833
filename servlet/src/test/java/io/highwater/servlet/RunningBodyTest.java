package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.FilterSite.Documents;
import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.Wire.Ask;
import io.highwater.session.UploadId;
import io.highwater.store.UploadWriter;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a body that is on its way, whichever protocol it came by, when something else happens. */
@ParameterizedClass
@EnumSource(Container.class)
class RunningBodyTest {

    private static final int SIZE = 100_000;
    private static final int SENT = 40_000;
    private static final byte[] OLD = letters('o');
    private static final byte[] NEW = letters('n');
    private static final AtomicBoolean BROKEN = new AtomicBoolean();
    private static final Documents ENDPOINT = new Documents();

    private static FilterSite site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = FilterSite.on(container)
                .store(new BreakableStore())
                .endpoint(ENDPOINT)
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    /** A store with a bug, or on a machine without memory. */
    private static final class BreakableStore extends CountingStore {
        BreakableStore() {
            super(new MemoryUploadStore());
        }

        @Override
        public UploadWriter openWriter(UploadId id) throws IOException {
            UploadWriter writer = super.openWriter(id);
            return new ForwardingWriter(writer) {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    if (bytes.hasRemaining() && BROKEN.getAndSet(false)) {
                        throw new OutOfMemoryError("for a test");
                    }
                    super.write(bytes);
                }
            };
        }
    }

    private static byte[] letters(char letter) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) letter);
        return bytes;
    }

    /** A client that has sent some of a body and no more. */
    private static RawClient halfOpen(Wire wire, String upload, boolean last) throws IOException {
        RawClient old = site.client();
        wire.append(upload, 0, last).with("Content-Length: " + SIZE).begin(old);
        old.send(OLD, 0, SENT);
        await().atMost(Duration.ofSeconds(20)).until(() -> site.store().position(Wire.id(upload)) >= SENT);
        return old;
    }

    static Stream<Arguments> cuts() {
        return Stream.of("FIN", "RST", "HALF")
                .flatMap(cut -> Stream.of(Wire.values()).map(wire -> Arguments.of(wire, cut)));
    }

    @Tag("T6")
    @ParameterizedTest
    @MethodSource("cuts")
    void ofABodyThatBreaksOffAllIsKeptAndNothingIsComplete(Wire wire, String cut) throws Exception {
        int before = ENDPOINT.seen().size();
        for (boolean last : new boolean[] {false, true}) {
            String upload = wire.begin(site.port(), SIZE);
            try (RawClient client = halfOpen(wire, upload, last)) {
                switch (cut) {
                    case "FIN" -> client.finish();
                    case "RST" -> client.reset();
                    default -> {
                        client.halfClose();
                        assertThat(client.statusIfAny()).matches(status -> status < 200 || status >= 300);
                    }
                }
            }
            Response state = wire.state(upload).at(site.port());
            assertThat(state.field("Upload-Offset")).contains("" + SENT);
            assertThat(site.request("GET", upload).field("Upload-Complete")).contains("?0");
            goOn(wire, upload, SENT);
            assertBytes(wire, upload, SENT);
        }
        assertThat(ENDPOINT.seen()).hasSize(before + (wire == Wire.FILTER ? 2 : 0));
    }

    @Tag("T7")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void whoComesBackTakesOverAndNoByteOfTheOldBodyFollows(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), SIZE);
        try (RawClient old = halfOpen(wire, upload, false)) {
            assertThat(wire.offset(site.port(), upload)).isEqualTo(SENT);
            old.sendAsFarAsWanted(Arrays.copyOfRange(OLD, SENT, SIZE - 1));
            goOn(wire, upload, SENT);
            assertNoSuccess(old);
        }
        assertBytes(wire, upload, SENT);
    }

    @Tag("T7")
    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"TUS", "IETF", "FILTER"})
    void whoBelievesInAnOlderOffsetIsToldTheRightOneAndMixesNothing(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), SIZE);
        try (RawClient old = halfOpen(wire, upload, false)) {
            Response conflict = wire.append(upload, 0, false).with(NEW).at(site.port());
            assertThat(conflict.status()).isEqualTo(409);
            assertThat(conflict.number("committed")).isEqualTo(SENT);
            old.sendAsFarAsWanted(Arrays.copyOfRange(OLD, SENT, SIZE - 1));
            assertNoSuccess(old);
        }
        assertThat(wire.offset(site.port(), upload)).isEqualTo(SENT);
        goOn(wire, upload, SENT);
        assertBytes(wire, upload, SENT);
    }

    @Tag("T8")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void aDeletionTakesOverAndNothingComesBack(Wire wire) throws Exception {
        for (boolean last : new boolean[] {false, true}) {
            String upload = wire.begin(site.port(), SIZE);
            try (RawClient old = halfOpen(wire, upload, last)) {
                assertThat(wire.cancel(upload).at(site.port()).status()).isEqualTo(204);
                old.sendAsFarAsWanted(Arrays.copyOfRange(OLD, SENT, SIZE));
                assertNoSuccess(old);
            }
            assertThat(wire.state(upload).at(site.port()).status()).isEqualTo(404);
            assertThat(wire.append(upload, SENT, true).with(NEW).at(site.port()).status())
                    .isEqualTo(404);
        }
    }

    @Tag("T8")
    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"CHUNK", "IETF", "FILTER"})
    void aCompletionTakesOverAndTheLengthStays(Wire wire) throws Exception {
        String upload = wire.begin(site.port(), -1);
        try (RawClient old = halfOpen(wire, upload, false)) {
            Response done = wire.complete(upload, SENT).orElseThrow().at(site.port());
            assertThat(done.status()).isBetween(200, 299);
            old.sendAsFarAsWanted(Arrays.copyOfRange(OLD, SENT, SIZE));
            assertNoSuccess(old);
        }
        assertThat(wire.offset(site.port(), upload)).isEqualTo(SENT);
        assertThat(site.request("GET", upload).field("Upload-Complete")).contains("?1");
    }

    @Tag("T21")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void anErrorInsideOneRequestKeepsNoLockAndTellsNoOffset(Wire wire) throws Exception {
        for (boolean last : new boolean[] {false, true}) {
            String upload = wire.begin(site.port(), SIZE);
            BROKEN.set(true);
            try (RawClient client = site.client()) {
                wire.append(upload, 0, last).with("Content-Length: " + SIZE).begin(client);
                client.sendAsFarAsWanted(OLD);
                Optional<Response> answer = client.readIfAny("PATCH");
                answer.ifPresent(response -> {
                    assertThat(response.status()).isGreaterThanOrEqualTo(500);
                    assertThat(response.field("Upload-Offset").orElse("0")).isEqualTo("0");
                });
            }
            assertThat(BROKEN).isFalse();
            assertThat(wire.offset(site.port(), upload)).isZero();
            goOn(wire, upload, 0);
            assertBytes(wire, upload, 0);
        }
    }

    @Tag("T23")
    @ParameterizedTest
    @EnumSource(Wire.class)
    void whereNoMoreBodiesAreTakenOneIsRefusedUnreadAndQuestionsAreAnswered(Wire wire) throws Exception {
        try (FilterSite small = FilterSite.on(container)
                        .engine(engine -> engine.maxActiveAppends(1))
                        .start();
                RawClient busy = small.client();
                RawClient refused = small.client()) {
            String upload = wire.begin(small.port(), SIZE);
            String other = wire.begin(small.port(), SIZE);
            wire.append(upload, 0, false).with("Content-Length: " + SIZE).begin(busy);
            busy.send(OLD, 0, SENT);
            await().atMost(Duration.ofSeconds(20)).until(() -> small.store().position(Wire.id(upload)) >= SENT);

            wire.append(other, 0, true).with("Content-Length: " + SIZE).begin(refused);
            Response response = refused.read("PATCH");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Retry-After")).isPresent();
            assertThat(response.field("Connection")).contains("close");
            assertThat(wire.offset(small.port(), other)).isZero();

            busy.send(OLD, SENT, SIZE);
            assertThat(busy.read("PATCH").status()).isBetween(200, 299);
            assertThat(wire.append(other, 0, false).with(NEW).at(small.port()).status())
                    .isBetween(200, 299);
        }
    }

    /** Sends the rest, and completes the upload. */
    private static void goOn(Wire wire, String upload, int from) throws IOException {
        Ask rest = wire.append(upload, from, true).with(Arrays.copyOfRange(NEW, from, SIZE));
        assertThat(rest.at(site.port()).status()).isBetween(200, 299);
        if (wire == Wire.CHUNK) {
            wire.complete(upload, SIZE).orElseThrow().at(site.port());
        }
    }

    private static void assertNoSuccess(RawClient old) {
        assertThat(old.statusIfAny()).matches(status -> status == 0 || status >= 400);
    }

    /** So many old bytes, the rest new ones; the endpoint behind the filter has seen the same. */
    private static void assertBytes(Wire wire, String upload, int oldOnes) throws IOException {
        byte[] expected =
                (new String(OLD, 0, oldOnes, UTF_8) + new String(NEW, oldOnes, SIZE - oldOnes, UTF_8)).getBytes(UTF_8);
        if (wire == Wire.FILTER) {
            assertThat(ENDPOINT.seen())
                    .filteredOn(seen -> Wire.id(upload).equals(seen.id()))
                    .extracting(FilterSite.Seen::sha256)
                    .containsExactly(FilterSite.sha256(expected));
        } else {
            assertThat(site.stored(Wire.id(upload))).isEqualTo(expected);
        }
    }
}

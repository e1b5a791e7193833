package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.OwnerLimits;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A creation whose body does not come to its end, or is not wanted that far, leaves nothing behind that its client
 * cannot name: no client goes by the {@code Location} of a refusal, so it begins anew, and needs its owner's place for
 * that. Without a permit nothing is created in the first place; {@link ActiveAppendsTest} shows that.
 */
class RefusedCreationTest {

    private static final byte[] SOME = "12345".getBytes(UTF_8);

    private final AtomicReference<Servlet> servlet = new AtomicReference<>();
    private Site site;

    /** A creation with a body. */
    private enum Way {
        TUS("Tus-Resumable: 1.0.0", "Upload-Length: 1000", "Content-Type: application/offset+octet-stream"),
        IETF("Upload-Complete: ?1"),
        IETF_TOLD_ON_JETTY("Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6");

        private final List<String> fields;

        Way(String... fields) {
            this.fields = List.of(fields);
        }

        boolean isTold(Container container) {
            return this == IETF_TOLD_ON_JETTY && container == Container.JETTY;
        }
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(HttpLine.values())
                .flatMap(line -> Stream.of(Way.values()).map(way -> Arguments.of(line, way)));
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private void start(Container container, boolean async, String option, String value) throws Exception {
        site = Site.on(container)
                .engine(e -> e.ownerLimits(OwnerLimits.of(OptionalInt.of(1), OptionalInt.empty())))
                .servlet(s -> s.option(option, value))
                .deployed(d -> {
                    servlet.set(d.servlet());
                    return async ? d : d.blocking();
                })
                .start();
    }

    private HttpCall begin(HttpLine line, Way way) throws IOException {
        long before = site.received();
        HttpCall call =
                line.open(site.port(), new HttpLine.Head("POST", "/uploads", OptionalLong.of(1000), way.fields));
        call.send(SOME);
        await().atMost(Duration.ofSeconds(10)).until(() -> site.received() - before == SOME.length);
        return call;
    }

    @Tag("T22")
    @ParameterizedTest
    @MethodSource("ways")
    void aStopTakesBackACreationThatItsClientWasNotToldOf(HttpLine line, Way way) throws Exception {
        start(line.container(), true, "shutdown-grace", "4s");
        try (HttpCall call = begin(line, way)) {
            servlet.get().destroy();
            Response answer = call.answer().orElseThrow();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.field("Retry-After")).isPresent();
            assertThat(answer.field("Location")).isEmpty();
            boolean told = way.isTold(line.container());
            assertThat(answer.field("Upload-Offset").isPresent()).isEqualTo(told);
            assertThat(site.unfinished()).isEqualTo(told ? 1 : 0);
        }
    }

    @Tag("T22")
    @ParameterizedTest
    @EnumSource(Container.class)
    void aStopTakesBackACreationWhoseBodyAThreadReads(Container container) throws Exception {
        start(container, false, "shutdown-grace", "30s");
        try (RawClient call = site.client()) {
            call.head("POST", "/uploads", "Upload-Complete: ?1", "Content-Length: 1000");
            call.send(SOME);
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received() == SOME.length);
            CompletableFuture<Void> stop =
                    CompletableFuture.runAsync(() -> servlet.get().destroy());
            await().atMost(Duration.ofSeconds(10)).until(() -> site.unfinished() == 0);
            call.send(SOME);
            assertThat(call.read("POST").status()).isEqualTo(503);
            assertThat(site.unfinished()).isZero();
            stop.get(20, TimeUnit.SECONDS);
        }
    }

    @Tag("T15")
    @ParameterizedTest
    @MethodSource("ways")
    void aCreationThatIsTooSlowLeavesItsOwnerThePlaceToBeginAnew(HttpLine line, Way way) throws Exception {
        start(line.container(), true, "body-rate-window", "1s");
        try (HttpCall call = begin(line, way)) {
            int status = line == HttpLine.UNDERTOW_HTTP_2 ? 503 : 0; // it has no way to end a stream
            assertThat(call.answer().map(Response::status).orElse(0)).isEqualTo(status);
        }
        boolean told = way.isTold(line.container());
        assertThat(site.unfinished()).isEqualTo(told ? 1 : 0);
        assertThat(site.post("{}").status()).isEqualTo(told ? 429 : 201);
    }

    @Tag("T6")
    @Tag("T14")
    @ParameterizedTest
    @MethodSource("ways")
    void aCreationWhoseLineBreaksLeavesItsOwnerThePlaceToBeginAnew(HttpLine line, Way way) throws Exception {
        start(line.container(), true, "shutdown-grace", "4s");
        for (int time = 0; time < 3; time++) {
            try (HttpCall call = begin(line, way)) {
                call.reset();
            }
            if (way.isTold(line.container())) {
                String upload = site.open().iterator().next();
                await().atMost(Duration.ofSeconds(10)).until(() -> site.committed(upload) == SOME.length);
                assertThat(site.post("{}").status()).isEqualTo(429);
                return;
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> site.unfinished() == 0);
        }
        assertThat(site.post("{}").status()).isEqualTo(201);
    }

    @Tag("T6")
    @Tag("T14")
    @ParameterizedTest
    @CsvSource({"JETTY,true", "JETTY,false", "TOMCAT,true", "TOMCAT,false", "UNDERTOW,true", "UNDERTOW,false"})
    void aCreationWhoseClientStopsSendingLeavesNothing(Container container, boolean async) throws Exception {
        start(container, async, "shutdown-grace", "4s");
        try (RawClient call = site.client()) {
            call.head("POST", "/uploads", "Upload-Complete: ?1", "Content-Length: 1000");
            call.send(SOME);
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received() == SOME.length);
            call.finish();
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> site.unfinished() == 0);
        assertThat(site.post("{}").status()).isEqualTo(201);
    }
}

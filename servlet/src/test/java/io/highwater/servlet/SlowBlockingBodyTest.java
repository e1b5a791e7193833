package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T15 where a thread reads the body: what comes byte by byte is ended, too. */
@Tag("T15")
class SlowBlockingBodyTest {

    private static final Duration PAUSE = Duration.ofMillis(300);

    private AutoCloseable site = () -> {};

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aChunkIsAnswered408OrEnded(Container container) throws Exception {
        Site blocking = blocking(container);
        String upload = blocking.create("{}");
        Optional<Response> answer = trickle(blocking.client(), "PUT", upload + "?offset=0", "Content-Length: 100000");
        assertThat(answer.map(Response::status).orElse(408)).isEqualTo(408);
        String kept = Long.toString(blocking.committed(upload));
        assertThat(answer.map(told -> told.field("Upload-Offset")))
                .isIn(Optional.empty(), Optional.of(Optional.of(kept)));
        assertKept(blocking, upload);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPatchOfTusEndsWithoutAResponseWhereTheContainerCanDoThat(Container container) throws Exception {
        Site blocking = blocking(container);
        String upload = blocking.create("{\"length\":100000}");
        Optional<Response> answer = trickle(
                blocking.client(),
                "PATCH",
                upload,
                "Tus-Resumable: 1.0.0",
                "Upload-Offset: 0",
                "Content-Type: application/offset+octet-stream",
                "Content-Length: 100000");
        assertThat(answer.map(Response::status).orElse(0)).isEqualTo(container == Container.TOMCAT ? 503 : 0);
        assertKept(blocking, upload);
    }

    @ParameterizedTest
    @EnumSource(value = Container.class, names = "UNDERTOW")
    void aSilentClientHoldsNoThreadEvenIfTheContainerHasNoTimeOuts(Container container) throws Exception {
        Site blocking = Site.on(container)
                .servlet(s -> s.option("body-rate-window", "1s"))
                .deployed(d -> d.blocking().silentFor(Duration.ofMinutes(10)))
                .start();
        site = blocking;
        String upload = blocking.create("{}");
        try (RawClient client = blocking.client()) {
            client.head("PUT", upload + "?offset=0", "Content-Length: 1000");
            client.send("12345".getBytes(UTF_8));
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(blocking.committed(upload)).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theLastBodyBehindTheFilterIsEndedAndTheEndpointNotCalled(Container container) throws Exception {
        FilterSite.Documents endpoint = new FilterSite.Documents();
        FilterSite filtered = filtered(container, endpoint);
        String upload = filtered.begin("/documents", "12345".getBytes(UTF_8));
        assertThat(trickle(filtered.client(), "PATCH", upload, append(5, true))).isEmpty();
        assertThat(endpoint.seen()).isEmpty();
        long offset = Long.parseLong(
                filtered.request("HEAD", upload).field("Upload-Offset").orElseThrow());
        assertThat(offset).isGreaterThan(5);
        assertThat(filtered.append(upload, offset, new byte[(int) (5 + 100_000 - offset)], true)
                        .text())
                .startsWith("100005 ");
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anEarlierBodyBehindTheFilterIsEndedToo(Container container) throws Exception {
        FilterSite filtered = filtered(container, new FilterSite.Documents());
        String upload = filtered.begin("/documents", "12345".getBytes(UTF_8));
        assertThat(trickle(filtered.client(), "PATCH", upload, append(5, false)))
                .isEmpty();
        assertThat(Long.parseLong(
                        filtered.request("HEAD", upload).field("Upload-Offset").orElseThrow()))
                .isGreaterThan(5);
    }

    private Site blocking(Container container) throws Exception {
        Site started = Site.on(container)
                .servlet(s -> s.option("body-rate-window", "1s"))
                .deployed(Deployment::blocking)
                .start();
        site = started;
        return started;
    }

    private FilterSite filtered(Container container, FilterSite.Documents endpoint) throws Exception {
        FilterSite started = FilterSite.on(container)
                .endpoint(endpoint)
                .filter(f -> f.option("body-rate-window", "1s"))
                .start();
        site = started;
        return started;
    }

    private static String[] append(long offset, boolean last) {
        return new String[] {
            "Content-Type: application/partial-upload",
            "Upload-Offset: " + offset,
            "Upload-Complete: " + (last ? "?1" : "?0"),
            "Content-Length: 100000"
        };
    }

    /** A byte now and then, until the server has had enough. */
    private static Optional<Response> trickle(RawClient client, String method, String target, String... fields)
            throws IOException {
        try (client) {
            client.head(method, target, fields);
            await().pollInterval(PAUSE).atMost(Duration.ofSeconds(15)).until(() -> {
                client.sendAsFarAsWanted(new byte[1]);
                return client.hasAnswerOrEnd();
            });
            return client.readIfAny(method);
        }
    }

    private static void assertKept(Site site, String upload) throws IOException {
        assertThat(site.committed(upload)).isPositive();
    }
}

package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.store.file.FileUploadStore;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What running bodies get when the engine goes down below them. */
@Tag("T22")
class ShutdownTest {

    @ParameterizedTest
    @EnumSource(Container.class)
    void runningBodiesAreAnsweredWithARetryAndLaterRequestsToo(Container container) throws Exception {
        try (Site site = Site.on(container).start();
                RawClient running = site.client()) {
            String upload = site.create("{}");
            running.head("PUT", upload + "?offset=0", "Content-Length: 1000");
            running.send("12345".getBytes(UTF_8));
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) == 5);
            site.engine().close();
            assertUnavailable(running.read("PUT"));
            assertUnavailable(site.put(upload, 5, "678".getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void bodiesThatRunWhenTheServletIsTakenDownAreAnsweredWithARetry(Container container) throws Exception {
        AtomicReference<Servlet> servlet = new AtomicReference<>();
        try (Site site = Site.on(container)
                        .deployed(d -> {
                            servlet.set(d.servlet());
                            return d;
                        })
                        .start();
                RawClient running = site.client()) {
            String upload = site.create("{}");
            running.head("PUT", upload + "?offset=0", "Content-Length: 10");
            running.send("12345".getBytes(UTF_8));
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) == 5);
            servlet.get().destroy();
            running.send("67890".getBytes(UTF_8));
            assertUnavailable(running.read("PUT"));
            assertThat(site.committed(upload)).isEqualTo(5);
            assertUnavailable(site.put(upload, 5, "678".getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aRepeatedBodyIsAnsweredWithARetryToo(Container container, @TempDir Path directory) throws Exception {
        try (Site site = Site.on(container)
                        .store(FileUploadStore.open(directory))
                        .start();
                RawClient repeating = site.client()) {
            String upload = site.create("{}");
            site.put(upload, 0, "1234567890".getBytes(UTF_8));
            repeating.head("PUT", upload + "?offset=0", "Content-Length: 10", "Expect: 100-continue");
            repeating.awaitContinue();
            site.engine().close();
            repeating.send("1234567890".getBytes(UTF_8));
            assertUnavailable(repeating.read("PUT"));
        }
    }

    @ParameterizedTest
    @EnumSource(HttpLine.class)
    void bodiesThatRunWhenTheServerStopsAreAnsweredWithTheirOffset(HttpLine line) throws Exception {
        assertTold(line, Site::close);
    }

    @ParameterizedTest
    @EnumSource(HttpLine.class)
    void bodiesThatRunWhenTheApplicationAloneStopsAreAnsweredWithTheirOffset(HttpLine line) throws Exception {
        assertTold(line, site -> {
            site.stopApplication();
            site.close();
        });
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aBodyThatAThreadReadsIsAnsweredWithItsOffsetWhenItsClientSendsAgain(Container container) throws Exception {
        AtomicReference<Servlet> servlet = new AtomicReference<>();
        try (Site site = Site.on(container)
                        .servlet(s -> s.downloads(true).option("shutdown-grace", "30s"))
                        .deployed(d -> {
                            servlet.set(d.servlet());
                            return d.blocking();
                        })
                        .start();
                RawClient running = site.client()) {
            String upload = site.create("{}");
            running.head("PUT", upload + "?offset=0", "Content-Length: 10");
            running.send("12345".getBytes(UTF_8));
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) == 5);
            CompletableFuture<Void> stop =
                    CompletableFuture.runAsync(() -> servlet.get().destroy());
            await().atMost(Duration.ofSeconds(10)).until(() -> site.committed(upload) == 5);
            running.send("6".getBytes(UTF_8));
            assertUnavailable(running.read("PUT"), 5);
            stop.get(20, TimeUnit.SECONDS);
        }
    }

    /** Stops a site. */
    private interface Stop {
        void stop(Site site) throws Exception;
    }

    private static void assertTold(HttpLine line, Stop stop) throws Exception {
        Site site = Site.on(line.container()).start();
        String first = site.create("{\"length\":1000}");
        String second = site.create("{\"length\":1000}");
        try (HttpCall tus = open(
                        line,
                        site,
                        "PATCH",
                        first,
                        "Tus-Resumable: 1.0.0",
                        "Upload-Offset: 0",
                        "Content-Type: application/offset+octet-stream");
                HttpCall chunk = open(line, site, "PUT", second + "?offset=0")) {
            tus.send("12345".getBytes(UTF_8));
            chunk.send("123".getBytes(UTF_8));
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(first) == 5 && site.received(second) == 3);
            stop.stop(site);
            assertUnavailable(tus.answer().orElseThrow(), 5);
            assertUnavailable(chunk.answer().orElseThrow(), 3);
        }
    }

    private static HttpCall open(HttpLine line, Site site, String method, String target, String... fields)
            throws IOException {
        return line.open(site.port(), new HttpLine.Head(method, target, OptionalLong.of(1000), List.of(fields)));
    }

    private static void assertUnavailable(Response response, long offset) {
        assertUnavailable(response);
        assertThat(response.field("Upload-Offset")).contains(Long.toString(offset));
    }

    private static void assertUnavailable(Response response) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("Retry-After")).isPresent();
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.field("Cache-Control")).contains("no-store");
    }
}

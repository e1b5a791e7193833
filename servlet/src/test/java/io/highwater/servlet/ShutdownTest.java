package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What running bodies get when the engine goes down below them. */
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
            Response refused = running.read("PUT");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("Retry-After")).isPresent();
            Response later = site.put(upload, 5, "678".getBytes(UTF_8));
            assertThat(later.status()).isEqualTo(503);
            assertThat(later.field("Retry-After")).isPresent();
        }
    }
}

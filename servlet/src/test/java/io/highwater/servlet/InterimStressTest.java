package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many connections at once, each with many creations: no interim response meets another one or a final one. */
class InterimStressTest {

    private static final int CONNECTIONS = 8;
    private static final int REQUESTS = 100;
    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private final ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);
    private Site site;

    @AfterEach
    void stop() throws Exception {
        clients.shutdown();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"JETTY,''", "JETTY,Expect: 100-continue", "UNDERTOW,Expect: 100-continue"})
    void everyClientHearsItsOwnAnswersInTheirOrder(Container container, String expect) throws Exception {
        site = Site.on(container).start();
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(() -> {
                talk(!expect.isEmpty());
                return null;
            });
        }
        for (Future<Void> client : clients.invokeAll(all)) {
            client.get();
        }
    }

    /** Every other request sends its body before it has heard anything. */
    private void talk(boolean expects) throws IOException {
        try (RawClient client = site.client()) {
            for (int i = 0; i < REQUESTS; i++) {
                boolean waits = expects || i % 2 == 0;
                client.head(
                        "POST",
                        "/uploads",
                        "Upload-Complete: ?1",
                        "Upload-Draft-Interop-Version: 8",
                        "Content-Length: 10",
                        expects ? "Expect: 100-continue" : "X-Expect: nothing");
                if (!waits) {
                    client.send(TEN);
                }
                Response told = client.readInterim();
                assertThat(told.status()).isEqualTo(104);
                if (expects) {
                    client.awaitContinue();
                }
                if (waits) {
                    client.send(TEN);
                }
                Response created = client.read("POST");
                assertThat(created.status()).isEqualTo(200);
                assertThat(created.interim()).isEmpty();
                assertThat(created.field("Location")).isPresent().isEqualTo(told.field("Location"));
            }
        }
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T27: over HTTP/2 only the stream of a slow body ends. */
class Http2SlowBodyTest {

    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final int PIECE = 1000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    /** Undertow answers 503 instead, which the JDK's client does not hear before its own body has ended. */
    @ParameterizedTest
    @EnumSource(
            value = Container.class,
            names = {"JETTY", "TOMCAT"})
    void t27_aSlowStreamEndsAndTheOthersOfTheClientLiveOn(Container container) throws Exception {
        try (Site site = Site.on(container)
                        .servlet(s -> s.option("body-rate-window", "1s"))
                        .start();
                SubmissionPublisher<ByteBuffer> fastBody = new SubmissionPublisher<>();
                SubmissionPublisher<ByteBuffer> slowBody = new SubmissionPublisher<>()) {
            URI root = URI.create("http://127.0.0.1:" + site.port());
            client.send(
                    HttpRequest.newBuilder(root.resolve("/uploads")).build(), BodyHandlers.discarding()); // upgrades
            String fast = site.create("{}");
            String slow = site.create("{\"length\":100000}");
            CompletableFuture<HttpResponse<String>> put = sent(root.resolve(fast + "?offset=0"), "PUT", fastBody);
            CompletableFuture<HttpResponse<String>> patch = sent(
                    root.resolve(slow),
                    "PATCH",
                    slowBody,
                    "Tus-Resumable",
                    "1.0.0",
                    "Upload-Offset",
                    "0",
                    "Content-Type",
                    "application/offset+octet-stream");
            await().atMost(LONGEST).until(() -> slowBody.hasSubscribers() && fastBody.hasSubscribers());
            slowBody.submit(ByteBuffer.allocate(PIECE));
            int[] pieces = {0};
            await().pollInterval(Duration.ofMillis(100)).atMost(LONGEST).until(() -> {
                fastBody.submit(ByteBuffer.allocate(PIECE));
                pieces[0]++;
                return patch.isDone();
            });
            fastBody.close();

            assertThat(patch).isCompletedExceptionally();
            assertThat(site.committed(slow)).isEqualTo(PIECE);
            HttpResponse<String> answer = put.get();
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.body()).isEqualTo("{\"committed\":" + pieces[0] * PIECE + "}");
        }
    }

    private CompletableFuture<HttpResponse<String>> sent(
            URI target, String method, Publisher<ByteBuffer> body, String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target).method(method, BodyPublishers.fromPublisher(body));
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }
}

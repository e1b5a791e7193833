package io.highwater.campaign;

import io.highwater.example.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Requests and their answers; whatever happens to a connection is an {@link IOException}. For any thread. */
final class Http {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Answer send(HttpRequest.Builder request) throws IOException {
        HttpResponse<String> response = sent(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), fields(response), response.body());
    }

    /** How many bytes of what is downloaded are not those of {@code expected}, missing and surplus ones included. */
    long differing(HttpRequest.Builder request, Bytes expected) throws IOException {
        HttpResponse<InputStream> response = sent(request, BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            return response.statusCode() == 200 ? expected.differing(in) : Math.max(1, expected.size());
        }
    }

    private <T> HttpResponse<T> sent(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return client.send(request.timeout(PATIENCE).build(), handler);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> fields(HttpResponse<?> response) {
        Map<String, String> fields = new HashMap<>();
        response.headers().map().forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return fields;
    }
}

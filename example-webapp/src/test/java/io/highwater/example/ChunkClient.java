package io.highwater.example;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A well-behaved client of the chunk protocol. An upload is known by its path. A broken connection is an
 * {@link IOException}, an answer that was not asked for an {@link AssertionError}.
 */
public final class ChunkClient {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String context;

    /** @param context the path of the web application, empty for the root */
    public ChunkClient(URI base, String context) {
        this.base = base;
        this.context = context;
    }

    /** Creates an upload and returns its path. */
    public String create(long length) throws IOException {
        HttpRequest.Builder request = to(context + "/uploads")
                .POST(text("{\"length\":" + length + "}"))
                .header("Content-Type", "application/json");
        Answer answer = answer(request).require(201);
        String path = answer.field("Location");
        if (!path.matches(context + "/uploads/[A-Za-z0-9_-]{22,}")) {
            throw new AssertionError("a surprising Location: " + path);
        }
        return path;
    }

    /** Sends bytes and returns the acknowledged offset. */
    public long put(String upload, long offset, byte[] bytes) throws IOException {
        Answer answer = answer(to(upload + "?offset=" + offset).PUT(BodyPublishers.ofByteArray(bytes)))
                .require(200);
        long committed = answer.number("committed");
        if (committed != Long.parseLong(answer.field("Upload-Offset"))) {
            throw new AssertionError("two offsets: " + answer);
        }
        return committed;
    }

    public Answer head(String upload) throws IOException {
        return answer(to(upload).method("HEAD", BodyPublishers.noBody()));
    }

    /** The offset to go on from. */
    public long offset(String upload) throws IOException {
        return Long.parseLong(head(upload).require(200).field("Upload-Offset"));
    }

    /** The committed bytes, without disturbing anybody who writes. */
    public long peek(String upload) throws IOException {
        return answer(to(upload).GET().header("Accept", "application/json"))
                .require(200)
                .number("committed");
    }

    public Answer complete(String upload) throws IOException {
        return tryComplete(upload).require(200);
    }

    /** The same, whatever the answer is. */
    public Answer tryComplete(String upload) throws IOException {
        return answer(to(upload + "/complete").POST(BodyPublishers.noBody()));
    }

    public void cancel(String upload) throws IOException {
        answer(to(upload).DELETE()).require(204);
    }

    /** Sends everything from {@code offset} on in chunks, and returns the offset that was acknowledged last. */
    public long putRest(String upload, Payload payload, long offset, int chunk) throws IOException {
        long at = offset;
        while (at < payload.size()) {
            at = put(upload, at, payload.slice(at, Math.min(payload.size(), at + chunk)));
        }
        return at;
    }

    /** The SHA-256 of the finished bytes as they are downloaded, or what was answered instead of them. */
    public String sha256(String upload) throws IOException {
        HttpResponse<InputStream> response = sent(to(upload + "/content").GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            return response.toString();
        }
        MessageDigest digest = Payload.newSha256();
        try (InputStream in = new DigestInputStream(response.body(), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    public Answer answer(HttpRequest.Builder request) throws IOException {
        HttpResponse<String> response = sent(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        Map<String, String> fields = new HashMap<>();
        response.headers().map().forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Answer(response.statusCode(), fields, response.body());
    }

    public HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE);
    }

    private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static BodyPublisher text(String body) {
        return BodyPublishers.ofString(body);
    }
}

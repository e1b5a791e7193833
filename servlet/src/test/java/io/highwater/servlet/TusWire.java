package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** tus 1.0.0 by hand, to one site. */
record TusWire(Site site) {

    static final byte[] TEN = "0123456789".getBytes(UTF_8);
    static final String BYTES = "Content-Type: application/offset+octet-stream";

    static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(TEN, from, to);
    }

    Response send(String method, String target, byte[] body, String... fields) throws IOException {
        return site.request(method, target, body, with(fields, "Tus-Resumable: 1.0.0"));
    }

    Response send(String method, String target, String... fields) throws IOException {
        return send(method, target, new byte[0], fields);
    }

    /** The path of a new upload. */
    String create(String... fields) throws IOException {
        Response response = send("POST", "/uploads", fields);
        assertThat(response.status()).as("%s", response).isEqualTo(201);
        return response.field("Location").orElseThrow();
    }

    Response head(String upload, String... fields) throws IOException {
        return send("HEAD", upload, fields);
    }

    Response patch(String upload, long offset, byte[] bytes, String... fields) throws IOException {
        return send("PATCH", upload, bytes, with(fields, BYTES, "Upload-Offset: " + offset));
    }

    /** A body in the chunked coding. */
    Response chunked(String method, String target, byte[] body, String[] fields, String... trailers)
            throws IOException {
        try (RawClient client = site.client()) {
            client.head(method, target, with(fields, BYTES, "Tus-Resumable: 1.0.0", "Transfer-Encoding: chunked"));
            client.chunkIfWanted(body, 0, body.length);
            client.lastChunkIfWanted(trailers);
            return client.read(method);
        }
    }

    /** Sends the head of a PATCH of ten bytes and the first five, which have arrived when this returns. */
    RawClient halfPatch(String upload, String... fields) throws IOException {
        RawClient client = site.client();
        client.head(
                "PATCH", upload, with(fields, BYTES, "Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Length: 10"));
        client.send(TEN, 0, 5);
        await().until(() -> site.received(upload) == 5);
        return client;
    }

    /** What {@code OPTIONS} lists under a name. */
    List<String> told(String name) throws IOException {
        return List.of(
                site.request("OPTIONS", "/uploads").field(name).orElseThrow().split(",", -1));
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}

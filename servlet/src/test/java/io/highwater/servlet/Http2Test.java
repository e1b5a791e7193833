package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.highwater.engine.Requester;
import io.highwater.session.UploadId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads over HTTP/2, where one connection carries many requests and only a stream may be ended. */
@ParameterizedClass
@EnumSource(Container.class)
class Http2Test {

    private static final String RUDE = "at times ends the connection when the rest of a refused body comes in";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private FilterSite site;
    private URI root;

    @Parameter
    Container container;

    @BeforeEach
    void start() throws Exception {
        site = FilterSite.on(container).start();
        root = URI.create("http://127.0.0.1:" + site.port());
        send("OPTIONS", "/uploads", BodyPublishers.noBody()); // upgrades
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void aFileGoesUpOverOneConnection() throws Exception {
        String upload = create();
        byte[] bytes = new byte[3 << 20];
        HttpResponse<String> put = send("PUT", upload + "?offset=0", BodyPublishers.ofByteArray(bytes));
        assertThat(put.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(put.body()).isEqualTo("{\"committed\":3145728}");
        assertThat(send("POST", upload + "/complete", BodyPublishers.noBody()).body())
                .contains("\"size\":3145728");
    }

    @Tag("T27")
    @Test
    void aRefusalEndsItsStreamAlone() throws Exception {
        assumeFalse(container == Container.TOMCAT, RUDE);
        String upload = create();
        byte[] bytes = new byte[50_000]; // within the window: the JDK's client is deaf while it waits for more
        try {
            HttpResponse<String> refused = send("PUT", upload + "?offset=5", BodyPublishers.ofByteArray(bytes));
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.headers().firstValue("Connection")).isEmpty();
        } catch (IOException e) {
            assertThat(cancelsAfterAnswers()).as(container.name()).isTrue();
            assertThat(e).hasMessageContaining("Stream cancelled");
        }
        assertThat(send("PUT", upload + "?offset=0", BodyPublishers.ofByteArray(bytes))
                        .statusCode())
                .isEqualTo(200);
    }

    /**
     * Jetty 12.1.10 to 12.1.14 at least reset the stream of a complete answer with CANCEL, not NO_ERROR, if bytes of the
     * body come in later, and clients may then drop the answer (RFC 9113 section 8.1; Jetty's issue 15290).
     */
    private boolean cancelsAfterAnswers() {
        return container == Container.JETTY && Server.getVersion().startsWith("12.1.");
    }

    @Tag("T27")
    @Test
    void aTakeoverEndsTheOlderStreamAlone() throws Exception {
        String upload = create();
        PipedOutputStream slow = new PipedOutputStream();
        InputStream body = new PipedInputStream(slow, 1 << 16);
        CompletableFuture<HttpResponse<String>> older = client.sendAsync(
                request("PUT", upload + "?offset=0", BodyPublishers.ofInputStream(() -> body)),
                BodyHandlers.ofString());
        slow.write("12345".getBytes(UTF_8));
        slow.flush();
        // the client hands on whole buffers, so the rest of one has to follow
        slow.write(new byte[1 << 15]);
        slow.flush();
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> site.store().position(id) > 5);
        HttpResponse<String> head = send("HEAD", upload, BodyPublishers.noBody());
        long offset = Long.parseLong(head.headers().firstValue("Upload-Offset").orElseThrow());
        assertThat(offset).isGreaterThan(5);
        HttpResponse<String> put = send("PUT", upload + "?offset=" + offset, BodyPublishers.ofString("more"));
        assertThat(put.body()).isEqualTo("{\"committed\":" + (offset + 4) + "}");
        closeQuietly(slow);
        assertThat(older.handle((response, failure) -> failure == null ? response.statusCode() : 0)
                        .get())
                .isIn(0, 409);
    }

    @Test
    void aChecksumMayFollowABody() throws Exception {
        assumeFalse(container == Container.TOMCAT, "drops the trailers that it was not told of");
        String upload = create();
        assertThat(patched(upload, "upload-checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA="))
                .isEqualTo(460);
        assertThat(patched(upload, "x: y")).isEqualTo(400);
        assertThat(patched(upload, "upload-checksum: sha1 h6zsF82dzSCnFsws9nQXtxyKcBY="))
                .isEqualTo(204);
        HttpResponse<String> state = send("HEAD", upload, BodyPublishers.noBody());
        assertThat(state.headers().firstValue("Upload-Offset")).contains("10");
    }

    private int patched(String upload, String trailer) throws IOException {
        HttpLine.Head head = new HttpLine.Head(
                "PATCH",
                upload,
                OptionalLong.empty(),
                List.of(
                        "tus-resumable: 1.0.0",
                        "upload-offset: 0",
                        "content-type: application/offset+octet-stream",
                        "trailer: upload-checksum"));
        try (Http2Call call = new Http2Call(site.port(), head)) {
            call.send("0123456789".getBytes(UTF_8));
            return call.finishWith(trailer).orElseThrow().status();
        }
    }

    @Tag("T6")
    @Test
    void t6_aStreamThatIsResetKeepsWhatArrivedAndEndsAlone() throws Exception {
        String upload = create();
        PipedOutputStream slow = new PipedOutputStream();
        InputStream body = new PipedInputStream(slow, 1 << 16);
        CompletableFuture<HttpResponse<String>> reset = client.sendAsync(
                request("PUT", upload + "?offset=0", BodyPublishers.ofInputStream(() -> body)),
                BodyHandlers.ofString());
        slow.write(new byte[3 << 14]); // the client hands on whole buffers of 16 KiB
        slow.flush();
        UploadId id = Site.id(upload);
        await().atMost(Duration.ofSeconds(10)).until(() -> site.store().position(id.value()) > 0);
        assertThat(reset.cancel(true)).isTrue();
        Requester who = new Requester(null, "/uploads");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> site.engine().peek(who, id).committed() > 0);
        HttpResponse<String> head = send("HEAD", upload, BodyPublishers.noBody());
        assertThat(head.headers().firstValue("Upload-Complete")).contains("?0");
        assertThat(head.headers().firstValueAsLong("Upload-Offset").orElseThrow())
                .isEqualTo(site.store().position(id.value()));
        closeQuietly(slow);
    }

    @Test
    void anUploadOfTheIetfGoesUpInBodiesOfUnknownLength() throws Exception {
        HttpResponse<String> created =
                ietf("POST", "/uploads", BodyPublishers.ofInputStream(() -> stream("0123")), "Upload-Complete", "?0");
        assertThat(created.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(created.statusCode()).isEqualTo(201);
        String upload = created.headers().firstValue("Location").orElseThrow();
        BodyPublisher rest = BodyPublishers.ofInputStream(() -> stream("456789"));
        String[] fields = {"Upload-Complete", "?1", "Upload-Offset", "4", "Content-Type", "application/partial-upload"};
        HttpResponse<String> last = ietf("PATCH", upload, rest, fields);
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(last.headers().firstValue("Upload-Complete")).contains("?1");
        assertThat(last.body()).contains("\"size\":10");
        fields[3] = "10";
        assertThat(ietf("PATCH", upload, BodyPublishers.noBody(), fields).body())
                .isEqualTo(last.body());
    }

    @Tag("T27")
    @Test
    void aRefusalOfAnUploadOfTheIetfEndsItsStreamAlone() throws Exception {
        assumeFalse(container == Container.TOMCAT, RUDE);
        String upload = create();
        String[] fields = {"Upload-Complete", "?1", "Upload-Offset", "7", "Content-Type", "application/partial-upload"};
        BodyPublisher bytes = BodyPublishers.ofByteArray(new byte[50_000]);
        HttpResponse<String> refused = ietf("PATCH", upload, bytes, fields);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.headers().firstValue("Upload-Offset")).contains("0");
        assertThat(refused.headers().firstValue("Upload-Complete")).contains("?0");
        fields[3] = "0";
        assertThat(ietf("PATCH", upload, bytes, fields).statusCode()).isEqualTo(200);
    }

    @Test
    void anEndpointBehindTheFilterSeesOneRequest() throws Exception {
        HttpResponse<String> begun = ietf(
                "POST", "/documents?a=b", BodyPublishers.ofInputStream(() -> stream("0123")), "Upload-Complete", "?0");
        assertThat(begun.statusCode()).isEqualTo(201);
        String upload = begun.headers().firstValue("Location").orElseThrow();
        BodyPublisher rest = BodyPublishers.ofInputStream(() -> stream("456789"));
        String[] fields = {"Upload-Complete", "?1", "Upload-Offset", "4", "Content-Type", "application/partial-upload"};
        HttpResponse<String> last = ietf("PATCH", upload, rest, fields);
        fields[3] = "10";
        HttpResponse<String> again = ietf("PATCH", upload, BodyPublishers.noBody(), fields);
        for (HttpResponse<String> response : List.of(last, again)) {
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.headers().firstValue("Upload-Complete")).contains("?1");
            assertThat(response.headers().firstValue("X-Seen")).contains("a=b");
            assertThat(response.body()).isEqualTo("10 " + FilterSite.sha256("0123456789".getBytes(UTF_8)));
        }
    }

    @Tag("T27")
    @ParameterizedTest
    @ValueSource(strings = {"?0", "?1"})
    void aTakeoverFromABodyForAnEndpointEndsTheOlderStreamAlone(String complete) throws Exception {
        HttpResponse<String> begun = ietf("POST", "/documents", BodyPublishers.noBody(), "Upload-Complete", "?0");
        String upload = begun.headers().firstValue("Location").orElseThrow();
        String id = upload.substring(upload.indexOf('=') + 1);
        PipedOutputStream slow = new PipedOutputStream();
        InputStream body = new PipedInputStream(slow, 1 << 16);
        HttpRequest half = HttpRequest.newBuilder(root.resolve(upload))
                .method("PATCH", BodyPublishers.ofInputStream(() -> body))
                .headers(
                        "Upload-Complete", complete, "Upload-Offset", "0", "Content-Type", "application/partial-upload")
                .build();
        CompletableFuture<HttpResponse<String>> older = client.sendAsync(half, BodyHandlers.ofString());
        slow.write(new byte[3 << 14]); // the client hands on whole buffers of 16 KiB
        slow.flush();
        await().atMost(Duration.ofSeconds(10)).until(() -> site.store().position(id) > 0);

        String offset = send("HEAD", upload, BodyPublishers.noBody())
                .headers()
                .firstValue("Upload-Offset")
                .orElseThrow();
        String[] fields = {
            "Upload-Complete", "?1", "Upload-Offset", offset, "Content-Type", "application/partial-upload"
        };
        HttpResponse<String> last = ietf("PATCH", upload, BodyPublishers.ofString("end"), fields);

        assertThat(last.body()).startsWith(Long.parseLong(offset) + 3 + " ");
        closeQuietly(slow);
        assertThat(older.handle((response, failure) -> failure == null ? response.statusCode() : 0)
                        .get())
                .isIn(0, 409);
    }

    private HttpResponse<String> ietf(String method, String target, BodyPublisher body, String... fields)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(target))
                .method(method, body)
                .headers(fields)
                .header("Upload-Draft-Interop-Version", "8")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void closeQuietly(PipedOutputStream pipe) {
        try {
            pipe.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String create() throws Exception {
        HttpResponse<String> response = send("POST", "/uploads", BodyPublishers.noBody());
        assertThat(response.statusCode()).isEqualTo(201);
        return response.headers().firstValue("Location").orElseThrow();
    }

    private HttpRequest request(String method, String target, BodyPublisher body) {
        return HttpRequest.newBuilder(root.resolve(target)).method(method, body).build();
    }

    private HttpResponse<String> send(String method, String target, BodyPublisher body) throws Exception {
        return client.send(request(method, target, body), BodyHandlers.ofString());
    }
}

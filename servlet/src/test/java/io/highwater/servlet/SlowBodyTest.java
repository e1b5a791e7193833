package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** T15: a body that comes too slowly is ended, with a window of a second. */
@Tag("T15")
@ParameterizedClass
@EnumSource(HttpLine.class)
class SlowBodyTest {

    private static final byte[] SOME = "12345".getBytes(UTF_8);

    private static Site site;

    @Parameter
    HttpLine line;

    @BeforeParameterizedClassInvocation
    static void start(HttpLine line) throws Exception {
        site = Site.on(line.container())
                .servlet(s -> s.downloads(true).option("body-rate-window", "1s"))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void aChunkThatStallsIsAnswered408AndKeepsWhatArrived() throws Exception {
        String upload = site.create("{\"length\":1000}");
        try (HttpCall call = open("PUT", upload + "?offset=0", 1000)) {
            call.send(SOME);
            Response answer = call.answer().orElseThrow();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.field("Upload-Offset")).contains("5");
            assertThat(answer.field("Content-Type")).contains("application/problem+json");
        }
        assertThat(site.put(upload, 5, new byte[995]).number("committed")).isEqualTo(1000);
    }

    @Test
    void aClientThatSendsTheHeadAndNothingElseIsAnswered408() throws Exception {
        String upload = site.create("{}");
        try (HttpCall call = open("PUT", upload + "?offset=0", 1000)) {
            assertThat(call.answer().orElseThrow().status()).isEqualTo(408);
        }
    }

    @Test
    void aCreationDocumentThatNeverComesIsAnswered408() throws Exception {
        try (HttpCall call = open("POST", "/uploads", 10, "Content-Type: application/json")) {
            assertThat(call.answer().orElseThrow().status()).isEqualTo(408);
        }
    }

    @Test
    void aPatchOfTusEndsWithoutAResponseAndKeepsWhatArrived() throws Exception {
        String upload = site.create("{\"length\":1000}");
        assertEnded(
                "PATCH",
                upload,
                "Tus-Resumable: 1.0.0",
                "Upload-Offset: 0",
                "Content-Type: application/offset+octet-stream");
        assertThat(site.committed(upload)).isEqualTo(5);
    }

    @Test
    void anAppendOfTheIetfEndsWithoutAResponseAndKeepsWhatArrived() throws Exception {
        String upload = site.create("{\"length\":1000}");
        assertEnded(
                "PATCH", upload, "Upload-Complete: ?1", "Upload-Offset: 0", "Content-Type: application/partial-upload");
        assertThat(site.committed(upload)).isEqualTo(5);
    }

    /** Over HTTP/2 Undertow has no way to end a stream: there the client is told to come back. */
    private void assertEnded(String method, String target, String... fields) throws IOException {
        try (HttpCall call = open(method, target, 1000, fields)) {
            call.send(SOME);
            Optional<Response> answer = call.answer();
            assertThat(answer.map(Response::status).orElse(0)).isEqualTo(line == HttpLine.UNDERTOW_HTTP_2 ? 503 : 0);
            answer.ifPresent(told -> assertThat(told.field("Retry-After")).isPresent());
        }
    }

    private HttpCall open(String method, String target, int length, String... fields) throws IOException {
        return line.open(site.port(), new HttpLine.Head(method, target, OptionalLong.of(length), List.of(fields)));
    }

    @Test
    void aBodyThatComesFastEnoughLivesOn() throws Exception {
        String upload = site.create("{}");
        try (HttpCall call = open("PUT", upload + "?offset=0", 20_000)) {
            int[] pieces = {0};
            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        call.send(new byte[800]);
                        return ++pieces[0] == 25; // for more than two windows
                    });
            assertThat(call.finish().orElseThrow().number("committed")).isEqualTo(20_000);
        }
    }
}

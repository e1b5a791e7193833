package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.example.Interruption.Cut;
import java.io.IOException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An endpoint that knows nothing of uploads, behind the filter, over lines that break and servers that die. */
class DocumentsIT {

    private static final int SIZE = 12_000_000;
    private static final int CUT_AT = 9_000_000; // past the first commit of a long body
    private static final int SECOND_CUT_AT = 10_500_000;
    private static final Pattern RUN = Pattern.compile("A document of \\d+ bytes");

    @RegisterExtension
    final Servers servers = new Servers();

    private final Payload document = new Payload(7, SIZE);

    @ParameterizedTest
    @EnumSource
    void a_document_that_is_cut_and_goes_on_over_two_more_requests_is_one_request_for_the_endpoint(Cut cut)
            throws IOException {
        ExampleJar server = servers.start();
        String upload;
        try (RawHttp post = RawHttp.connect(server.base())) {
            upload = begin(post);
            awaitCommitted(server, upload, 0);
            if (cut == Cut.FIN) {
                post.fin();
            } else {
                post.reset();
            }
        }
        Answer response = goOn(server, upload);

        requireAnswerOfTheEndpoint(response, "POST", "tag=7");
        requireSame(askAgain(server, upload), response);
        requireSame(askAgain(server, upload), response);
        assertThat(runs(server)).isOne();
    }

    @Test
    void a_server_that_is_killed_in_the_middle_and_after_the_end_does_not_show_to_the_endpoint() throws IOException {
        ExampleJar first = servers.start();
        String upload;
        long committed;
        try (RawHttp post = RawHttp.connect(first.base())) {
            upload = begin(post);
            committed = awaitCommitted(first, upload, 0);
            first.kill();
        }
        ExampleJar second = servers.start();
        assertThat(offset(second, upload)).isGreaterThanOrEqualTo(committed);
        Answer response = goOn(second, upload);
        requireSame(askAgain(second, upload), response); // only then it is kept
        second.kill();
        ExampleJar third = servers.start();

        requireAnswerOfTheEndpoint(response, "POST", "tag=7");
        requireSame(askAgain(third, upload), response);
        assertThat(runs(first, second, third)).isOne();
    }

    @Test
    void a_request_without_the_mark_is_none_of_the_filters_business() throws IOException {
        ExampleJar server = servers.start();
        for (String method : new String[] {"POST", "PUT"}) {
            Answer response = plain(server, method, "/documents?name=%22a%5Cb%22&x=%C3%A9", document.all());
            requireAnswerOfTheEndpoint(response, method, "name=%22a%5Cb%22&x=%C3%A9");
            assertThat(response.fields()).doesNotContainKeys("upload-complete", "upload-offset", "location");
        }
        assertThat(runs(server)).isEqualTo(2);
        assertThat(plain(server, "GET", "/documents", new byte[0]).require(200).body())
                .startsWith("POST a document here.");
    }

    @Test
    void what_was_not_said_is_null_and_what_is_odd_is_escaped() throws IOException {
        ExampleJar server = servers.start();
        try (RawHttp http = RawHttp.connect(server.base())) {
            assertThat(http.head("POST /documents", "Content-Length: 0")
                            .answer()
                            .body())
                    .isEqualTo("{\"size\":0,\"sha256\":\"" + new Payload(0, 0).sha256()
                            + "\",\"content_type\":null,\"method\":\"POST\",\"query\":null}");
            Answer odd = http.head("POST /documents", "Content-Length: 0", "Content-Type: a/b; c=\"d\\e\"")
                    .answer();
            assertThat(odd.body()).contains("\"content_type\":\"a/b; c=\\\"d\\\\e\\\"\"");
        }
    }

    @Test
    void the_limits_of_the_server_are_those_of_the_endpoint_too() throws IOException {
        ExampleJar server = servers.start("--max-size", "1MB", "--cors-origins", "http://localhost:3000");
        try (RawHttp http = RawHttp.connect(server.base())) {
            Answer options = http.head("OPTIONS /documents").answer().require(200);
            assertThat(options.field("Upload-Limit")).contains("max-size=1000000");
            Answer preflight = http.head(
                            "OPTIONS /documents",
                            "Origin: http://localhost:3000",
                            "Access-Control-Request-Method: POST",
                            "Access-Control-Request-Headers: upload-complete")
                    .answer()
                    .require(204);
            assertThat(preflight.field("Access-Control-Allow-Origin")).isEqualTo("http://localhost:3000");
            http.head("POST /documents", "Upload-Complete: ?0", "Upload-Length: 1000001", "Content-Length: 0")
                    .answer()
                    .require(413);
        }
    }

    /** Sends the first part of the document, and returns where its client was told that the upload is. */
    private String begin(RawHttp post) throws IOException {
        post.head(
                "POST /documents?tag=7",
                "Content-Type: text/x-walk; charset=\"utf-8\"",
                "Content-Length: " + SIZE,
                "Upload-Complete: ?1",
                "Upload-Draft-Interop-Version: 8");
        String upload = post.next().require(104).field("Location");
        assertThat(upload).matches("/documents\\?upload=[A-Za-z0-9_-]{22,}");
        post.body(document.slice(0, CUT_AT));
        return upload;
    }

    /** Brings the rest in two requests, the first of which is cut as well. */
    private Answer goOn(ExampleJar server, String upload) throws IOException {
        long offset = offset(server, upload);
        assertThat(offset).isBetween(1L, (long) CUT_AT);
        try (RawHttp patch = RawHttp.connect(server.base())) {
            append(patch, upload, offset, SIZE - offset).body(document.slice(offset, SECOND_CUT_AT));
            patch.fin();
        }
        awaitCommitted(server, upload, offset);
        long second = offset(server, upload);
        assertThat(second).isBetween(offset, (long) SECOND_CUT_AT);
        try (RawHttp patch = RawHttp.connect(server.base())) {
            append(patch, upload, second, SIZE - second).body(document.slice(second, SIZE));
            return patch.answer();
        }
    }

    private static RawHttp append(RawHttp http, String upload, long offset, long length) throws IOException {
        return http.head(
                "PATCH " + upload,
                "Content-Type: application/partial-upload",
                "Content-Length: " + length,
                "Upload-Offset: " + offset,
                "Upload-Complete: ?1",
                "Upload-Draft-Interop-Version: 8");
    }

    /** A client that lost the response. */
    private static Answer askAgain(ExampleJar server, String upload) throws IOException {
        try (RawHttp patch = RawHttp.connect(server.base())) {
            return append(patch, upload, SIZE, 0).answer();
        }
    }

    private static long offset(ExampleJar server, String upload) throws IOException {
        return server.client().offset(upload);
    }

    private static long awaitCommitted(ExampleJar server, String upload, long before) {
        return await().until(() -> server.client().peek(upload), committed -> committed > before);
    }

    private static Answer plain(ExampleJar server, String method, String path, byte[] body) throws IOException {
        try (RawHttp http = RawHttp.connect(server.base())) {
            return http.head(
                            method + " " + path,
                            "Content-Type: text/x-walk; charset=\"utf-8\"",
                            "Content-Length: " + body.length)
                    .body(body)
                    .answer();
        }
    }

    private void requireAnswerOfTheEndpoint(Answer response, String method, String query) {
        assertThat(response.require(200).field("Content-Type")).isEqualToIgnoringCase("application/json;charset=utf-8");
        assertThat(response.body())
                .isEqualTo("{\"size\":" + SIZE + ",\"sha256\":\"" + document.sha256()
                        + "\",\"content_type\":\"text/x-walk; charset=\\\"utf-8\\\"\",\"method\":\"" + method
                        + "\",\"query\":\"" + query + "\"}");
    }

    private static void requireSame(Answer again, Answer first) {
        assertThat(first.field("Upload-Complete")).isEqualTo("?1");
        assertThat(again.field("Upload-Complete")).isEqualTo("?1");
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.field("Content-Type")).isEqualTo(first.field("Content-Type"));
        assertThat(again.body()).isEqualTo(first.body());
    }

    /** How often the endpoint was called, as these servers have logged it. */
    private static long runs(ExampleJar... lives) {
        return Stream.of(lives)
                .flatMap(server -> RUN.matcher(server.output()).results())
                .count();
    }
}

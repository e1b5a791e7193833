package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.Intent;
import io.highwater.engine.UploadAuthorizer;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What malformed and hostile requests get, by the row numbers of the table of threats. */
@ParameterizedClass
@EnumSource(Container.class)
class BadInputTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    /** Spellings that some containers take for the collection or the root, which have no such methods. */
    private static final Set<String> ABOVE = Set.of("/..", "/.", "/;x");

    private static final UploadLimits LIMITS = new UploadLimits(1000, 2, 500, 1, 100, null);

    private static Site site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container)
                .limits(LIMITS)
                .deployed(d -> d.behind(new PrincipalFilter()))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @Tag("T1")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/.",
                "/a/b",
                "/C:x",
                "/store.lock",
                "/%2e%2e%2f",
                "/%00",
                "/;x",
                "/%c0%ae%c0%ae",
                "/ID;x",
                "/ID;a=b/complete",
                "/ID%00",
                "/%41ID",
                "/ID/",
                "//ID",
                "/ID/content/x",
                "/ID/other",
                "/ID%2fcomplete",
                "/UPPER"
            })
    void t1_whatIsNoIdIsNotFound(String spelling) throws Exception {
        String upload = site.create("{}");
        String id = upload.substring("/uploads/".length());
        String target = "/uploads" + spelling.replace("ID", id).replace("UPPER", id.toUpperCase(java.util.Locale.ROOT));
        List<Integer> expected = ABOVE.contains(spelling) ? List.of(400, 404, 405) : List.of(400, 404);
        for (String method : new String[] {"GET", "HEAD", "DELETE", "PUT"}) {
            int status = site.request(method, target + "?offset=0").status();
            assertThat(status).as(method + " " + target).isIn(expected);
        }
        assertThat(site.request("HEAD", upload).status()).isEqualTo(200);
    }

    @Tag("T1")
    @Test
    void t1_anIdOfTenKilobytesIsNotFound() throws Exception {
        int status = site.request("HEAD", "/uploads/" + "a".repeat(10_000)).status();
        assertThat(status).isIn(404, 400, 414, 431);
    }

    @Tag("T2")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1                  | 400",
                "05                  | 400",
                "1e3                 | 400",
                "1.0                 | 400",
                "'\"5\"'             | 400",
                "true                | 400",
                "1000000000000000    | 413",
                "9223372036854775808 | 413",
                "1001                | 413",
                "1000                | 201",
                "null                | 201",
            })
    void t2_aLengthIsPlainDigitsWithinTheLimits(String length, int status) throws Exception {
        assertThat(site.post("{\"length\":" + length + "}").status()).isEqualTo(status);
    }

    @Tag("T4")
    @Test
    void t4_aBodyBeyondALimitIsRefusedBeforeItIsRead() throws Exception {
        String upload = site.create("{}");
        for (String length : new String[] {"501", "1000000000", "999999999999999"}) {
            try (RawClient client = site.client()) {
                client.head("PUT", upload + "?offset=0", "Content-Length: " + length);
                Response response = client.read("PUT");
                assertThat(response.status()).isEqualTo(413);
                assertThat(response.field("Connection")).contains("close");
                assertThat(response.field("Upload-Limit"))
                        .contains("max-size=1000, min-size=2, max-append-size=500, min-append-size=1");
                client.sendAsFarAsWanted(new byte[4 << 20]); // Tomcat swallows two
                assertThat(client.isEnded()).isTrue();
            }
        }
        assertThat(site.committed(upload)).isZero();
    }

    @Tag("T4")
    @Test
    void t4_aRefusedBodyIsNotAskedForWith100Continue() throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", "Content-Length: 501", "Expect: 100-continue");
            Response response = client.read("PUT");
            assertThat(response.status()).isEqualTo(413);
            if (container != Container.TOMCAT) { // which sends 100 before any servlet is asked
                assertThat(response.interim()).isEmpty();
            }
        }
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", "Content-Length: 10", "Expect: 100-continue");
            client.awaitContinue();
            client.send(TEN);
            assertThat(client.read("PUT").number("committed")).isEqualTo(10);
        }
    }

    @Tag("T5")
    @Test
    void t5_aChunkedBodyIsCutAtTheLimit() throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", "Transfer-Encoding: chunked");
            byte[] bytes = new byte[100];
            for (int i = 0; i < 20; i++) {
                client.chunkIfWanted(bytes, 0, bytes.length);
            }
            assertThat(client.read("PUT").status()).isEqualTo(413);
        }
        assertThat(site.committed(upload)).isLessThanOrEqualTo(500);
    }

    @Tag("T6")
    @ParameterizedTest
    @ValueSource(strings = {"FIN", "HALF", "RST"})
    void t6_aBodyThatBreaksOffIsKeptButNothingIsComplete(String cut) throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", "Content-Length: 100");
            client.send(TEN);
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) == 10);
            switch (cut) {
                case "FIN" -> client.finish();
                case "RST" -> client.reset();
                default -> {
                    client.halfClose();
                    assertThat(client.statusIfAny()).matches(status -> status < 200 || status >= 300);
                }
            }
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> site.committed(upload) == 10);
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?0");
    }

    @Tag("T6")
    @Test
    void t6_aClientThatStopsSendingIsToldInWordsOfItsProtocol() throws Exception {
        String upload = site.create("{\"length\":100}");
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    "Content-Length: 100",
                    "Tus-Resumable: 1.0.0",
                    "Upload-Offset: 0",
                    "Content-Type: application/offset+octet-stream");
            client.send(TEN);
            await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) == 10);
            client.halfClose();
            Optional<Response> answer = client.readIfAny("PATCH");
            // Tomcat lets nobody else answer after a failed read, and at times ends the connection before it does
            // itself
            assertThat(answer.isPresent() || container == Container.TOMCAT).isTrue();
            answer.ifPresent(response -> {
                assertThat(response.status()).isEqualTo(400);
                assertThat(response.field("Connection")).contains("close");
                assertThat(response.text()).doesNotContain("Exception");
            });
            if (container != Container.TOMCAT) {
                Response response = answer.orElseThrow();
                assertThat(response.field("Content-Type")).contains("application/problem+json");
                assertThat(response.field("Cache-Control")).contains("no-store");
                assertThat(response.field("Tus-Resumable")).contains("1.0.0");
            }
        }
    }

    @Tag("T6")
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10\r\nContent-Length: 11", "Content-Length: -1", "Content-Length: +10"})
    void t6_contradictoryFramingIsRefusedByTheContainer(String framing) throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", framing.split("\r\n"));
            client.sendAsFarAsWanted(TEN);
            assertThat(client.statusIfAny()).matches(status -> status < 200 || status >= 300);
        }
    }

    @Tag("T9")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"metadata\":{\"a\":\"1\",\"a\":\"2\"}}             | 400",
                "{\"length\":1,\"length\":1}                          | 400",
                "{\"filename\":\"a\",\"metadata\":{\"filename\":\"b\"}} | 400",
                "{\"metadata\":{\"a\":1}}                             | 400",
                "{\"metadata\":{\"\":\"1\"}}                          | 400",
                "{\"metadata\":{\"a\\u0000\":\"1\"}}                  | 400",
                "{\"metadata\":{\"a\":\"\\u0001\"}}                   | 400",
                "{\"filename\":\"\\ud800\"}                           | 400",
                "{\"metadata\":[]}                                    | 400",
                "{\"content_type\":\"no type\"}                       | 400",
                "[]                                                   | 400",
                "{                                                    | 400",
                "{} {}                                                | 400",
                "{\"filename\":7}                                     | 400",
                "nonsense                                             | 400",
                "{\"filename\":\"a\\r\\nb\"}                          | 201",
            })
    void t9_badMetadataIsABadRequest(String json, int status) throws Exception {
        assertThat(site.post(json).status()).isEqualTo(status);
    }

    @Tag("T9")
    @Test
    void t9_aCreationIsUtf8AndSmall() throws Exception {
        byte[] latin1 = "{\"filename\":\"\u00e4\"}".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(site.request("POST", "/uploads", latin1, "Content-Type: application/json")
                        .status())
                .isEqualTo(400);
        String large = "{\"metadata\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}}";
        assertThat(site.post(large).status()).isEqualTo(413);
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", "Transfer-Encoding: chunked", "Content-Type: application/json");
            byte[] bytes = large.getBytes(UTF_8);
            for (int from = 0; from < bytes.length; from += 1 << 16) {
                client.chunkIfWanted(bytes, from, Math.min(bytes.length, from + (1 << 16)));
            }
            assertThat(client.read("POST").status()).isEqualTo(413);
        }
        String deep = "{\"x\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertThat(site.post(deep).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void aCreationThatIsNotJsonIsRefused(String type) throws Exception {
        Response response = site.request("POST", "/uploads", "length=5".getBytes(UTF_8), "Content-Type: " + type);
        assertThat(response.status()).isEqualTo(415);
        assertThat(site.request("POST", "/uploads", "{}".getBytes(UTF_8)).status())
                .isEqualTo(415);
        assertThat(site.request("POST", "/uploads", new byte[0], "Content-Type: " + type)
                        .status())
                .isEqualTo(415);
        assertThat(site.request("POST", "/uploads", new byte[0], "Content-Type: application/json")
                        .status())
                .isEqualTo(201);
    }

    @Tag("T12")
    @Test
    void t12_anotherUserCannotTellAnUploadFromNone() throws Exception {
        String upload = site.create("{}", "X-User: alice");
        for (String method : new String[] {"GET", "HEAD", "PUT", "DELETE", "PATCH"}) {
            Response foreign = site.request(method, upload + "?offset=0", "X-User: bob");
            Response unknown = site.request(method, "/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa?offset=0", "X-User: bob");
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.text()).isEqualTo(unknown.text());
            assertThat(foreign.field("Cache-Control")).contains("no-store");
        }
        String unknown = "/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa";
        for (String user : new String[] {"X-User: bob", "X-Nobody: x"}) {
            for (String[] request : new String[][] {{"POST", "/complete"}, {"GET", "/content"}, {"HEAD", "/content"}}) {
                Response foreign = site.request(request[0], upload + request[1], user);
                assertThat(foreign.status()).isEqualTo(404);
                assertThat(foreign.text())
                        .isEqualTo(site.request(request[0], unknown + request[1], user)
                                .text());
                assertThat(foreign.field("Cache-Control")).contains("no-store");
            }
        }
        assertThat(site.put(upload, 0, TEN, "X-User: alice").number("committed"))
                .isEqualTo(10);
    }

    @Tag("T21")
    @Test
    void t21_anAuthorizerThatThrowsGetsAnAnswerWithoutATrace() throws Exception {
        UploadAuthorizer broken = (intent, requester, upload) -> {
            if (intent == Intent.CREATE && "alice".equals(requester.principal())) {
                return UploadAuthorizer.Decision.ALLOW;
            }
            throw new IllegalStateException("a bug in the application");
        };
        try (Site application = Site.on(container)
                .authorizer(broken)
                .deployed(d -> d.behind(new PrincipalFilter()))
                .start()) {
            String upload = application.create("{}", "X-User: alice");
            String[] tus = {"Tus-Resumable: 1.0.0", "Upload-Offset: 0", "Content-Type: application/offset+octet-stream"
            };
            assertInternalError(application.post("{}"));
            assertInternalError(application.put(upload, 0, TEN));
            assertInternalError(application.request("HEAD", upload));
            assertInternalError(application.request("GET", upload));
            assertInternalError(application.request("POST", upload + "/complete"));
            assertInternalError(application.request("GET", upload + "/content"));
            assertInternalError(application.request("DELETE", upload));
            for (String method : new String[] {"PATCH", "HEAD", "DELETE"}) {
                Response response =
                        application.request(method, upload, method.equals("PATCH") ? TEN : new byte[0], tus);
                assertInternalError(response);
                assertThat(response.field("Tus-Resumable")).contains("1.0.0");
            }
        }
    }

    private static void assertInternalError(Response response) {
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.field("Cache-Control")).contains("no-store");
        assertThat(response.text()).doesNotContain("bug", "Exception");
    }

    @Test
    void anUploadBelowTheSmallestSizeIsNotCompleted() throws Exception {
        String upload = site.create("{}");
        site.put(upload, 0, new byte[1]);
        Response response = site.request("POST", upload + "/complete");
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.field("Upload-Limit").orElseThrow()).contains("min-size=2");
    }

    /** Logs a user in by a header field, for tests. */
    private static final class PrincipalFilter extends jakarta.servlet.http.HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(
                jakarta.servlet.http.HttpServletRequest request,
                jakarta.servlet.http.HttpServletResponse response,
                jakarta.servlet.FilterChain chain)
                throws java.io.IOException, jakarta.servlet.ServletException {
            String user = request.getHeader("X-User");
            chain.doFilter(
                    new jakarta.servlet.http.HttpServletRequestWrapper(request) {
                        @Override
                        public Principal getUserPrincipal() {
                            return user == null ? null : () -> user;
                        }
                    },
                    response);
        }
    }
}

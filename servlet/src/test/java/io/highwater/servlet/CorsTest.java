package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.Intent;
import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What browsers are told about pages of other origins. */
@Tag("T13")
class CorsTest {

    private static final String HOME = "https://app.example.org";
    private static final String SECOND = "http://localhost:3000";
    private static final String METHODS = "GET HEAD POST PUT PATCH DELETE OPTIONS";
    private static final String REQUEST_FIELDS = "Authorization Content-Type Content-Disposition Content-Digest"
            + " Repr-Digest Want-Repr-Digest Range If-Range X-HTTP-Method-Override X-Request-ID X-Requested-With"
            + " Tus-Resumable Upload-Length Upload-Defer-Length Upload-Offset Upload-Metadata Upload-Concat"
            + " Upload-Checksum Upload-Complete Upload-Incomplete Upload-Draft-Interop-Version";
    private static final String RESPONSE_FIELDS = "Location ETag Retry-After Repr-Digest Content-Range Accept-Patch"
            + " Tus-Version Tus-Resumable Tus-Extension Tus-Max-Size Tus-Checksum-Algorithm Upload-Offset"
            + " Upload-Length Upload-Defer-Length Upload-Metadata Upload-Concat Upload-Expires Upload-Complete"
            + " Upload-Incomplete Upload-Limit Upload-Draft-Interop-Version";
    private static final byte[] BYTES = "12345".getBytes(StandardCharsets.UTF_8);
    private static final UploadAuthorizer BROKEN_FOR_DELETES = (intent, requester, upload) -> {
        if (intent == Intent.CANCEL) {
            throw new IllegalStateException("a bug in the application");
        }
        return Decision.ALLOW;
    };

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyAnswerToAnAllowedOriginMayBeReadByIt(Container container) throws Exception {
        try (Site site = site(container).start()) {
            answers(site, "Origin: " + HOME).forEach((what, response) -> {
                assertThat(response.field("Access-Control-Allow-Origin"))
                        .as(what)
                        .contains(HOME);
                assertThat(response.field("Access-Control-Expose-Headers").orElse(""))
                        .as(what)
                        .isEqualTo(RESPONSE_FIELDS.replace(" ", ", "));
                assertThat(response.field("Access-Control-Allow-Credentials"))
                        .as(what)
                        .isEmpty();
                assertThat(all(response, "Vary")).as(what).containsOnlyOnce("Origin");
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aBlockingServletSaysTheSame(Container container) throws Exception {
        try (Site site = site(container).deployed(Deployment::blocking).start()) {
            answers(site, "Origin: " + SECOND)
                    .forEach((what, response) -> assertThat(response.field("Access-Control-Allow-Origin"))
                            .as(what)
                            .contains(SECOND));
        }
    }

    static List<List<String>> strangers() {
        return List.of(
                List.of(),
                List.of("Origin: null"),
                List.of("Origin: *"),
                List.of("Origin: https://example.org"),
                List.of("Origin: http://app.example.org"),
                List.of("Origin: https://app.example.org:8443"),
                List.of("Origin: https://app.example.org.evil.example"),
                List.of("Origin: https://evil-app.example.org"),
                List.of("Origin: HTTPS://APP.EXAMPLE.ORG"),
                List.of("Origin: https://app.example.org/"),
                List.of("Origin: https://app.example.org, http://localhost:3000"),
                List.of("Origin: https://app.example.org", "Origin: http://localhost:3000"),
                List.of("Origin: https://app.example.org", "Origin: https://evil.example"));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void anyOtherOriginHearsNothingAndNoCacheMixesThemUp(List<String> origin) throws Exception {
        try (Site site = site(Container.JETTY).start()) {
            answers(site, origin.toArray(String[]::new)).forEach((what, response) -> {
                assertThat(ofCors(response)).as(what).isEmpty();
                assertThat(all(response, "Vary")).as(what).containsOnlyOnce("Origin");
            });
            List<String> preflight = new ArrayList<>(origin);
            preflight.add("Access-Control-Request-Method: PUT");
            Response options = site.request("OPTIONS", "/uploads", preflight.toArray(String[]::new));
            assertThat(ofCors(options)).isEmpty();
            assertThat(options.field("Tus-Version")).contains("1.0.0");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void withoutTheOptionNobodyHearsAnything(Container container) throws Exception {
        try (Site site =
                site(container).servlet(servlet -> servlet.downloads(true)).start()) {
            answers(site, "Origin: " + HOME).forEach((what, response) -> {
                assertThat(ofCors(response)).as(what).isEmpty();
                assertThat(all(response, "Vary")).as(what).doesNotContain("Origin");
            });
            Response preflight = preflight(site, "/uploads", HOME);
            assertThat(ofCors(preflight)).isEmpty();
            assertThat(preflight.field("Tus-Version")).contains("1.0.0");
        }
    }

    @Tag("T12")
    @ParameterizedTest
    @EnumSource(Container.class)
    void aPreflightIsAnsweredBeforeAuthorization(Container container) throws Exception {
        try (Site site = site(container)
                .authorizer((intent, requester, upload) -> Decision.DENY)
                .start()) {
            for (String target :
                    List.of("/uploads", "/uploads/", "/uploads/abcdefghijklmnopqrstuvwxyz", "/uploads/?x=y")) {
                Response response = preflight(site, target, HOME);
                assertThat(response.status()).as(target).isEqualTo(204);
                assertThat(response.field("Access-Control-Allow-Origin")).contains(HOME);
                assertThat(response.field("Access-Control-Allow-Methods")).contains(METHODS.replace(" ", ", "));
                assertThat(response.field("Access-Control-Allow-Headers")).contains(REQUEST_FIELDS.replace(" ", ", "));
                assertThat(response.field("Access-Control-Max-Age")).contains("7200");
                assertThat(response.field("Access-Control-Allow-Credentials")).isEmpty();
                assertThat(all(response, "Vary")).containsExactly("Origin");
                assertThat(response.field("Cache-Control")).contains("no-store");
                assertThat(response.field("Tus-Version")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aPlainOptionsStaysTheDiscovery(Container container) throws Exception {
        try (Site site = site(container).start()) {
            Response response = site.request("OPTIONS", "/uploads", "Origin: " + HOME);
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.field("Tus-Version")).contains("1.0.0");
            assertThat(response.field("Access-Control-Allow-Origin")).contains(HOME);
            assertThat(response.field("Access-Control-Allow-Methods")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void credentialsAreAllowedToExactOriginsWhereTheOptionSaysSo(Container container) throws Exception {
        try (Site site = site(container)
                .servlet(servlet -> servlet.corsOrigins(HOME).corsCredentials(true))
                .start()) {
            for (Response response :
                    List.of(site.request("POST", "/uploads", "Origin: " + HOME), preflight(site, "/uploads", HOME))) {
                assertThat(response.field("Access-Control-Allow-Origin")).contains(HOME);
                assertThat(response.field("Access-Control-Allow-Credentials")).contains("true");
            }
            assertThat(ofCors(preflight(site, "/uploads", SECOND))).isEmpty();
        }
    }

    private static Site.Builder site(Container container) {
        UnaryOperator<ResumableUploadServlet.Builder> servlet =
                builder -> builder.downloads(true).corsOrigins(HOME, SECOND);
        return Site.on(container)
                .servlet(servlet)
                .authorizer(BROKEN_FOR_DELETES)
                .limits(new UploadLimits(1000, 0, UploadLimits.MAX_SIZE, 0, 1000, null));
    }

    /** An answer of every kind, by what was asked. */
    private static Map<String, Response> answers(Site site, String... origin) throws IOException {
        Map<String, Response> answers = new LinkedHashMap<>();
        String upload = site.create("{}");
        String complete = site.createComplete("{}", BYTES);
        for (Ask ask : List.of(
                new Ask(201, "POST", "/uploads", ""),
                new Ask(200, "PUT", upload + "?offset=0", "12345"),
                new Ask(409, "PUT", upload + "?offset=9", "12345"),
                new Ask(400, "PUT", upload + "?offset=5", "12345", "Content-Digest: md5=:1B2M2Y8AsgTpgAmY7PhCfg==:"),
                new Ask(400, "PUT", upload, "12345"),
                new Ask(413, "PUT", upload + "?offset=5", "x".repeat(2000)),
                new Ask(
                        413,
                        "PUT",
                        upload + "?offset=5",
                        "7D0\r\n" + "x".repeat(2000) + "\r\n0\r\n\r\n",
                        "Transfer-Encoding: chunked"),
                new Ask(200, "HEAD", upload, ""),
                new Ask(200, "GET", upload, "", "Accept: application/json"),
                new Ask(500, "DELETE", upload, ""),
                new Ask(200, "POST", upload + "/complete", ""),
                new Ask(405, "POST", upload, ""),
                new Ask(200, "GET", complete + "/content", ""),
                new Ask(206, "GET", complete + "/content", "", "Range: bytes=1-2"),
                new Ask(416, "GET", complete + "/content", "", "Range: bytes=9-"),
                new Ask(415, "POST", "/uploads", "x=y", "Content-Type: application/x-www-form-urlencoded"),
                new Ask(400, "POST", "/uploads", "{", "Content-Type: application/json"),
                new Ask(404, "GET", "/uploads/nothing/there", ""),
                new Ask(404, "HEAD", "/uploads/abcdefghijklmnopqrstuvwxyz", ""),
                new Ask(201, "POST", "/uploads", "", "Tus-Resumable: 1.0.0", "Upload-Length: 5"),
                new Ask(412, "POST", "/uploads", "", "Tus-Resumable: 0.2.2", "Upload-Length: 5"),
                new Ask(204, "OPTIONS", "/uploads", ""))) {
            answers.put(ask.toString(), ask.of(site, origin));
        }
        return answers;
    }

    /** A request that has to get this answer. */
    private record Ask(int status, String method, String target, String body, String... fields) {

        Response of(Site site, String... origin) throws IOException {
            List<String> all = new ArrayList<>(List.of(fields));
            all.addAll(List.of(origin));
            Response response =
                    site.request(method, target, body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
            assertThat(response.status()).as(this + ": " + response).isEqualTo(status);
            return response;
        }

        @Override
        public String toString() {
            return status + " " + method + " " + target + " " + Arrays.toString(fields);
        }
    }

    private static Response preflight(Site site, String target, String origin) throws IOException {
        return site.request(
                "OPTIONS",
                target,
                "Origin: " + origin,
                "Access-Control-Request-Method: PATCH",
                "Access-Control-Request-Headers: tus-resumable,upload-offset");
    }

    private static List<String> ofCors(Response response) {
        return response.fields().stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith("access-control-"))
                .toList();
    }

    private static List<String> all(Response response, String name) {
        return response.fields().stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(field -> field.substring(name.length() + 1).strip())
                .toList();
    }
}

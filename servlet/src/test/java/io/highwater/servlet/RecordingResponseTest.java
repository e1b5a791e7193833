package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.EndpointSite.Collected;
import io.highwater.servlet.EndpointSite.Endpoint;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Responses of endpoints: they reach the client as they are, and once more when they are asked for again. */
class RecordingResponseTest {

    private static final byte[] BODY = "twelve bytes".getBytes(StandardCharsets.US_ASCII);

    /** What an endpoint may do with its response. */
    enum Way implements Endpoint {
        NOTHING {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) {}
        },
        STATUS_ALONE {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) {
                response.setStatus(204);
            }
        },
        STREAM {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setStatus(201);
                response.setContentType("application/octet-stream");
                response.setHeader("X-One", "1");
                response.addHeader("X-Many", "1");
                response.addHeader("x-many", "2");
                response.setIntHeader("X-Int", 7);
                response.setDateHeader("X-Date", 0);
                response.setContentLength(6);
                response.getOutputStream().write(new byte[] {1, 2, 3});
                response.getOutputStream().write(4);
                response.getOutputStream().flush();
                response.getOutputStream().write(new byte[] {4, 5, 6, 7}, 1, 2);
                response.getOutputStream().close();
            }
        },
        WRITER_WITHOUT_A_CHARSET {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("text/plain");
                response.getWriter().print("grün €");
            }
        },
        WRITER_IN_UTF_8 {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("text/plain;charset=utf-8");
                PrintWriter writer = response.getWriter();
                writer.printf("%s %d\n", "grün €", 7);
                writer.append('\ud83d').append('\ude00').print('\n');
                writer.flush();
                writer.write("end");
                writer.close();
            }
        },
        WRITER_IN_UTF_16 {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setCharacterEncoding("utf-16");
                response.setContentType("text/plain");
                response.getWriter().print("grün");
                response.getWriter().print(" €");
            }
        },
        JSON {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setContentType("application/json");
                response.getOutputStream().write("{\"a\":\"€\"}".getBytes(StandardCharsets.UTF_8));
            }
        },
        ERROR {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setHeader("X-Why", "because");
                response.setContentType("text/plain");
                response.getWriter().print("not to be seen");
                response.sendError(418);
                response.getWriter().print("nor this");
            }
        },
        ERROR_WITH_A_MESSAGE {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.sendError(409, "There is one <already>.");
            }
        },
        EXCEPTION {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("not to be seen");
                throw new UnsupportedOperationException("not today");
            }
        },
        SERVLET_EXCEPTION {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException {
                throw new ServletException("not today");
            }
        },
        REDIRECT {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.sendRedirect("/elsewhere?x=1");
            }
        },
        REDIRECT_BY_HAND {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) {
                response.setStatus(303);
                response.setHeader("Location", "/elsewhere");
            }
        },
        COOKIES {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) {
                response.addCookie(new Cookie("a", "1"));
                Cookie cookie = new Cookie("b", "2");
                cookie.setHttpOnly(true);
                cookie.setPath("/app");
                response.addCookie(cookie);
            }
        },
        RESET {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setStatus(500);
                response.setHeader("X-Gone", "yes");
                response.getWriter().print("not to be seen");
                response.reset();
                response.setContentType("text/plain");
                response.getOutputStream().print("after all");
            }
        },
        RESET_BUFFER {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setStatus(202);
                response.setHeader("X-Here", "yes");
                response.getOutputStream().print("not to be seen");
                response.resetBuffer();
                response.getOutputStream().print("after all");
            }
        },
        FLUSHED {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setHeader("X-Early", "yes");
                response.flushBuffer();
                response.setHeader("X-Late", "yes");
                response.getOutputStream().print("a line\n".repeat(10));
            }
        },
        BEHIND_THE_END {
            @Override
            public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("all");
                response.getWriter().close();
                response.getWriter().print("more");
            }
        };

        boolean isError() {
            return name().startsWith("ERROR") || name().endsWith("EXCEPTION");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void everyResponseIsTheEndpointsAndComesAgain(Container container) throws Exception {
        Map<String, Way> ways = Stream.of(Way.values()).collect(Collectors.toMap(Enum::name, Function.identity()));
        Endpoint endpoint =
                (request, response) -> ways.get(request.getQueryString()).serve(request, response);
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            for (Way way : Way.values()) {
                Call call = Call.of("POST", EndpointSite.ENDPOINT + "?" + way, BODY);
                if (way.isError()) {
                    assertSameError(site, call);
                    boolean cleared =
                            container == Container.UNDERTOW && way.name().endsWith("EXCEPTION");
                    assertThat(site.inPieces(call, 2).response().field("Upload-Complete"))
                            .isEqualTo(cleared ? Optional.empty() : Optional.of("?1"));
                } else {
                    site.assertSame(call);
                }
            }
        }
    }

    /** Its page is the container's: Jetty has none for a PATCH. */
    private static void assertSameError(EndpointSite site, Call call) throws IOException {
        Response plain = site.plain(call);
        Collected all = site.inPieces(call, 2);
        Response collected = all.response();
        Response again = site.again(all, call);

        assertThat(plain.status()).isGreaterThan(400);
        assertThat(collected.status()).isEqualTo(plain.status());
        assertThat(collected.field("X-Why")).isEqualTo(plain.field("X-Why"));
        assertThat(again.status()).isEqualTo(plain.status());
        assertThat(again.field("X-Why")).isEqualTo(plain.field("X-Why"));
        if (!call.target().endsWith("EXCEPTION")) { // whose trace is on the page
            assertThat(withoutQuery(collected)).isIn(withoutQuery(plain), "");
            assertThat(withoutQuery(again)).isEqualTo(withoutQuery(collected));
        }
        assertThat(again.field("Upload-Complete")).contains("?1");
    }

    /** Jetty 12.1 shows the whole URL. */
    private static String withoutQuery(Response page) {
        return page.text().replaceAll("\\?[A-Za-z0-9_=]+</td>", "</td>");
    }

    @ParameterizedTest
    @EnumSource(
            value = Container.class,
            names = "TOMCAT", // which lets nothing reach the filters of such a servlet any more
            mode = EnumSource.Mode.EXCLUDE)
    void aServletThatIsUnavailableStaysSo(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            throw new UnavailableException("for ever");
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT, BODY);
            Collected first = site.inPieces(call, 2);

            assertThat(first.response().status()).isEqualTo(404);
            assertThat(site.again(first, call).status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void ofABodyThatIsTooLargeTheHeadComesAgain(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            response.setStatus(202);
            response.setContentType("text/csv");
            response.setHeader("X-Big", "yes");
            response.getOutputStream().write(new byte[100_000]);
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT, BODY);
            Collected collected = site.inPieces(call, 2);
            Response first = collected.response();
            Response again = site.again(collected, call);

            assertThat(first.body()).hasSize(100_000);
            assertThat(again.status()).isEqualTo(202);
            assertThat(again.field("Content-Type")).isEqualTo(first.field("Content-Type"));
            assertThat(again.field("X-Big")).contains("yes");
            assertThat(again.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aResponseWhoseClientHasGoneIsFinishedForItsReturn(Container container) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Endpoint endpoint = (request, response) -> {
            try {
                called.countDown();
                gone.await();
                for (int part = 0; part < 100; part++) {
                    response.getOutputStream().write(new byte[500]);
                    response.flushBuffer();
                }
                outcome.complete("finished");
            } catch (IOException | InterruptedException e) {
                outcome.complete(e.toString());
            }
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT, BODY);
            Collected collected = site.leaving(call, called);
            gone.countDown();

            assertThat(outcome.get(20, TimeUnit.SECONDS)).isEqualTo("finished");
            assertThat(site.again(collected, call).body()).hasSize(50_000);
        }
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.EndpointSite.Collected;
import io.highwater.servlet.EndpointSite.Endpoint;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Endpoints that hand a request on that came in several pieces. */
class DispatchTest {

    private static final byte[] FORM = "a=1&x=form".getBytes(StandardCharsets.UTF_8);
    private static final String FORM_TYPE = "Content-Type: application/x-www-form-urlencoded; charset=utf-8";

    private static final Endpoint TARGET = (request, response) ->
            response.getWriter().print(RequestDump.head(request) + RequestDump.parameters(request) + body(request));

    private static String body(HttpServletRequest request) throws IOException {
        return RequestDump.sha256(request.getInputStream().readAllBytes());
    }

    private static EndpointSite site(Container container, Endpoint endpoint) throws Exception {
        Deployment.Pieces pieces = new Deployment.Pieces(
                context -> {
                    context.addServlet("target", TARGET.servlet()).addMapping("/target/*");
                    Endpoint further = (request, response) -> request.getRequestDispatcher("/target/further?x=further")
                            .forward(request, response);
                    context.addServlet("further", further.servlet()).addMapping("/further");
                },
                Map.of());
        return EndpointSite.of(container, endpoint.servlet(), pieces);
    }

    static Stream<Arguments> paths() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of(
                                "/target/a%20b", "/target?x=new&z=%C3%A4", "/further?x=first", "/further")
                        .map(path -> Arguments.of(container, path)));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aForwardIsWhatItIsToARequestOfOnePiece(Container container, String path) throws Exception {
        Endpoint endpoint =
                (request, response) -> request.getRequestDispatcher(path).forward(request, response);
        try (EndpointSite site = site(container, endpoint)) {
            for (String target : List.of(EndpointSite.ENDPOINT, EndpointSite.ENDPOINT + "/info?x=own&y=own")) {
                site.assertSame(Call.of("POST", target, FORM, FORM_TYPE, "Authorization: alice"));
                site.assertSame(Call.of("PUT", target, FORM, "Content-Type: text/plain"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void anIncludeIsWhatItIsToARequestOfOnePiece(Container container, String path) throws Exception {
        Endpoint endpoint = (request, response) -> {
            response.getWriter().print("before\n");
            request.getRequestDispatcher(path.replace("further", "target")).include(request, response);
            response.getWriter().print("after\n" + RequestDump.parameters(request));
        };
        try (EndpointSite site = site(container, endpoint)) {
            site.assertSame(Call.of("POST", EndpointSite.ENDPOINT + "?x=own", FORM, FORM_TYPE));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anErrorPageIsShownAndComesAgain(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            switch (request.getQueryString()) {
                case "sent" -> response.sendError(409, "a conflict");
                case "thrown" -> throw new UnsupportedOperationException("not today");
                default -> throw new ServletException(new IllegalArgumentException("bad"));
            }
        };
        Endpoint page = (request, response) -> {
            Object exception = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE);
            response.setContentType("text/plain");
            response.setHeader("X-Page", "yes");
            response.getWriter()
                    .print("error " + request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)
                            + request.getAttribute(RequestDispatcher.ERROR_MESSAGE) + exception);
        };
        Deployment.Pieces pieces = new Deployment.Pieces(
                context -> context.addServlet("page", page.servlet()).addMapping("/page"),
                Map.of(409, "/page", UnsupportedOperationException.class, "/page", 500, "/page"));
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet(), pieces)) {
            for (String way : List.of("sent", "thrown", "wrapped")) {
                Call call = Call.of("POST", EndpointSite.ENDPOINT + "?" + way, FORM, FORM_TYPE);
                Response plain = site.plain(call);
                Collected collected = site.inPieces(call, 2);
                Response again = site.again(collected, call);

                assertThat(plain.text()).startsWith("error ");
                assertThat(collected.response().status()).isEqualTo(plain.status());
                String none = container == Container.JETTY ? "" : plain.text(); // it has no pages for a PATCH
                assertThat(collected.response().text()).isEqualTo(none);
                assertThat(again.status()).isEqualTo(plain.status());
                assertThat(again.field("X-Page").isPresent()).isEqualTo(container != Container.JETTY);
                if (way.equals("sent")) { // of an exception, the status alone is kept
                    assertThat(again.text()).isEqualTo(none);
                }
            }
        }
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.EndpointSite.Endpoint;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an endpoint sees of a request that came in several pieces. */
class ReplayedRequestTest {

    private static final String TARGET = EndpointSite.ENDPOINT + "/a%20b/c?x=1&y=%C3%A4&x=2&z";
    private static final byte[] BYTES = bytes(100_000);
    private static final String[] FIELDS = {
        "Content-Type: text/plain; charset=\"iso-8859-15\"",
        "X-Int: 42",
        "X-Date: Sun, 06 Nov 1994 08:49:37 GMT",
        "X-Many: one",
        "X-mANY: two, three",
        "Accept-Language: de-CH;q=0.5, fr, en-GB;q=0.8",
        "Authorization: alice",
        "Cookie: a=1; b=2",
        "Content-Encoding: identity",
        "Repr-Digest: sha-256=:" + base64(FilterSite.sha256(BYTES)) + ":",
    };

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theHeadIsThatOfTheFirstPieceWithTheWholeLength(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> response.getOutputStream()
                .print(RequestDump.head(request)
                        + RequestDump.parameters(request)
                        + RequestDump.sha256(request.getInputStream().readAllBytes()));
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            for (String method : new String[] {"POST", "PUT", "REPORT"}) {
                Response seen = site.assertSame(Call.of(method, TARGET, BYTES, FIELDS));
                assertThat(seen.text()).contains("method: " + method, "principal: Name[name=alice]");
            }
            site.assertSame(Call.of("POST", EndpointSite.ENDPOINT, bytes(0), "Authorization: bob"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theBodyIsReadInAllTheWaysThereAre(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> response.getOutputStream().print(read(request));
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            for (String way :
                    new String[] {"bytes", "byte", "reader", "stream twice", "reader twice", "both", "other"}) {
                String target = EndpointSite.ENDPOINT + "?way=" + way.replace(" ", "%20");
                site.assertSame(Call.of("POST", target, text("grün\n€ ".repeat(3_000)), "Content-Type: text/plain"));
                site.assertSame(
                        Call.of("POST", target, text("grün\n€ ".repeat(30)), "Content-Type: text/plain;charset=utf-8"));
            }
        }
    }

    private static String read(HttpServletRequest request) throws IOException {
        switch (request.getQueryString().substring(4).replace("%20", " ")) {
            case "bytes":
                byte[] all = request.getInputStream().readAllBytes();
                return RequestDump.sha256(all)
                        + request.getInputStream().isFinished()
                        + request.getInputStream().read();
            case "byte":
                return byteByByte(request.getInputStream());
            case "reader":
                return RequestDump.sha256(request.getReader()
                        .lines()
                        .reduce("", (a, b) -> a + "|" + b)
                        .getBytes(StandardCharsets.UTF_8));
            case "stream twice":
                ServletInputStream first = request.getInputStream();
                return "" + (first == request.getInputStream());
            case "reader twice":
                BufferedReader reader = request.getReader();
                return "" + (reader == request.getReader());
            case "both":
                request.getReader();
                return thrown(request::getInputStream);
            default:
                request.getInputStream();
                return thrown(request::getReader);
        }
    }

    private static String byteByByte(ServletInputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            bytes.write(b);
        }
        return RequestDump.sha256(bytes.toByteArray()) + in.isFinished() + in.read() + in.read(new byte[5]);
    }

    /** Something that may be refused. */
    interface Refusable {
        Object call() throws IOException;
    }

    private static String thrown(Refusable call) throws IOException {
        try {
            return "" + call.call();
        } catch (IllegalStateException e) {
            return "IllegalStateException";
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aFormBecomesParameters(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            String parameters = RequestDump.parameters(request);
            int left = request.getInputStream().read();
            response.getOutputStream().write(text(parameters + left));
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            String form = "x=3&gr%C3%BCn=%e2%82%ac+5&empty=&none&a=b=c&raw=%26%3D";
            for (String type : new String[] {
                "application/x-www-form-urlencoded; charset=utf-8",
                "application/x-www-form-urlencoded;charset=\"UTF-8\"",
                "text/plain"
            }) {
                site.assertSame(Call.of("POST", TARGET, text(form), "Content-Type: " + type));
            }
            site.assertSame(Call.of(
                    "POST",
                    TARGET,
                    text("a=%E4&b=%FC"),
                    "Content-Type: application/x-www-form-urlencoded; charset=iso-8859-1"));
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aFormThatNamesNoCharsetIsUtf8(Container container) throws Exception {
        Endpoint endpoint =
                (request, response) -> response.getOutputStream().write(text(RequestDump.parameters(request)));
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Response response = site.inPieces(
                            Call.of(
                                    "POST",
                                    EndpointSite.ENDPOINT,
                                    text("a=%C3%A4"),
                                    "Content-Type: application/x-www-form-urlencoded"),
                            2)
                    .response();

            assertThat(response.text()).contains("first a: ä\n"); // Tomcat's own default is ISO-8859-1
        }
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An endpoint at {@code /app/endpoint/*} in a real container, behind a filter that puts a principal on requests and
 * {@link CollectingFilter}. The oracle is the container: what the endpoint makes of a request that came in several pieces
 * has to be what it makes of the same request sent plainly.
 */
final class EndpointSite implements AutoCloseable {

    static final String ENDPOINT = "/app/endpoint";

    private static final List<String> OF_THE_CONNECTION =
            List.of("date:", "connection:", "keep-alive:", "transfer-encoding:", "content-length:");
    private static final List<String> OF_THE_UPLOAD = List.of("upload-complete:", "x-upload:");

    private final Path directory;
    private final Container.Running server;

    private EndpointSite(Container container, Servlet endpoint, Deployment.Pieces pieces) throws Exception {
        directory = Files.createTempDirectory("endpoint");
        Consumer<ServletContext> setUp = context -> {
            FilterRegistration.Dynamic filter = context.addFilter("collecting", new CollectingFilter());
            filter.setAsyncSupported(true);
            filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/endpoint/*");
        };
        server = container.start(Deployment.of(endpoint, directory)
                .at("/app", "/endpoint/*")
                .behind(new Login())
                .with(new Deployment.Pieces(setUp.andThen(pieces.setUp()), pieces.errorPages())));
    }

    static EndpointSite of(Container container, Servlet endpoint) throws Exception {
        return new EndpointSite(container, endpoint, Deployment.Pieces.NONE);
    }

    static EndpointSite of(Container container, Servlet endpoint, Deployment.Pieces pieces) throws Exception {
        return new EndpointSite(container, endpoint, pieces);
    }

    /** An endpoint made of one method. */
    interface Endpoint {
        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;

        default HttpServlet servlet() {
            Endpoint self = this;
            return new HttpServlet() {
                @Override
                protected void service(HttpServletRequest request, HttpServletResponse response)
                        throws IOException, ServletException {
                    self.serve(request, response);
                }
            };
        }
    }

    /** A request: fields are written {@code Name: value}. */
    record Call(String method, String target, byte[] body, List<String> fields) {
        static Call of(String method, String target, byte[] body, String... fields) {
            return new Call(method, target, body, List.of(fields));
        }
    }

    /** A request that was sent in pieces: the last response, and the upload's URL. */
    record Collected(Response response, String upload) {}

    /** Puts the name in {@code Authorization} on the request as its principal. */
    private static final class Login extends HttpFilter {
        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(
                    new HttpServletRequestWrapper(request) {
                        @Override
                        public Principal getUserPrincipal() {
                            String name = request.getHeader("Authorization");
                            return name == null ? null : new Name(name);
                        }
                    },
                    response);
        }
    }

    private record Name(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    /** Sends the request in one piece, past the collecting filter. */
    Response plain(Call call) throws IOException {
        return RawClient.request(
                server.port(), call.method, call.target, call.body, call.fields.toArray(String[]::new));
    }

    /** Sends the request in so many pieces; returns the response to the last one, and the URL of the upload. */
    Collected inPieces(Call call, int pieces) throws IOException {
        List<String> fields = new ArrayList<>(call.fields);
        int first = call.body.length / pieces;
        fields.add("Upload-Complete: " + (pieces == 1 ? "?1" : "?0"));
        fields.add("Upload-Length: " + call.body.length);
        fields.add("Upload-Draft-Interop-Version: 8");
        Response response = RawClient.request(
                server.port(),
                call.method,
                call.target,
                Arrays.copyOf(call.body, first),
                fields.toArray(String[]::new));
        String upload = response.field("X-Upload").orElseThrow();
        for (int piece = 1; piece < pieces; piece++) {
            assertThat(response.status()).as(response.toString()).isEqualTo(201);
            boolean last = piece == pieces - 1;
            int to = last ? call.body.length : first * (piece + 1);
            response = append(call, upload, Arrays.copyOfRange(call.body, first * piece, to), last);
        }
        return new Collected(response, upload);
    }

    /** Sends the request in two pieces and goes away without waiting for the response. */
    Collected leaving(Call call) throws IOException {
        List<String> fields = new ArrayList<>(call.fields);
        fields.add("Upload-Complete: ?0");
        Response begun =
                RawClient.request(server.port(), call.method, call.target, call.body, fields.toArray(String[]::new));
        String upload = begun.field("X-Upload").orElseThrow();
        try (RawClient client = new RawClient(server.port())) {
            client.head("PATCH", upload, "Upload-Complete: ?1", "Content-Length: 1");
            client.send(new byte[1]);
            client.reset();
        }
        return new Collected(begun, upload);
    }

    private Response append(Call call, String upload, byte[] bytes, boolean last) throws IOException {
        List<String> fields = new ArrayList<>(List.of(
                "Content-Type: application/partial-upload",
                "Upload-Complete: " + (last ? "?1" : "?0"),
                "Accept-Language: tlh",
                "X-Of-The-Last-Piece: yes"));
        call.fields.stream()
                .filter(f -> f.toLowerCase(Locale.ROOT).matches("(authorization|cookie):.*"))
                .forEach(fields::add);
        return RawClient.request(server.port(), "PATCH", upload, bytes, fields.toArray(String[]::new));
    }

    /** The response of an upload once more. */
    Response again(Collected collected) {
        return await().until(() -> RawClient.request(server.port(), "GET", collected.upload), r -> r.status() != 425);
    }

    /** Sends a request plainly, in one, two and three pieces, and lets the response be given again: no difference. */
    Response assertSame(Call call) throws IOException {
        Response plain = plain(call);
        for (int pieces = 1; pieces <= 3; pieces++) {
            Collected collected = inPieces(call, pieces);
            assertThat(visible(collected.response())).as(pieces + " pieces").isEqualTo(visible(plain));
            assertThat(collected.response().field("Upload-Complete")).contains("?1");
            assertThat(visible(again(collected))).as("again").isEqualTo(visible(withoutCookies(plain)));
        }
        return plain;
    }

    /** Cookies are given once. */
    private static Response withoutCookies(Response response) {
        List<String> fields = response.fields().stream()
                .filter(field -> !field.toLowerCase(Locale.ROOT).startsWith("set-cookie:"))
                .toList();
        return new Response(response.status(), fields, response.body(), response.interim());
    }

    private static String visible(Response response) {
        List<String> fields = response.fields().stream()
                .filter(f -> OF_THE_CONNECTION.stream().noneMatch(f.toLowerCase(Locale.ROOT)::startsWith))
                .filter(f -> OF_THE_UPLOAD.stream().noneMatch(f.toLowerCase(Locale.ROOT)::startsWith))
                .map(f -> f.substring(0, f.indexOf(':')).toLowerCase(Locale.ROOT) + f.substring(f.indexOf(':')))
                .map(f -> f.replace("; charset", ";charset"))
                .sorted()
                .toList();
        return response.status() + "\n" + String.join("\n", fields) + "\n\n" + response.text();
    }

    @Override
    public void close() throws Exception {
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An endpoint at {@code /app/endpoint/*} in a real container, behind a filter that puts a principal on requests and
 * {@link ResumableUploadFilter}. The oracle is the container: what the endpoint makes of a request that came in several pieces
 * has to be what it makes of the same request sent plainly.
 */
final class EndpointSite implements AutoCloseable {

    static final String ENDPOINT = "/app/endpoint";

    private static final List<String> OF_THE_CONNECTION =
            List.of("date:", "connection:", "keep-alive:", "transfer-encoding:", "content-length:");
    private static final List<String> OF_THE_UPLOAD =
            List.of("upload-complete:", "upload-offset:", "upload-draft-interop-version:");

    private final Path directory;
    private final Container.Running server;

    private EndpointSite(Container container, Servlet endpoint, Deployment.Pieces pieces) throws Exception {
        directory = Files.createTempDirectory("endpoint");
        Consumer<ServletContext> setUp = context -> {
            FilterRegistration.Dynamic filter = context.addFilter(
                    "resumable", ResumableUploadFilter.builder().store("memory").build());
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

    /** A request that was sent in pieces: the last response, the upload's URL if it was told, and its length. */
    record Collected(Response response, Optional<String> upload, int length) {}

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

    /** Sends the request in one piece, without any mark. */
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
        Optional<String> upload = pieces == 1 ? Optional.empty() : response.field("Location");
        for (int piece = 1; piece < pieces; piece++) {
            assertThat(response.status()).as(response.toString()).isEqualTo(piece == 1 ? 201 : 204);
            boolean last = piece == pieces - 1;
            int from = first * piece;
            byte[] bytes = Arrays.copyOfRange(call.body, from, last ? call.body.length : first * (piece + 1));
            response = append(upload.orElseThrow(), bytes, last, goingOn(call, from));
        }
        return new Collected(response, upload, call.body.length);
    }

    /** Sends the request in two pieces and goes away, without waiting for the response, when the endpoint is called. */
    Collected leaving(Call call, CountDownLatch called) throws Exception {
        List<String> fields = new ArrayList<>(call.fields);
        fields.add("Upload-Complete: ?0");
        Response begun =
                RawClient.request(server.port(), call.method, call.target, call.body, fields.toArray(String[]::new));
        String upload = begun.field("Location").orElseThrow();
        try (RawClient client = new RawClient(server.port())) {
            List<String> last = goingOn(call, call.body.length);
            last.addAll(List.of("Upload-Complete: ?1", "Content-Length: 1"));
            client.head("PATCH", upload, last.toArray(String[]::new));
            client.send(new byte[1]);
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            client.reset();
        }
        return new Collected(begun, Optional.of(upload), call.body.length + 1);
    }

    /** The fields of a request that goes on at {@code offset}, of which only credentials are the endpoint's business. */
    private static List<String> goingOn(Call call, int offset) {
        List<String> fields = new ArrayList<>(List.of(
                "Content-Type: application/partial-upload",
                "Upload-Offset: " + offset,
                "Upload-Draft-Interop-Version: 8",
                "Accept-Language: tlh",
                "X-Of-The-Last-Piece: yes"));
        call.fields.stream()
                .filter(f -> f.toLowerCase(Locale.ROOT).matches("(authorization|cookie):.*"))
                .forEach(fields::add);
        return fields;
    }

    private Response append(String upload, byte[] bytes, boolean last, List<String> fields) throws IOException {
        fields.add("Upload-Complete: " + (last ? "?1" : "?0"));
        fields.add("Content-Length: " + bytes.length);
        return RawClient.request(server.port(), "PATCH", upload, bytes, fields.toArray(String[]::new));
    }

    /** The response of an upload once more. */
    Response again(Collected collected, Call call) throws IOException {
        return append(collected.upload.orElseThrow(), new byte[0], true, goingOn(call, collected.length));
    }

    /** Sends a request plainly, in one, two and three pieces, and lets the response be given again: no difference. */
    Response assertSame(Call call) throws IOException {
        Response plain = plain(call);
        for (int pieces = 1; pieces <= 3; pieces++) {
            Collected collected = inPieces(call, pieces);
            assertThat(visible(collected.response())).as(pieces + " pieces").isEqualTo(visible(plain));
            assertThat(collected.response().field("Upload-Complete")).contains("?1");
            if (pieces > 1) { // else its URL is only told in a 104
                assertThat(visible(again(collected, call))).as("again").isEqualTo(visible(withoutCookies(plain)));
            }
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

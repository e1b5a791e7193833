package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.EndpointSite.Call;
import io.highwater.servlet.EndpointSite.Collected;
import io.highwater.servlet.EndpointSite.Endpoint;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies of multipart/form-data that came in several pieces. */
class MultipartTest {

    private static final String BOUNDARY = "----a-boundary";
    private static final String TYPE = "Content-Type: multipart/form-data; boundary=" + BOUNDARY;
    private static final String LIMITED = EndpointSite.ENDPOINT + "/limited";
    private static final String OPEN = EndpointSite.ENDPOINT + "/open";

    @TempDir
    Path directory;

    /** Shows parameters and parts; its query says how. */
    private static class Parts extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            StringBuilder dump = new StringBuilder();
            String query = request.getQueryString();
            response.setCharacterEncoding("utf-8");
            try {
                if (query.contains("parameters")) {
                    dump.append(RequestDump.parameters(request));
                }
                if (query.contains("parts")) {
                    dump.append(parts(request.getParts()));
                    dump.append(request.getPart("file") == null).append(request.getPart("none") == null);
                    dump.append(RequestDump.parameters(request));
                }
                if (query.contains("write")) {
                    dump.append(written(request.getPart("file")));
                }
                if (query.contains("stream")) {
                    dump.append(request.getInputStream().read());
                }
            } catch (IllegalStateException e) {
                dump = new StringBuilder("IllegalStateException");
            } catch (ServletException e) {
                dump = new StringBuilder("ServletException");
            }
            response.getWriter().print(dump);
        }

        private static String parts(Collection<Part> parts) throws IOException {
            StringBuilder dump = new StringBuilder();
            for (Part part : parts) {
                Map<String, List<String>> headers = new TreeMap<>();
                for (String name : part.getHeaderNames()) {
                    headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(part.getHeaders(name)));
                    assertThat(part.getHeaders(name)).contains(part.getHeader(name.toUpperCase(Locale.ROOT)));
                }
                dump.append(part.getName() + "|" + part.getSubmittedFileName() + "|" + part.getContentType() + "|"
                        + part.getSize() + headers + part.getHeader("x-none") + part.getHeaders("x-none"));
                try (InputStream in = part.getInputStream()) {
                    dump.append(RequestDump.sha256(in.readAllBytes()));
                }
            }
            return dump.toString();
        }

        private static String written(Part part) throws IOException {
            Path file = Files.createTempFile("part", ".bin");
            Files.delete(file);
            part.write(file.toString());
            String written = RequestDump.sha256(Files.readAllBytes(file));
            Files.delete(file);
            return written;
        }
    }

    @MultipartConfig(maxFileSize = 1_000, maxRequestSize = 3_000, fileSizeThreshold = 100)
    static class Limited extends Parts {}

    @MultipartConfig
    static class Open extends Parts {}

    private EndpointSite site(Container container) throws Exception {
        return EndpointSite.of(container, new Parts(), new Deployment.Pieces(MultipartTest::deploy, Map.of()));
    }

    private static void deploy(ServletContext context) {
        for (HttpServlet servlet : List.of(new Limited(), new Open())) {
            String name = servlet.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
            registration.addMapping("/endpoint/" + name);
            registration.setMultipartConfig(
                    new MultipartConfigElement(servlet.getClass().getAnnotation(MultipartConfig.class)));
        }
    }

    /** Builds a body. */
    private static final class Form {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Form part(String disposition, byte[] content, String... fields) {
            text("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition + "\r\n");
            Stream.of(fields).forEach(field -> text(field + "\r\n"));
            text("\r\n");
            bytes.writeBytes(content);
            text("\r\n");
            return this;
        }

        private void text(String text) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }

        byte[] end() {
            text("--" + BOUNDARY + "--\r\n");
            return bytes.toByteArray();
        }
    }

    private static byte[] small() {
        return new Form()
                .part("name=\"title\"", "a title".getBytes(StandardCharsets.UTF_8))
                .part("name=\"x\"", "2".getBytes(StandardCharsets.UTF_8)) // Undertow sorts parts by name
                .part("name=\"x\"", "3".getBytes(StandardCharsets.UTF_8))
                .part("name=\"file\"; filename=\"a b.bin\"", new byte[900], "Content-Type: image/png", "X-Own: yes")
                .part("name=\"empty\"; filename=\"\"", new byte[0], "Content-Type: application/octet-stream")
                .end();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void partsAndFieldsAreWhatTheContainerMakesOfThem(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            for (String target : List.of(LIMITED, OPEN)) {
                for (String query : List.of("parts", "parameters", "parameters,parts", "write", "parts,stream")) {
                    Response plain = site.assertSame(Call.of("POST", target + "?y=1&" + query, small(), TYPE));
                    assertThat(plain.text()).doesNotContain("Exception");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theLimitsOfTheServletHold(Container container) throws Exception {
        byte[] largeFile = new Form()
                .part("name=\"file\"; filename=\"large\"", new byte[1_001])
                .end();
        Form manyFiles = new Form();
        for (int file = 0; file < 4; file++) {
            manyFiles.part("name=\"file\"; filename=\"f\"", new byte[800]);
        }
        byte[] largeBody = manyFiles.end();
        try (EndpointSite site = site(container)) {
            for (byte[] body : List.of(largeFile, largeBody)) {
                assertThat(seen(site, LIMITED + "?parts", body)).isEqualTo("IllegalStateException");
                assertThat(seen(site, LIMITED + "?parameters", body)).isEqualTo("IllegalStateException");
                assertThat(seen(site, OPEN + "?parts", body)).contains("|");
            }
        }
    }

    /** In three pieces: Undertow refuses a single one that is larger than the servlet's limit before any filter sees it. */
    private static String seen(EndpointSite site, String target, byte[] body) throws IOException {
        return site.inPieces(Call.of("POST", target, body, TYPE), 3).response().text();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aLongFileNameIsWholeAndAHeadWithoutMeasureIsRefused(Container container) throws Exception {
        String name = "n".repeat(7_000);
        byte[] longName = new Form()
                .part("name=\"file\"; filename=\"" + name + "\"", new byte[3])
                .end();
        try (EndpointSite site = site(container)) {
            assertThat(seen(site, OPEN + "?parts", longName)).contains("file|" + name + "|");
            for (byte[] tooLong : List.of(
                    new Form()
                            .part("name=\"file\"; filename=\"" + name.repeat(2) + "\"", new byte[3])
                            .end(),
                    new Form()
                            .part("name=\"" + name.repeat(200) + "\"", new byte[3])
                            .end(),
                    new Form()
                            .part("name=\"file\"", new byte[3], "X-Own: " + name.repeat(2))
                            .end())) {
                assertThat(seen(site, OPEN + "?parts", tooLong)).isEqualTo("IllegalStateException");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anotherTypeHasNoParts(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            assertThat(site.assertSame(Call.of("POST", OPEN + "?parts", small(), "Content-Type: text/plain"))
                            .text())
                    .isEqualTo("ServletException");
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aServletWhoseConfigurationIsNotSeenGetsItsParts(Container container) throws Exception {
        try (EndpointSite site = site(container)) {
            String target = EndpointSite.ENDPOINT + "?x=1&";
            Collected asked = site.inPieces(Call.of("POST", target + "parts", small(), TYPE), 2);
            Collected notAsked = site.inPieces(Call.of("POST", target + "parameters,stream", small(), TYPE), 2);

            assertThat(asked.response().text()).contains("file|a b.bin|image/png|900", "parameter title: [a title]");
            assertThat(notAsked.response().text()).doesNotContain("title").endsWith("" + (int) '-');
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aBodyThatIsReadHasNoParts(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            request.getInputStream();
            try {
                request.getParts();
            } catch (IllegalStateException e) {
                response.setStatus(299);
            }
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Collected collected = site.inPieces(Call.of("POST", EndpointSite.ENDPOINT, small(), TYPE), 2);

            assertThat(collected.response().status()).isEqualTo(299);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void fieldsThatAreTooLargeForMemoryAreRefusedAndLeaveNoFile(Container container) throws Exception {
        byte[] body = new Form().part("name=\"huge\"", new byte[(2 << 20) + 1]).end();
        Endpoint endpoint = (request, response) -> {
            request.setAttribute("org.eclipse.jetty.multipartConfig", new MultipartConfigElement(directory.toString()));
            try {
                request.getParts();
            } catch (IllegalStateException e) {
                response.getWriter().print(e.getMessage());
            }
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT + "?parts", body, TYPE);

            assertThat(site.inPieces(call, 2).response().text()).contains("2097152 bytes");
            assertThat(files()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void theFilesOfPartsGoWithTheRequest(Container container) throws Exception {
        Endpoint endpoint = (request, response) -> {
            request.setAttribute("org.eclipse.jetty.multipartConfig", new MultipartConfigElement(directory.toString()));
            request.getParts();
            response.getWriter().print(files().size());
            request.getPart("file").write("kept"); // relative to the location
        };
        try (EndpointSite site = EndpointSite.of(container, endpoint.servlet())) {
            Call call = Call.of("POST", EndpointSite.ENDPOINT, small(), TYPE);
            Collected collected = site.inPieces(call, 2);

            assertThat(Integer.parseInt(collected.response().text())).isPositive();
            site.again(collected, call);
            assertThat(files()).containsExactly("kept");
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

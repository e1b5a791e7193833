package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadListener;
import io.highwater.servlet.RawClient.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter's options, and what it shares with a servlet of the same application. */
class FilterConfigurationTest {

    private static final byte[] BODY = "0123456789".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    /** A servlet at /uploads and a filter before /documents, with these init-params. */
    private Deployment deployment(Map<String, String> ofServlet, Map<String, String> ofFilter) {
        return deployment(ofServlet, new ResumableUploadFilter(), ofFilter);
    }

    private Deployment deployment(Map<String, String> ofServlet, Filter filter, Map<String, String> ofFilter) {
        Deployment deployment = Deployment.of(new ResumableUploadServlet(), directory)
                .with(new Deployment.Pieces(context -> deploy(context, filter, ofFilter), Map.of()));
        for (Map.Entry<String, String> param : ofServlet.entrySet()) {
            deployment = deployment.initParam(param.getKey(), param.getValue());
        }
        return deployment;
    }

    private static void deploy(ServletContext context, Filter filter, Map<String, String> initParams) {
        FilterRegistration.Dynamic registration = context.addFilter("resumable", filter);
        registration.setInitParameters(initParams);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/documents");
        context.addServlet("documents", new FilterSite.Documents()).addMapping("/documents");
    }

    private Map<String, String> inDirectory(String... more) {
        Map<String, String> values =
                new HashMap<>(Map.of("data-dir", directory.resolve("data").toString()));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return values;
    }

    private static void assertBothWork(Container.Running server) throws Exception {
        Response created = RawClient.request(server.port(), "POST", "/uploads", BODY, "Upload-Complete: ?1");
        assertThat(created.field("Upload-Offset")).as(created.toString()).contains("10");
        Response handled = RawClient.request(server.port(), "POST", "/documents", BODY, "Upload-Complete: ?1");
        assertThat(handled.text()).isEqualTo("10 " + FilterSite.sha256(BODY));
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void aServletAndAFilterThatSayTheSameShareAnEngine(Container container) throws Exception {
        Map<String, String> same = inDirectory("max-size", "11");
        try (Container.Running server = container.start(deployment(same, same))) {
            assertBothWork(server);
            assertThat(RawClient.request(server.port(), "POST", "/uploads", new byte[12], "Upload-Complete: ?1")
                            .status())
                    .isEqualTo(413);
        }
        try (Container.Running again = container.start(deployment(inDirectory(), inDirectory()))) {
            assertBothWork(again); // the store was closed
        }
    }

    @Test
    void aServletAndAFilterMayHaveAStoreEach() throws Exception {
        Map<String, String> other =
                Map.of("data-dir", directory.resolve("other").toString());
        try (Container.Running server = Container.JETTY.start(deployment(other, inDirectory()))) {
            assertBothWork(server);
        }
    }

    @Test
    void oneStoreHasNoTwoEngines() {
        assertThatThrownBy(() -> Container.JETTY.start(deployment(inDirectory("max-size", "5MiB"), inDirectory())))
                .hasMessageContaining("the store cannot be opened")
                .hasMessageContaining("those that share a store must have the same options of it");
    }

    @Test
    void anEngineWithObjectsOfCodeIsSharedWithNobody() {
        for (ResumableUploadFilter own : List.of(
                ResumableUploadFilter.builder()
                        .listener(new UploadListener() {})
                        .build(),
                ResumableUploadFilter.builder()
                        .authorizer(UploadAuthorizer.OWNER)
                        .build())) {
            assertThatThrownBy(() -> Container.JETTY.start(deployment(inDirectory(), own, inDirectory())))
                    .hasMessageContaining("the store cannot be opened")
                    .hasMessageContaining("is in use by this process");
        }
    }

    @Test
    void anEngineThatTheBuilderDescribesInTheWordsOfInitParamsIsShared() throws Exception {
        ResumableUploadFilter same = ResumableUploadFilter.builder()
                .dataDir(directory.resolve("data"))
                .maxSize(11)
                .build();
        try (Container.Running server =
                Container.JETTY.start(deployment(inDirectory("max-size", "11"), same, Map.of()))) {
            assertBothWork(server);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upload-parameter|two words|1 to 32 letters",
                "upload-parameter|''|1 to 32 letters",
                "max-response-size|17MiB|a size up to 16MiB",
                "max-response-size|many|a size such as",
                "credential-fields|X-Mine; X-Other|names of header fields",
                "downloads|true|is unknown",
                "max-size|-1|a size such as",
                "interim-responses|perhaps|auto"
            })
    void aWrongOptionStopsTheDeploymentAndSaysWhatIsAllowed(String name, String value, String allowed) {
        assertThatThrownBy(() -> Container.JETTY.start(deployment(Map.of("store", "memory"), inDirectory(name, value))))
                .rootCause()
                .hasMessageContaining("init-param " + name)
                .hasMessageContaining(value)
                .hasMessageContaining(allowed);
    }

    @Test
    void theBuilderHasTheSameOptions() throws Exception {
        ResumableUploadFilter filter = ResumableUploadFilter.builder()
                .store("memory")
                .maxSize(1000)
                .uploadParameter("u")
                .maxResponseSize(10)
                .publicBaseUrl(URI.create("https://www.example.org/"))
                .build();
        try (Container.Running server =
                Container.JETTY.start(deployment(Map.of("store", "memory"), filter, Map.of()))) {
            Response begun = RawClient.request(server.port(), "POST", "/documents", BODY, "Upload-Complete: ?0");
            assertThat(begun.field("Location").orElseThrow())
                    .matches("https://www.example.org/documents\\?u=[a-z2-7]{26}");
            assertThat(begun.field("Upload-Limit").orElseThrow()).startsWith("max-size=1000");
        }
    }

    @Test
    void aFilterWithoutADirectoryStopsTheDeployment() {
        assertThatThrownBy(() -> Container.JETTY.start(deployment(inDirectory(), Map.of())))
                .hasMessageContaining("data-dir");
    }

    @Tag("T13")
    @Test
    void t13_onlyPreflightsOfUploadsAreAnsweredForTheEndpoint() throws Exception {
        Map<String, String> cors = inDirectory("cors-origins", "https://app.example.org");
        try (Container.Running server = Container.JETTY.start(deployment(Map.of("store", "memory"), cors))) {
            String origin = "Origin: https://app.example.org";
            String post = "Access-Control-Request-Method: POST";
            Response ofUpload = RawClient.request(
                    server.port(),
                    "OPTIONS",
                    "/documents",
                    origin,
                    post,
                    "Access-Control-Request-Headers: upload-complete");
            Response ofAppend = RawClient.request(
                    server.port(), "OPTIONS", "/documents", origin, "Access-Control-Request-Method: PATCH");
            Response ofEndpoint = RawClient.request(
                    server.port(), "OPTIONS", "/documents", origin, post, "Access-Control-Request-Headers: x-own");
            for (Response preflight : List.of(ofUpload, ofAppend)) {
                assertThat(preflight.status()).isEqualTo(204);
                assertThat(preflight.field("Access-Control-Allow-Methods").orElseThrow())
                        .contains("PATCH");
            }
            assertThat(ofEndpoint.status()).as("the endpoint's own").isEqualTo(202);
            Response begun =
                    RawClient.request(server.port(), "POST", "/documents", BODY, origin, "Upload-Complete: ?1");
            assertThat(begun.status()).isEqualTo(202);
            assertThat(begun.field("Access-Control-Allow-Origin")).contains("https://app.example.org");
            assertThat(begun.field("Access-Control-Expose-Headers").orElseThrow())
                    .contains("Upload-Offset");
        }
    }

    @Test
    void aTargetThatBeginsWithTwoSlashesNamesNoOtherHost() throws Exception {
        for (Container container : Container.values()) {
            try (Container.Running server = container.start(deployment(Map.of("store", "memory"), inDirectory()))) {
                Response response =
                        RawClient.request(server.port(), "POST", "//documents", BODY, "Upload-Complete: ?0");
                assertThat(response.field("Location").orElse("/documents")).startsWith("/documents");
            }
        }
    }
}

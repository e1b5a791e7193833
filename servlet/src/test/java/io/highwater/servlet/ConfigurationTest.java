package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.engine.UploadEngine;
import io.highwater.servlet.RawClient.Response;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servlet's options, by init-param, builder and servlet context attribute. */
class ConfigurationTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-size       | 5 apples      | a size such as 5MiB, 10MB or 1048576",
                "max-size       | -1            | a size such as",
                "max-size       | 0             | max-size must be 1 to",
                "max-size       | 9000TiB       | max-size must be 1 to",
                "max-size       | 99999999TiB   | smaller",
                "chunk-size     | 5M            | a size such as",
                "expire-after   | soon          | a time span such as 7d, 12h, PT36H, or never",
                "expire-after   | -7d           | a time span such as",
                "expire-after   | 999999999d    | a time span up to 365000d, or never",
                "expire-after   | P106751991167300D | a time span up to 365000d, or never",
                "expire-after   | PT-9223372036854775807S | a time span up to 365000d, or never",
                "expire-after   | PT0S          | expire-after must be positive",
                "max-open-uploads-per-owner | 0 | a number from 1 to 1000000",
                "max-creations-per-minute | many | a number from 1 to 1000000",
                "max-active-appends | 0         | a number from 1 to 1000000",
                "min-body-rate     | slow       | a size such as 5MiB, 10MB or 1048576",
                "min-body-rate     | -1         | a size such as 5MiB, 10MB or 1048576",
                "body-rate-window  | 999ms      | a time span such as 60s or PT1M",
                "body-rate-window  | PT0.9S     | a time span from 1s to 3600s",
                "body-rate-window  | 2h         | a time span from 1s to 3600s",
                "body-rate-window  | never      | a time span such as 60s or PT1M",
                "shutdown-grace    | 11m        | a time span from 0s to 600s",
                "shutdown-grace    | PT-1S      | a time span from 0s to 600s",
                "max-active-appends | 1000001   | a number from 1 to 1000000",
                "downloads      | yes           | true or false",
                "trailers       | 1             | true or false",
                "worker-threads | 0             | a number from 1 to 1024",
                "worker-threads | many          | a number from 1 to 1024",
                "public-base-url | /uploads     | an absolute http or https URL",
                "public-base-url | ftp://a/b    | an absolute http or https URL",
                "cors-origins   | *            | without path, wildcard or null (wrong: \"*\")",
                "cors-origins   | null         | without path, wildcard or null (wrong: \"null\")",
                "cors-origins   | https://a.example, https://b.example/ | (wrong: \"https://b.example/\")",
                "cors-origins   | ''           | one or more of scheme://host",
                "cors-origins   | ,            | one or more of scheme://host",
                "cors-credentials | true       | has no effect without cors-origins",
                "interim-responses | yes       | auto, on or off",
                "interim-responses | AUTO      | auto, on or off",
                "store          | nonesuch      | one of [",
                "engine         | nonesuch      | the name of a servlet context attribute",
                "max-sise       | 5MiB          | the known ones are",
                "memory-colour  | blue          | the memory is grey",
            })
    void aWrongOptionStopsTheDeploymentAndSaysWhatIsAllowed(String name, String value, String allowed) {
        Deployment wrong = deployment(new ResumableUploadServlet()).initParam(name, value);
        Deployment withStore =
                name.equals("store") || name.equals("engine") ? wrong : wrong.initParam("store", "memory");
        assertThatThrownBy(() -> Container.JETTY.start(withStore))
                .rootCause()
                .hasMessageContaining(name)
                .hasMessageContaining(value)
                .hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1",
                "10B | 10",
                "5KiB | 5120",
                "5kB | 5000",
                "5MiB | 5242880",
                "10 MB | 10000000",
                "1GiB | 1073741824",
                "1TB | 1000000000000"
            })
    void sizesHaveUnits(String text, long bytes) {
        assertThat(new Options(Map.of("size", text)).size("size", 0)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"7d, P7D", "12h, PT12H", "30m, PT30M", "45s, PT45S", "PT36H, PT36H", "P1D, P1D"})
    void timeSpansHaveUnits(String text, Duration span) {
        assertThat(new Options(Map.of("age", text)).age("age", Duration.ZERO)).contains(span);
        assertThat(new Options(Map.of("age", "never")).age("age", Duration.ZERO))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void initParamsDescribeAServletOfItsOwn(Container container) throws Exception {
        Deployment deployment = deployment(new ResumableUploadServlet())
                .initParam("store", "memory")
                .initParam("max-size", "1MiB")
                .initParam("chunk-size", "64KiB")
                .initParam("expire-after", "1h")
                .initParam("public-base-url", "https://up.example.org/files/");
        try (Container.Running server = container.start(deployment)) {
            Response response = RawClient.request(server.port(), "POST", "/uploads");
            assertThat(response.number("chunk_size")).isEqualTo(65536);
            assertThat(response.field("Location").orElseThrow()).matches("https://up.example.org/files/[a-z2-7]{26}");
            assertThat(RawClient.request(server.port(), "OPTIONS", "/uploads").field("Upload-Limit"))
                    .contains("max-size=1048576, max-age=3600");
        }
    }

    @Test
    void theBuilderHasTheSameOptionsAndAnInitParamWins() throws Exception {
        ResumableUploadServlet servlet = ResumableUploadServlet.builder()
                .store("memory")
                .maxSize(1000)
                .chunkSize(100)
                .expireAfter(Duration.ofHours(2))
                .downloads(true)
                .publicBaseUrl(URI.create("http://example.org"))
                .workerThreads(2)
                .build();
        try (Container.Running server =
                Container.JETTY.start(deployment(servlet).initParam("max-size", "2000"))) {
            assertThat(RawClient.request(server.port(), "OPTIONS", "/uploads").field("Upload-Limit"))
                    .contains("max-size=2000, max-age=7200");
            Response created = RawClient.request(server.port(), "POST", "/uploads");
            assertThat(created.number("chunk_size")).isEqualTo(100);
            String location = created.field("Location").orElseThrow();
            assertThat(location).startsWith("http://example.org/");
            String upload = "/uploads" + URI.create(location).getPath();
            RawClient.request(server.port(), "POST", upload + "/complete");
            assertThat(RawClient.request(server.port(), "GET", upload + "/content")
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bodiesAreBoundedByInitParamAndByTheBuilder(boolean inCode) throws Exception {
        ResumableUploadServlet.Builder builder =
                ResumableUploadServlet.builder().store("memory");
        ResumableUploadServlet servlet =
                (inCode ? builder.maxActiveAppends(1) : builder.option("max-active-appends", "1")).build();
        try (Container.Running server = Container.JETTY.start(deployment(servlet));
                RawClient slow = new RawClient(server.port())) {
            slow.head("PUT", location(server) + "?offset=0", "Content-Length: 1", "Expect: 100-continue");
            slow.awaitContinue();
            Response refused = RawClient.request(server.port(), "PUT", location(server) + "?offset=0", new byte[1]);
            assertThat(refused.status()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-open-uploads-per-owner", "max-creations-per-minute"})
    void whatOneOwnerBeginsIsBoundedByInitParam(String name) throws Exception {
        Deployment deployment = deployment(new ResumableUploadServlet())
                .initParam("store", "memory")
                .initParam(name, "1");
        try (Container.Running server = Container.JETTY.start(deployment)) {
            location(server);
            assertThat(RawClient.request(server.port(), "POST", "/uploads").status())
                    .isEqualTo(429);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''          | ''    | 256  | 60",
                "1KiB        | ''    | 1024 | 60",
                "0           | ''    | 0    | 60",
                "none        | ''    | 0    | 60",
                "''          | PT5M  | 256  | 300",
                "9           | 1s    | 9    | 1"
            })
    void theMinimumRateHasADefaultAndCanBeSwitchedOff(String rate, String window, long bytes, long seconds) {
        Map<String, String> values = new HashMap<>(Map.of("min-body-rate", rate, "body-rate-window", window));
        values.values().removeIf(String::isEmpty);
        assertThat(ServletOptions.ofServlet(values).minimumRate())
                .isEqualTo(new MinimumRate(bytes, Duration.ofSeconds(seconds)));
    }

    @Test
    void aWindowWithoutARateIsAMistake() {
        ServletOptions options = ServletOptions.ofServlet(Map.of("min-body-rate", "none", "body-rate-window", "5s"));
        assertThatThrownBy(options::minimumRate).hasMessageContaining("has no effect without min-body-rate");
    }

    private static String location(Container.Running server) throws IOException {
        return RawClient.request(server.port(), "POST", "/uploads")
                .field("Location")
                .orElseThrow();
    }

    @Test
    void theBuilderIsCheckedLikeInitParams() {
        ResumableUploadServlet.Builder noWorkers =
                ResumableUploadServlet.builder().store("memory").workerThreads(0);
        assertThatThrownBy(() -> Container.JETTY.start(deployment(noWorkers.build())))
                .rootCause()
                .hasMessageContaining("worker-threads")
                .hasMessageContaining("a number from 1 to 1024");
        ResumableUploadServlet.Builder noDirectory =
                ResumableUploadServlet.builder().dataDir(directory.resolve("file/below"));
        assertThatThrownBy(() -> {
                    Files.writeString(directory.resolve("file"), "no directory");
                    Container.JETTY.start(deployment(noDirectory.build()));
                })
                .hasMessageContaining("the store cannot be opened");
    }

    @Test
    void aStoreIsFoundInTheApplicationToo() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Path services = Files.createDirectories(directory.resolve("classes/META-INF/services"));
        Files.writeString(
                services.resolve("io.highwater.store.UploadStoreProvider"), HiddenStoreProvider.class.getName());
        try (URLClassLoader application = new URLClassLoader(
                new URL[] {directory.resolve("classes").toUri().toURL()}, before)) {
            thread.setContextClassLoader(application);
            ResumableUploadServlet servlet =
                    ResumableUploadServlet.builder().store("hidden").build();
            try (Container.Running server = Container.JETTY.start(deployment(servlet))) {
                assertThat(RawClient.request(server.port(), "POST", "/uploads").status())
                        .isEqualTo(201);
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** A store that only the application's class loader knows of. */
    public static final class HiddenStoreProvider implements UploadStoreProvider {
        @Override
        public String name() {
            return "hidden";
        }

        @Override
        public Set<String> options() {
            return Set.of();
        }

        @Override
        public UploadStore open(Map<String, String> options) {
            return new MemoryUploadStore();
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anEngineInTheServletContextIsUsedAndLeftOpen(Container container) throws Exception {
        try (UploadEngine engine = UploadEngine.builder(new MemoryUploadStore()).build()) {
            Deployment deployment =
                    deployment(new ResumableUploadServlet()).attribute(ResumableUploadServlet.ENGINE_ATTRIBUTE, engine);
            try (Container.Running server = container.start(deployment)) {
                assertThat(RawClient.request(server.port(), "POST", "/uploads").status())
                        .isEqualTo(201);
            }
            io.highwater.engine.Requester who = new io.highwater.engine.Requester(null, "/x");
            assertThat(engine.create(who, io.highwater.session.NewUpload.ofLength(1)))
                    .isNotNull();
        }
    }

    @Test
    void anEngineThatIsGivenHasItsLimitsAlready() {
        try (UploadEngine engine = UploadEngine.builder(new MemoryUploadStore()).build()) {
            Deployment deployment = deployment(new ResumableUploadServlet())
                    .attribute("mine", engine)
                    .initParam("engine", "mine")
                    .initParam("max-size", "5MiB");
            assertThatThrownBy(() -> Container.JETTY.start(deployment))
                    .rootCause()
                    .hasMessageContaining("max-size")
                    .hasMessageContaining("the engine is in the servlet context attribute mine");
        }
    }

    @ParameterizedTest
    @CsvSource({"/uploads", "/", "*.up"})
    void aMappingThatReachesNoUploadStopsTheDeployment(String mapping) {
        Deployment deployment =
                deployment(new ResumableUploadServlet()).at("/", mapping).initParam("store", "memory");
        assertThatThrownBy(() -> Container.JETTY.start(deployment))
                .rootCause()
                .hasMessageContaining(mapping)
                .hasMessageContaining("/*");
    }

    @ParameterizedTest
    @CsvSource({
        "JETTY, /, /*, ''",
        "TOMCAT, /, /*, ''",
        "UNDERTOW, /, /*, ''",
        "JETTY, /app, /a/b/*, /app/a/b",
        "TOMCAT, /app, /a/b/*, /app/a/b",
        "UNDERTOW, /app, /a/b/*, /app/a/b"
    })
    void everyMappingAndContextPathWorks(Container container, String context, String mapping, String collection)
            throws Exception {
        try (Site site =
                Site.on(container).deployed(d -> d.at(context, mapping)).start()) {
            String target = collection.isEmpty() ? "/" : collection;
            Response created = site.request("POST", target);
            String upload = created.field("Location").orElseThrow();
            assertThat(upload).matches(collection + "/[a-z2-7]{26}");
            assertThat(site.put(upload, 0, "bytes".getBytes(StandardCharsets.UTF_8))
                            .number("committed"))
                    .isEqualTo(5);
            assertThat(site.request("POST", upload + "/complete").number("size"))
                    .isEqualTo(5);
        }
    }

    private Deployment deployment(ResumableUploadServlet servlet) {
        return Deployment.of(servlet, directory);
    }
}

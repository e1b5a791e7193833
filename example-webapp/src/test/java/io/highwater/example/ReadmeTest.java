package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.Requester;
import io.highwater.engine.UploadEngine;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(classes = {EmbeddedUploads.class, TusUploads.class, AuthorizedUploads.class})
    void the_java_that_it_shows_is_the_one_that_is_tested(Class<?> example) throws IOException {
        String source =
                Files.readString(Path.of("src/test/java/io/highwater/example/" + example.getSimpleName() + ".java"));
        String tested = source.replaceFirst("(?s).*// README\\n", "").replaceFirst("(?s) *// end.*", "");

        assertThat(new Readme().blocks("java"))
                .anySatisfy(block -> assertThat(withoutIndent(block)).isEqualTo(withoutIndent(tested)));
    }

    @Test
    void the_web_xml_that_it_shows_is_the_one_of_the_war_but_for_the_options() throws IOException {
        String war = Files.readString(Path.of("src/main/webapp/WEB-INF/web.xml"));
        String shown = new Readme().blocks("xml").get(0);

        assertThat(withoutParams(war)).contains(withoutParams(shown));
    }

    @Test
    void an_upload_to_the_embedded_servlet_arrives_where_the_application_wants_it() throws Exception {
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        Server server = new Server(0);
        ServletContextHandler context = new ServletContextHandler("/");
        server.setHandler(context);
        try (UploadEngine engine = EmbeddedUploads.into(context, directory.resolve("data"), inbox)) {
            server.start();
            String location = send(server.getURI(), "POST", "uploads", "")
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            assertThat(send(server.getURI(), "PUT", location + "?offset=0", "high water")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send(server.getURI(), "POST", location + "/complete", "").statusCode())
                    .isEqualTo(200);

            Path arrived = inbox.resolve(location.replaceFirst(".*/", ""));
            await().until(() -> Files.exists(arrived));
            assertThat(arrived).hasContent("high water");
            assertThat(engine.features()).isNotEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void the_authorizer_that_it_shows_keeps_out_who_has_not_logged_in() {
        try (UploadEngine engine = AuthorizedUploads.with(UploadEngine.builder(new MemoryUploadStore()))
                .build()) {
            NewUpload upload = NewUpload.ofLength(1);
            Requester alice = new Requester("alice", "/uploads");
            UploadId id = engine.create(alice, upload).id();

            assertThat(engine.inspect(alice, id).committed()).isZero();
            assertThatThrownBy(() -> engine.create(new Requester(null, "/uploads"), upload))
                    .isInstanceOfSatisfying(
                            UploadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FORBIDDEN));
            assertThatThrownBy(() -> engine.inspect(new Requester("bob", "/uploads"), id))
                    .isInstanceOfSatisfying(
                            UploadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_FOUND));
        }
    }

    private static HttpResponse<String> send(URI server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String withoutIndent(String code) {
        return code.lines().map(String::strip).collect(Collectors.joining("\n"));
    }

    private static String withoutParams(String xml) {
        String bare =
                Pattern.compile("(?s)<init-param>.*?</init-param>").matcher(xml).replaceAll("");
        return bare.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}

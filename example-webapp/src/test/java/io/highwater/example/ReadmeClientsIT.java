package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.openqa.selenium.By;

/** The README's ways to upload with other people's clients. */
@ResourceLock("target/uppy")
class ReadmeClientsIT {

    private static final String ENDPOINT = "http://localhost:8080/uploads";

    @TempDir
    Path directory;

    private final Payload payload = new Payload(8, 6_000_000);

    @Test
    void theOneWithTusJavaClientSendsAFile() throws Exception {
        List<Long> progress = new ArrayList<>();
        List<URL> finished = new ArrayList<>();
        try (ExampleJar server = ExampleJar.start(directory.resolve("data"))) {
            URL endpoint = server.base().resolve("/uploads").toURL();
            new TusUploads(endpoint, progress::add, finished::add).send(file().toFile());

            assertThat(progress).isSorted().endsWith(payload.size());
            assertThat(server.client().sha256(finished.get(0).getPath())).isEqualTo(payload.sha256());
        }
    }

    @Test
    void theOneWithUppySendsAFile() throws Exception {
        inABrowser("@uppy/tus", (browser, file) -> new UppyPage(browser.driver()).upload(file));
    }

    @Test
    void theOneWithTusJsClientSendsAFile() throws Exception {
        inABrowser(
                "'tus-js-client'",
                (browser, file) -> browser.driver().findElement(By.id("file")).sendKeys(file.toString()));
    }

    private interface Steps {
        void take(Chromium browser, Path file);
    }

    /** Bundles the block that imports {@code what}, as it stands but for the address, and has the page send a file. */
    private void inABrowser(String what, Steps steps) throws Exception {
        try (Chromium browser = Chromium.start()) {
            NpmProject project = NpmProject.install(Path.of("uppy"), Path.of("target", "uppy"));
            Path site = Files.createDirectory(directory.resolve("site"));
            try (Pages pages = Pages.of(site);
                    ExampleJar server = ExampleJar.start(directory.resolve("data"), "--cors-origins", pages.origin())) {
                String block = new Readme()
                        .blocks("js").stream()
                                .filter(js -> js.contains(what))
                                .findFirst()
                                .orElseThrow();
                assertThat(block).contains("'" + ENDPOINT + "'");
                String endpoint = server.base().resolve("/uploads").toString();
                Path script = project.directory().resolve("readme.js");
                Files.writeString(script, block.replace(ENDPOINT, endpoint));
                project.run("npx", "esbuild", "readme.js", "--bundle", "--outdir=" + site.toAbsolutePath());
                Files.writeString(site.resolve("index.html"), page());

                browser.driver().get(pages.page("index.html").toString());
                steps.take(browser, file());

                String upload =
                        "/uploads/" + await().atMost(Duration.ofSeconds(30)).until(this::id, id -> !id.isEmpty());
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> server.client().peek(upload) == payload.size());
                assertThat(server.client().sha256(upload)).isEqualTo(payload.sha256());
            }
        }
    }

    private static String page() {
        return "<!doctype html><title>README</title><link rel=icon href=data:,><main><div id=uploads></div>"
                + "<input type=file id=file></main><script type=module src=readme.js></script>";
    }

    /** The id of the only upload, empty as long as there is none. */
    private String id() throws Exception {
        try (Stream<Path> files = Files.list(directory.resolve("data").resolve("uploads"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".data"))
                    .map(name -> name.substring(0, name.length() - 5))
                    .findFirst()
                    .orElse("");
        }
    }

    private Path file() throws Exception {
        return Files.write(directory.resolve("letter.txt"), payload.all());
    }
}

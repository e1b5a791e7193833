package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example with Uppy, built and driven in a browser, on another origin than the uploads. */
@ResourceLock("target/uppy")
@TestInstance(Lifecycle.PER_CLASS)
class UppyIT {

    private static final int MEGABYTE = 1_000_000;
    private static final int SPEED = 30 * MEGABYTE;

    @TempDir
    static Path directory;

    private final Payload payload = new Payload(20, 200L * MEGABYTE);
    private Chromium browser;
    private Pages pages;
    private PageServer server;
    private UppyPage page;
    private Path file;

    @BeforeAll
    void start() throws Exception {
        browser = Chromium.start();
        page = new UppyPage(browser.driver());
        NpmProject project = NpmProject.install(Path.of("uppy"), Path.of("target", "uppy"));
        project.run("npm", "run", "build");
        pages = Pages.of(project.directory().resolve("www"));
        server = PageServer.start(directory.resolve("data"), "--cors-origins", pages.origin());
        file = write(directory.resolve("holiday & more.mov"));
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started : new AutoCloseable[] {browser, pages, server}) {
            if (started != null) {
                started.close();
            }
        }
    }

    @AfterEach
    void forget() {
        browser.unlimitUploads();
        browser.forget(pages.origin());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aPausedAndBrokenUploadArrivesWhole(int parallel) throws Exception {
        open(parallel);
        browser.limitUploads(SPEED);
        page.upload(file);

        page.awaitPercent(15);
        page.click("Pause");
        page.awaitStatus("Paused");
        page.click("Resume");

        page.awaitPercent(40);
        browser.goOffline(); // lets what is on its way go on
        page.awaitText("No Internet connection");
        breakConnections();
        browser.limitUploads(SPEED);

        page.awaitPercent(65);
        breakConnections();
        browser.unlimitUploads();
        page.awaitStatus("Complete");

        assertThat(server.client().sha256(page.link().getPath())).isEqualTo(payload.sha256());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void afterAReloadTheSameFileGoesOnWhereItWas(int parallel) throws Exception {
        open(parallel);
        browser.limitUploads(SPEED);
        page.upload(file);
        page.awaitPercent(40);
        long before = uploads();

        open(parallel);
        page.upload(file);
        browser.unlimitUploads();
        page.awaitStatus("Complete");

        assertThat(uploads()).isEqualTo(parallel == 1 ? before : before + 1); // the whole
        assertThat(server.client().sha256(page.link().getPath())).isEqualTo(payload.sha256());
    }

    @Test
    void cancellingDeletesWhatTheServerHas() throws Exception {
        long before = uploads();
        open(1);
        browser.limitUploads(SPEED);
        page.upload(file);
        page.awaitPercent(5);
        assertThat(uploads()).isGreaterThan(before);

        page.click("Cancel");
        await().atMost(Duration.ofSeconds(30)).until(() -> uploads() == before);
    }

    private void open(int parallel) {
        URI endpoint = server.base().resolve("/uploads");
        page.open(pages.page("index.html?parallel=" + parallel + "&endpoint=" + endpoint));
    }

    private void breakConnections() throws IOException {
        server.kill();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> browser.errors().stream().anyMatch(error -> error.contains("net::ERR_")));
        server.startAgain();
    }

    private long uploads() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("data").resolve("uploads"))) {
            return files.filter(one -> one.toString().endsWith(".data")).count();
        }
    }

    private Path write(Path target) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
            for (long at = 0; at < payload.size(); at += MEGABYTE) {
                out.write(payload.slice(at, at + MEGABYTE));
            }
        }
        return target;
    }
}

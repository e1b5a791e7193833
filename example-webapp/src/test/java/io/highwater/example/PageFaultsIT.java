package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.example.PageSite.Interjection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;

/** What the page does with answers that are not the server's, with tabs that disagree, and with what is no file. */
@TestInstance(Lifecycle.PER_CLASS)
class PageFaultsIT {

    private static final int MEGABYTE = 1_000_000;
    private static final Interjection PROXY_404 =
            new Interjection(404, "text/html", "", "<h1>404</h1><p>No such application.</p>");
    private static final Interjection BUSY = new Interjection(503, "text/plain", "0", "busy");
    private static final Interjection CLOSED = new Interjection(503, "text/plain", "3600", "closed");

    private Path directory;
    private Chromium browser;
    private PageSite site;
    private UploadPage page;

    @BeforeAll
    void startBrowserAndServer(@TempDir Path shared) throws Exception {
        directory = shared;
        browser = Chromium.start();
        page = new UploadPage(browser.driver());
        site = PageSite.start(directory.resolve("data"));
    }

    @AfterAll
    void stopBrowserAndServer() throws Exception {
        for (AutoCloseable started : new AutoCloseable[] {browser, site}) {
            if (started != null) {
                started.close();
            }
        }
    }

    @BeforeEach
    void openPage() {
        browser.forget(site.base().toString());
        page.open(site.base());
    }

    @AfterEach
    void stopInterposing() {
        site.stopInterposing();
        browser.unlimitUploads();
    }

    @Test
    void a_proxy_that_says_404_while_the_server_is_away_costs_nothing() throws Exception {
        UploadPage.Row row = begun("away.bin");
        long creations = creations();
        site.interpose(request -> true, PROXY_404);
        row.awaitState("waiting");
        assertThat(row.text("status")).contains("The server is not available right now. Trying again");
        site.stopInterposing();
        browser.unlimitUploads();
        row.awaitState("complete");

        assertThat(creations()).isEqualTo(creations);
    }

    @Test
    void a_server_that_asks_for_no_patience_is_given_some() throws Exception {
        Object script = browser.run("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                                { const real = setTimeout; window.waits = [];
                                  window.setTimeout = (work, limit) => {
                                    if (!(limit < 60_000)) return real(work, limit);
                                    waits.push(limit);
                                    return real(work, 0);
                                  }; }"""))
                .get("identifier");
        try {
            page.reload();
            site.interpose(request -> true, BUSY);
            page.choose(file("patient.bin", 10));
            page.until("five retries", () -> (Long) page.eval("waits.length") >= 5);
            List<?> waits = (List<?>) page.eval("waits.slice(0, 5).map((wait, n) => wait >= 500 * 2 ** n)");
            assertThat(waits).hasSize(5).allMatch(Boolean.TRUE::equals);
        } finally {
            browser.run("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
    }

    @Test
    void a_server_that_asks_for_patience_is_left_alone_when_the_tab_comes_back() throws Exception {
        UploadPage.Row row = begun("patience.bin");
        site.interpose(request -> true, CLOSED);
        row.awaitState("waiting");
        Object asked = browser.driver().executeScript("""
                let asked = 0;
                const real = window.fetch;
                window.fetch = (...request) => (asked++, real(...request));
                document.dispatchEvent(new Event('visibilitychange'));
                window.dispatchEvent(new Event('online'));
                return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(asked))));
                """);
        assertThat(asked).isEqualTo(0L);
        assertThat(row.text("status")).contains("Trying again in 1 h 0 min");
        site.stopInterposing();
        browser.unlimitUploads();
        row.click("retry");
        row.awaitState("complete");
    }

    @Test
    void a_finished_upload_gets_its_link_even_if_the_server_is_busy_when_it_is_asked() throws Exception {
        Path file = file("link.bin", 10);
        site.interpose(
                request -> request.getMethod().equals("HEAD")
                        && request.getRequestURI().endsWith("/content"),
                BUSY);
        page.choose(file);
        UploadPage.Row row = page.row(file).awaitState("waiting");
        site.stopInterposing();
        assertThat(row.awaitState("complete").shows("download")).isTrue();
    }

    @Test
    void what_one_tab_cancels_does_not_come_back_from_another() throws Exception {
        begun("unwanted.bin");
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        String second = browser.driver().getWindowHandle();
        page.open(site.base());
        page.rows().get(0).awaitState("waiting");
        browser.driver().switchTo().window(first);
        page.rows().get(0).click("cancel");
        page.until("the deletion", () -> site.requests().stream().anyMatch(line -> line.startsWith("DELETE")));
        browser.driver().close();
        browser.driver().switchTo().window(second);
        page.until("the other tab notices", () -> !page.rows().get(0).state().equals("waiting"));
        page.reload();
        page.until("nothing is remembered", () -> page.remembered().isEmpty());
        page.reload();

        assertThat(page.rows()).isEmpty();
    }

    @Test
    void a_file_that_is_in_the_list_already_is_pointed_out() throws Exception {
        UploadPage.Row row = begun("again.bin");
        page.choose(directory.resolve("again.bin"));
        WebElement notice = page.part("page-notice");
        page.until("a notice", notice::isDisplayed);
        assertThat(notice.getText()).isEqualTo("again.bin is in the list already.");
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(row.element());
        page.choose(file("other.bin", 10));
        page.until("no notice any more", () -> !notice.isDisplayed());
    }

    @Test
    void a_folder_is_refused_where_everybody_sees_it() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("folder"));
        Path file = file("beside.bin", 10);
        drop(folder, file);
        page.row(file).awaitState("complete");
        assertThat(page.part("page-notice").isDisplayed()).isTrue();
        assertThat(page.part("page-notice").getText())
                .isEqualTo("Folders cannot be uploaded. Choose the files inside.");
        assertThat(page.rows()).hasSize(1);
    }

    @Test
    void durations_are_rounded_before_they_are_split() {
        Object said = browser.driver()
                .executeScript(
                        "return import('./format.js').then(({ duration }) => arguments[0].map(duration))",
                        List.of(0, 59, 59.7, 3599, 7190, 3600 * 47 + 3599, 3600 * 60));
        assertThat(said).isEqualTo(List.of("1 s", "59 s", "1 min", "1 h 0 min", "2 h 0 min", "2 days", "3 days"));
    }

    private void drop(Path... files) {
        WebElement zone = browser.driver().findElement(org.openqa.selenium.By.id("drop"));
        int x = zone.getRect().x + zone.getRect().width / 2;
        int y = zone.getRect().y + zone.getRect().height / 2;
        List<String> paths =
                java.util.stream.Stream.of(files).map(Path::toString).toList();
        Map<String, Object> data = Map.of("items", List.of(), "files", paths, "dragOperationsMask", 1);
        for (String type : List.of("dragEnter", "dragOver", "drop")) {
            browser.run("Input.dispatchDragEvent", Map.of("type", type, "x", x, "y", y, "data", data));
        }
    }

    /** An upload that has committed some of its bytes and is still being sent. */
    private UploadPage.Row begun(String name) throws IOException {
        Path file = file(name, 20 * MEGABYTE);
        browser.limitUploads(4 * MEGABYTE);
        page.choose(file);
        return page.row(file).awaitPercent(10);
    }

    private long creations() {
        return site.requests().stream().filter("POST /uploads"::equals).count();
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(name.hashCode()).nextBytes(content);
        return Files.write(directory.resolve(name), content);
    }
}

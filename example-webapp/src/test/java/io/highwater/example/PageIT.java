package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;

@TestInstance(Lifecycle.PER_CLASS)
class PageIT {

    private static final int MEGABYTE = 1_000_000;
    private static final String LONG_NAME =
            "the_recording_of_the_whole_meeting_without_any_break_final_final_version_2_of_3_(copy).mov";

    private final HttpClient http = HttpClient.newHttpClient();
    private Path directory;
    private Chromium browser;
    private PageServer server;
    private UploadPage page;
    private boolean interruptionsExpected;

    @BeforeAll
    void startBrowserAndServer(@TempDir Path shared) throws IOException {
        directory = shared;
        browser = Chromium.start();
        page = new UploadPage(browser.driver());
        server = PageServer.start(directory.resolve("data"));
    }

    @AfterAll
    void stopBrowserAndServer() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openPage() {
        browser.forget(server.base().toString());
        interruptionsExpected = false;
        page.open(server.base());
    }

    @AfterEach
    void theConsoleIsCleanAndNobodyElseWasAsked() {
        browser.unlimitUploads();
        assertThat(browser.errors())
                .filteredOn(error -> !interruptionsExpected || !error.contains("net::ERR_"))
                .isEmpty();
        assertThat(browser.requests())
                .allMatch(url -> url.startsWith("http://127.0.0.1:") || url.equals("about:blank"));
    }

    @Test
    void an_upload_goes_on_after_the_page_was_reloaded_and_the_file_chosen_again() throws Exception {
        Path file = file("holiday.mov", 40 * MEGABYTE);
        browser.limitUploads(8 * MEGABYTE);
        page.choose(file);
        page.row(file).awaitPercent(25).click("pause");
        page.row(file).awaitState("paused");
        page.reload();

        UploadPage.Row row = page.row(file).awaitState("needs-file");
        assertThat(row.text("status")).matches("Choose the file again · [1-9][0-9.]* MB of 40 MB stored");
        row.chooseAgain(file);
        row.awaitState("uploading");
        assertThat(row.percent()).isGreaterThanOrEqualTo(13); // the first chunk, at least, is not sent again
        browser.unlimitUploads();
        row.awaitState("complete");

        HttpResponse<byte[]> stored = get(row.download());
        assertThat(sha256(stored.body())).isEqualTo(sha256(Files.readAllBytes(file)));
        assertThat(stored.headers().firstValue("ETag")).hasValue('"' + row.text("etag") + '"');
        assertThat(row.percent()).isEqualTo(100);
        assertThat(page.part("summary").getText()).isEqualTo("1 of 1 done");
        assertThat(page.remembered()).isEmpty();
    }

    @Test
    void an_upload_goes_on_by_itself_when_the_server_was_killed_and_started_again() throws Exception {
        interruptionsExpected = true;
        Path file = file("backup.tar", 40 * MEGABYTE);
        browser.limitUploads(8 * MEGABYTE);
        page.choose(file);
        UploadPage.Row row = page.row(file).awaitPercent(25);
        server.kill();
        row.awaitState("waiting");
        assertThat(row.text("status")).startsWith("Connection lost.");
        server.startAgain();
        browser.unlimitUploads();
        row.awaitState("complete");

        assertThat(sha256(get(row.download()).body())).isEqualTo(sha256(Files.readAllBytes(file)));
    }

    @Test
    void an_upload_goes_on_when_the_server_neither_reads_nor_answers_for_a_while() throws Exception {
        interruptionsExpected = true;
        Path file = file("stalled.bin", 40 * MEGABYTE);
        Object script = browser.run(
                        "Page.addScriptToEvaluateOnNewDocument",
                        Map.of(
                                "source",
                                "{ const real = setTimeout;"
                                        + " window.setTimeout = (work, limit) => real(work, limit === 60_000 ? 1_000 : limit); }"))
                .get("identifier");
        page.reload();
        browser.limitUploads(8 * MEGABYTE);
        page.choose(file);
        UploadPage.Row row = page.row(file).awaitPercent(25);
        server.freeze();
        try {
            row.awaitState("waiting");
        } finally {
            server.thaw();
            browser.run("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
        browser.unlimitUploads();
        row.awaitState("complete");

        assertThat(sha256(get(row.download()).body())).isEqualTo(sha256(Files.readAllBytes(file)));
    }

    @Test
    void several_files_go_at_once_an_empty_one_too() throws Exception {
        List<Path> files = new ArrayList<>();
        for (int size : List.of(0, 1, 5 << 20, (5 << 20) + 1, 3 * MEGABYTE)) {
            files.add(file(size + " bytes & a \"quote\".bin", size));
        }
        page.choose(files.toArray(Path[]::new));

        for (Path file : files) {
            URI download = page.row(file).awaitState("complete").download();
            assertThat(get(download).body()).isEqualTo(Files.readAllBytes(file));
        }
        assertThat(page.part("summary").getText()).isEqualTo("5 of 5 done");
        page.part("clear").click();
        assertThat(page.rows()).isEmpty();
    }

    @Test
    void cancelling_deletes_what_the_server_has() throws Exception {
        Path file = file("regret.bin", 10 * MEGABYTE);
        browser.limitUploads(2 * MEGABYTE);
        page.choose(file);
        UploadPage.Row row = page.row(file).awaitPercent(5);
        URI upload = page.remembered().get(0);
        assertThat(look(upload)).isEqualTo(200);
        row.click("cancel");

        row.awaitState("cancelled");
        assertThat(page.part("summary").getText()).isEmpty();
        page.until("the server forgets it", () -> look(upload) == 404);
        page.reload();
        assertThat(page.rows()).isEmpty();
    }

    @Test
    void another_file_is_refused_with_the_reason() throws Exception {
        Path file = file("thesis.pdf", 10 * MEGABYTE);
        browser.limitUploads(2 * MEGABYTE);
        page.choose(file);
        page.row(file).awaitPercent(5);
        page.reload();
        UploadPage.Row row = page.row(file).awaitState("needs-file");

        row.chooseAgain(file("theses.pdf", 10 * MEGABYTE));
        assertThat(row.text("notice"))
                .isEqualTo("“theses.pdf” is not the file that this upload began with: that was “thesis.pdf”."
                        + " Nothing was sent.");
        assertThat(page.part("live").getDomProperty("textContent")).contains("“theses.pdf” is not the file");
        row.chooseAgain(file("other/thesis.pdf", 9 * MEGABYTE));
        assertThat(row.text("notice")).contains("that had 10 MB, this has 9 MB");
        assertThat(row.state()).isEqualTo("needs-file");
        browser.unlimitUploads();
        row.chooseAgain(file);
        row.awaitState("complete");
    }

    @Test
    void only_one_tab_sends_and_the_other_goes_on_when_it_stops() throws Exception {
        Path file = file("twice.bin", 60 * MEGABYTE);
        browser.limitUploads(6 * MEGABYTE);
        page.choose(file);
        page.row(file).awaitPercent(10);
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        page.open(server.base());
        UploadPage.Row other = page.row(file).awaitState("waiting");
        assertThat(other.text("status")).startsWith("Continues in another tab");
        int before = other.percent();
        page.until("the other tab follows", () -> other.percent() > before);
        page.choose(file);
        assertThat(other.state()).isEqualTo("waiting");

        String second = browser.driver().getWindowHandle();
        browser.driver().switchTo().window(first).close();
        browser.driver().switchTo().window(second);
        other.awaitState("complete");
        assertThat(sha256(get(other.download()).body())).isEqualTo(sha256(Files.readAllBytes(file)));
    }

    @Test
    void a_server_that_does_not_give_files_back_gets_no_download_link() throws Exception {
        Server keeper = new Server(0);
        ServletContextHandler context = PageSite.page();
        keeper.setHandler(context);
        Path inbox = Files.createDirectory(directory.resolve("inbox"));
        try (AutoCloseable engine = EmbeddedUploads.into(context, directory.resolve("kept"), inbox)) {
            keeper.start();
            Path file = file("letter.txt", 1000);
            page.open(URI.create("http://127.0.0.1:" + keeper.getURI().getPort()));
            page.choose(file);
            UploadPage.Row row = page.row(file).awaitState("complete");

            assertThat(row.shows("download")).isFalse();
            assertThat(row.text("etag")).isNotEmpty();
            assertThat(browser.errors()).singleElement().asString().contains("/content");
        } finally {
            keeper.stop();
        }
    }

    @Test
    void everything_can_be_done_with_the_keyboard() throws Exception {
        page.eval("document.querySelector('#file-input').addEventListener('click', (event) =>"
                + " { event.preventDefault(); document.body.dataset.asked = 'yes'; })");
        press(Keys.TAB);
        assertThat(focused()).isEqualTo(page.part("file-input"));
        assertThat(page.eval("getComputedStyle(document.querySelector('.drop')).outlineStyle"))
                .isEqualTo("solid");
        press(Keys.SPACE);
        assertThat(page.eval("document.body.dataset.asked")).isEqualTo("yes");

        Path file = file("keys.bin", 20 * MEGABYTE);
        browser.limitUploads(2 * MEGABYTE);
        page.choose(file);
        UploadPage.Row row = page.row(file).awaitState("uploading");
        press(Keys.TAB);
        assertThat(focused()).isEqualTo(row.part("pause"));
        assertThat(page.eval("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        press(Keys.ENTER);
        row.awaitState("paused");
        assertThat(focused()).isEqualTo(row.part("resume"));
        press(Keys.ENTER);
        row.awaitState("uploading");
        press(Keys.TAB);
        assertThat(focused()).isEqualTo(row.part("cancel"));
        press(Keys.SPACE);
        row.awaitState("cancelled");
    }

    @Test
    void the_page_tells_assistive_technology_what_it_shows() throws Exception {
        Path file = file("a \"named\" file.bin", 10 * MEGABYTE);
        browser.limitUploads(2 * MEGABYTE);
        page.choose(file);
        UploadPage.Row row = page.row(file).awaitState("uploading");
        for (String button : List.of("pause", "cancel")) {
            assertThat(row.part(button).getAccessibleName()).endsWith(": " + file.getFileName());
        }
        assertThat(row.part("progress").getAriaRole()).isEqualTo("progressbar");
        assertThat(row.part("progress").getAccessibleName()).isEqualTo("Progress of " + file.getFileName());
        page.until(
                "the progress has a value",
                () -> !"0".equals(row.part("progress").getDomAttribute("aria-valuenow")));
        browser.unlimitUploads();
        row.awaitState("complete");
        assertThat(row.part("download").getAccessibleName()).isEqualTo("Download: " + file.getFileName());
        assertThat(row.part("row-file-input").getAccessibleName())
                .contains(file.getFileName().toString());

        assertThat(page.part("live").getDomAttribute("aria-live")).isEqualTo("polite");
        assertThat(page.part("live").getDomProperty("textContent")).contains(file.getFileName() + " is complete");
        assertThat(page.part("file-input").getAccessibleName()).startsWith("Choose files");
        assertThat(page.eval("document.documentElement.lang")).isEqualTo("en");
        assertThat(page.eval("document.querySelectorAll('h1').length")).isEqualTo(1L);
        assertThat(
                        (List<?>)
                                page.eval(
                                        "[...document.querySelectorAll('button:not([hidden]), a, input')]"
                                                + ".filter((one) => !one.computedName && !one.ariaLabel && !one.textContent.trim() && !one.labels?.length)"))
                .isEmpty();
    }

    @Test
    void a_phone_shows_it_without_scrolling_sideways() throws Exception {
        Path long1 = file(LONG_NAME, 20 * MEGABYTE);
        Path short1 = file("note.txt", 10);
        browser.limitUploads(2 * MEGABYTE);
        page.choose(long1, short1);
        page.row(short1).awaitState("complete");
        page.row(long1).awaitPercent(5);
        try {
            for (int width : List.of(375, 320)) {
                browser.narrowTo(width);
                assertThat(page.eval("document.documentElement.clientWidth")).isEqualTo((long) width);
                assertThat(page.fitsItsWidth()).as("uploading at %d", width).isTrue();
            }
            page.reload();
            page.row(long1).awaitState("needs-file").chooseAgain(short1);
            assertThat(page.row(long1).shows("notice")).isTrue();
            assertThat(page.fitsItsWidth()).as("with a notice").isTrue();
        } finally {
            browser.widen();
        }
    }

    @Test
    void only_the_page_is_served_with_a_policy_of_the_page() throws Exception {
        for (String path : List.of("", "page.js", "style.css", "icon.svg", "nothing-here")) {
            HttpResponse<byte[]> answer = get(server.base().resolve(path));
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .as(path)
                    .startsWith("default-src 'none'; script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
        assertThat(get(server.base().resolve("uploads/nothing")).headers().map())
                .doesNotContainKeys("content-security-policy", "referrer-policy");
    }

    private void press(CharSequence key) {
        new Actions(browser.driver()).sendKeys(key).perform();
    }

    private WebElement focused() {
        return browser.driver().switchTo().activeElement();
    }

    /** A file of bytes that follow from its name. */
    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(name.hashCode()).nextBytes(content);
        Path file = directory.resolve("files").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }

    private HttpResponse<byte[]> get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray());
    }

    /** The status of a request that, unlike HEAD, does not end the sending. */
    private int look(URI upload) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(upload)
                .header("Accept", "application/json")
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}

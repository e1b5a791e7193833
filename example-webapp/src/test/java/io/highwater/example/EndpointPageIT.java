package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.example.PageSite.Interjection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** The page's section with an endpoint that knows nothing of uploads. */
@TestInstance(Lifecycle.PER_CLASS)
class EndpointPageIT {

    private static final int MEGABYTE = 1_000_000;

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
    void a_file_goes_to_the_endpoint_and_its_own_answer_is_shown() throws Exception {
        Path file = file("letter.txt", 3 * MEGABYTE);
        page.chooseForEndpoint(file);

        requireAnswer(page.row(file).awaitState("complete"), file, "text/plain");
        assertThat(page.remembered()).isEmpty();
        assertThat(page.part("summary").isDisplayed()).as("the other list").isFalse();
    }

    @Test
    void an_empty_file_of_no_known_type_has_an_answer_too() throws Exception {
        Path file = file("nothing", 0);
        page.chooseForEndpoint(file);

        requireAnswer(page.row(file).awaitState("complete"), file, "null");
    }

    @Test
    void a_file_goes_on_by_itself_when_the_server_was_killed_and_started_again() throws Exception {
        interruptionsExpected = true;
        Path file = file("backup.txt", 40 * MEGABYTE);
        browser.limitUploads(8 * MEGABYTE);
        page.chooseForEndpoint(file);
        UploadPage.Row row = page.row(file).awaitPercent(30);
        String upload = uploadOf(page.remembered().get(0));
        long durable = page.until(
                "a commit",
                () -> Optional.of(server.client().peek(upload))
                        .filter(committed -> committed > 0)
                        .orElse(null));
        server.kill();
        row.awaitState("waiting");
        assertThat(row.text("status")).startsWith("Connection lost.");
        server.startAgain();
        row.awaitState("uploading");
        assertThat(row.percent()).as("what was durable is not sent again").isGreaterThanOrEqualTo((int)
                (durable / (40 * MEGABYTE / 100)));
        browser.unlimitUploads();

        requireAnswer(row.awaitState("complete"), file, "text/plain");
    }

    @Test
    void a_file_goes_on_after_the_page_was_reloaded_and_it_was_chosen_again() throws Exception {
        Path file = file("thesis.txt", 40 * MEGABYTE);
        browser.limitUploads(8 * MEGABYTE);
        page.chooseForEndpoint(file);
        page.row(file).awaitPercent(30).click("pause");
        page.row(file).awaitState("paused");
        page.reload();

        UploadPage.Row row = page.row(file).awaitState("needs-file");
        page.until("the page hears how far it is", () -> row.percent() >= 10);
        page.chooseForEndpoint(file);
        browser.unlimitUploads();
        requireAnswer(row.awaitState("complete"), file, "text/plain");
        assertThat(page.rows()).hasSize(1);
    }

    @Test
    void an_answer_that_got_lost_is_asked_for_again() throws Exception {
        Object script = browser.run("Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                                { const send = XMLHttpRequest.prototype.send; window.lost = 0;
                                  XMLHttpRequest.prototype.send = function (body) {
                                    if (lost++ === 0) this.onload = this.onerror;
                                    send.call(this, body);
                                  }; }"""))
                .get("identifier");
        try {
            page.reload();
            Path file = file("lost.txt", MEGABYTE);
            page.chooseForEndpoint(file);
            requireAnswer(page.row(file).awaitState("complete"), file, "text/plain");
            assertThat(page.eval("lost")).as("bodies that were sent").isEqualTo(1L);
        } finally {
            browser.run("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", script));
        }
    }

    @Test
    void a_server_that_takes_little_at_once_gets_it_in_pieces() throws Exception {
        Path data = directory.resolve("pieces");
        try (PageServer small = PageServer.start(data, "--max-append-size", "1MB", "--min-append-size", "64KiB")) {
            page.open(small.base());
            Path file = file("pieces.txt", 3 * MEGABYTE + 1);
            page.chooseForEndpoint(file);
            requireAnswer(page.row(file).awaitState("complete"), file, "text/plain");
        }
    }

    @Test
    void cancelling_deletes_what_the_server_has() throws Exception {
        Path file = file("regret.txt", 10 * MEGABYTE);
        browser.limitUploads(2 * MEGABYTE);
        page.chooseForEndpoint(file);
        UploadPage.Row row = page.row(file).awaitPercent(5);
        URI upload = page.remembered().get(0);
        assertThat(look(upload)).isEqualTo(200);
        row.click("cancel");

        row.awaitState("cancelled");
        page.until("the server forgets it", () -> look(upload) == 404);
        page.reload();
        assertThat(page.rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 404, text/plain, no such drawer, no such drawer.",
        "10, 404, application/problem+json, '{\"detail\": \"No such drawer\"}', No such drawer.",
        "10, 429, text/plain, Too many!, Too many!",
        "0, 503, application/json, '{\"closed\": true}', '{\"closed\": true}.'",
        "10, 500, '', '', ''",
        "10, 502, text/html, <h1>Oh</h1>, ''",
    })
    void what_the_endpoint_refuses_is_shown_and_not_sent_again_but_can_be_begun_again(
            int size, int status, String type, String body, String words) throws Exception {
        Interjection refusal = new Interjection(status, type, "0", body);
        ObedientEndpoint endpoint = new ObedientEndpoint().answer(refusal).mayAnswer(2);
        try (PageSite site = PageSite.start(Files.createTempDirectory(directory, "refused"), endpoint)) {
            page.open(site.base());
            Path file = file("refused.txt", size);
            page.chooseForEndpoint(file);
            UploadPage.Row row = page.row(file).awaitState("failed");
            assertThat(row.text("notice")).isEqualTo(("The endpoint answered with " + status + ". " + words).strip());
            assertThat(page.remembered()).isEmpty();
            assertThat(site.requests()).containsOnlyOnce("PATCH /documents");
            assertThat(browser.errors()).singleElement().asString().contains("status of " + status);

            endpoint.answer(new Interjection(200, "application/json", "", "{\"drawer\": 7}"));
            assertThat(row.text("retry")).isEqualTo("Start again");
            row.click("retry");
            assertThat(row.awaitState("complete").answer()).containsExactly("drawer", "7");
            assertThat(endpoint.calls()).isEqualTo(2);
        }
    }

    @Test
    void an_endpoint_may_work_for_minutes_after_the_last_byte() throws Exception {
        ObedientEndpoint endpoint = new ObedientEndpoint();
        try (PageSite site = PageSite.start(directory.resolve("slow"), endpoint)) {
            page.open(site.base());
            browser.driver().executeScript("""
                    const begin = setTimeout, end = clearTimeout, work = new Map();
                    window.setTimeout = (task, limit) => {
                      const timer = begin(task, limit);
                      if (limit === 60_000) work.set(timer, task);
                      return timer;
                    };
                    window.clearTimeout = (timer) => { work.delete(timer); end(timer); };
                    window.letAMinutePass = () => work.forEach((task) => task());
                    """);
            Path file = file("slow.txt", MEGABYTE);
            page.chooseForEndpoint(file);
            UploadPage.Row row = page.row(file).awaitPercent(100);
            page.until("the endpoint is at work", () -> endpoint.calls() == 1);
            page.eval("letAMinutePass()");
            endpoint.mayAnswer(1);

            row.awaitState("complete");
            assertThat(site.requests()).containsOnlyOnce("PATCH /documents");
        } finally {
            endpoint.mayAnswer(1);
        }
    }

    @Test
    void what_is_finished_or_cancelled_can_be_cleared_without_the_other_list() throws Exception {
        Path other = file("other.txt", 10);
        page.choose(other);
        page.row(other).awaitState("complete");
        assertThat(page.part("endpoint-clear").isDisplayed()).isFalse();
        Path file = file("cleared.txt", 10);
        page.chooseForEndpoint(file);
        page.row(file).awaitState("complete");
        Path unwanted = file("unwanted.txt", 10 * MEGABYTE);
        browser.limitUploads(2 * MEGABYTE);
        page.chooseForEndpoint(unwanted);
        page.row(unwanted).awaitPercent(5).click("cancel");
        page.row(unwanted).awaitState("cancelled");
        page.part("endpoint-clear").click();

        assertThat(page.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.text("name")).isEqualTo("other.txt"));
        assertThat(page.part("endpoint-clear").isDisplayed()).isFalse();
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(page.part("endpoint-file-input"));
    }

    @Test
    void it_can_be_done_with_the_keyboard_and_on_a_phone() throws Exception {
        page.until("the section", () -> page.part("endpoint").isDisplayed());
        new Actions(browser.driver()).sendKeys(Keys.TAB, Keys.TAB).perform();
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(page.part("endpoint-file-input"));
        assertThat(page.part("endpoint-file-input").getAccessibleName()).isEqualTo("Choose a file");
        assertThat(page.eval("getComputedStyle(document.querySelector('.pick')).outlineStyle"))
                .isEqualTo("solid");

        Path file = file("a_name_that_is_much_too_long_for_a_phone_and_has_no_place_to_break_it_anywhere.txt", 10);
        page.chooseForEndpoint(file);
        page.row(file).awaitState("complete");
        try {
            for (int width : List.of(375, 320)) {
                browser.narrowTo(width);
                assertThat(page.eval("document.documentElement.clientWidth")).isEqualTo((long) width);
                assertThat(page.fitsItsWidth()).as("at %d", width).isTrue();
            }
        } finally {
            browser.widen();
        }
    }

    @Test
    void the_section_is_hidden_where_there_is_no_such_endpoint() throws Exception {
        Path home = Files.createDirectories(directory.resolve("war"));
        try (WarContainer container = WarContainer.Kind.JETTY.deploy(War.copyTo(home), home)) {
            page.open(URI.create(container.base() + WarContainer.CONTEXT + "/"));
            Path file = file("other.txt", 10);
            page.choose(file);
            page.row(file).awaitState("complete");
            assertThat(browser.requests()).anyMatch(url -> url.endsWith("/documents?from=page"));
            assertThat(page.part("endpoint").isDisplayed()).isFalse();
        }
    }

    private static void requireAnswer(UploadPage.Row row, Path file, String type) throws IOException {
        byte[] content = Files.readAllBytes(file);
        String sha256 = HexFormat.of().formatHex(Payload.newSha256().digest(content));
        assertThat(row.answer())
                .containsExactly(
                        "size",
                        Integer.toString(content.length),
                        "sha256",
                        sha256,
                        "content_type",
                        type,
                        "method",
                        "POST",
                        "query",
                        "from=page");
        assertThat(row.shows("download")).isFalse();
    }

    private Path file(String name, int size) throws IOException {
        Path file = directory.resolve(name);
        return Files.write(file, new Payload(name.hashCode(), size).all());
    }

    private static String uploadOf(URI url) {
        return url.getPath() + "?" + url.getQuery();
    }

    /** The status of a request that, unlike HEAD, does not end the sending. */
    private static int look(URI upload) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(upload)
                .header("Accept", "application/json")
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}

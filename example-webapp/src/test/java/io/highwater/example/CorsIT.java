package io.highwater.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.servlet.ResumableUploadServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Pages of another origin in a browser, with the wire of the example's own page. */
@TestInstance(Lifecycle.PER_CLASS)
class CorsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int SIZE = 8 << 20;
    private static final int BROKEN_AT = 3 << 20;
    private static final String WIRE = """
            const [endpoint, size, brokenAt] = given;
            const wire = await import('/wire.js');
            const bytes = new Uint8Array(size).map((_, i) => i * 7 + (i >> 8));
            const signal = new AbortController().signal;
            """;
    private static final String UPLOAD = WIRE + """
            const { url, chunkSize } = await wire.create(endpoint, { name: 'cross.bin', size, type: '' }, signal);
            const broken = new AbortController();
            await wire.put(url, 0, new Blob([bytes.subarray(0, brokenAt)]), { signal, onProgress() {} });
            await wire.put(url, brokenAt, new Blob([bytes.subarray(brokenAt)]), {
              signal: broken.signal,
              onProgress() { broken.abort(new Error('the line dropped')); },
            }).then(() => { throw new Error('not broken'); }, (error) => { if (error.message !== 'the line dropped') throw error; });
            const offset = await wire.offset(url, signal);
            const looked = await wire.look(url);
            const gap = await wire.put(url, offset + 1, new Blob(['x']), { signal, onProgress() {} }).catch((error) => error);
            await wire.put(url, offset, new Blob([bytes.subarray(offset)]), { signal, onProgress() {} });
            const whole = await wire.complete(url, signal);
            const back = new Uint8Array(await (await fetch(wire.contentOf(url))).arrayBuffer());
            return { url, chunkSize, offset, looked, gap: gap.status, whole, same: back.every((byte, i) => byte === bytes[i]), back: back.length };
            """;

    private static final String WITH_COOKIE = """
            const [endpoint] = given;
            document.cookie = 'session=abc';
            return await fetch(endpoint, { method: 'POST', credentials: 'include' })
              .then(({ status }) => status, () => 'blocked');
            """;

    @TempDir
    static Path directory;

    private Chromium browser;
    private Pages home;
    private Pages elsewhere;
    private ExampleJar server;

    @BeforeAll
    void start() throws Exception {
        browser = Chromium.start();
        Path files = Files.createDirectory(directory.resolve("pages"));
        Files.copy(Path.of("src/main/webapp/wire.js"), files.resolve("wire.js"));
        Files.writeString(
                files.resolve("empty.html"), "<!doctype html><title>empty</title><link rel=icon href=data:,>");
        home = Pages.of(files);
        elsewhere = Pages.of(files);
        server = ExampleJar.start(directory.resolve("data"), "--cors-origins", home.origin());
    }

    @AfterAll
    void stop() throws Exception {
        for (AutoCloseable started : new AutoCloseable[] {browser, home, elsewhere, server}) {
            if (started != null) {
                started.close();
            }
        }
    }

    @BeforeEach
    void forgetErrors() {
        browser.errors();
    }

    @Test
    void aPageOfAnAllowedOriginUploadsResumesAndReadsWhatItIsTold() {
        browser.limitUploads(SIZE);
        Map<?, ?> told = (Map<?, ?>) run(home, UPLOAD);

        assertThat(URI.create(String.valueOf(told.get("url"))).resolve("/"))
                .isEqualTo(server.base().resolve("/"));
        assertThat(told.get("chunkSize")).isEqualTo(5L << 20);
        assertThat((Long) told.get("offset")).isBetween((long) BROKEN_AT, (long) SIZE - 1);
        assertThat(told.get("looked")).isEqualTo(told.get("offset"));
        assertThat(told.get("gap")).isEqualTo(409L);
        assertThat(((Map<?, ?>) told.get("whole")).get("size")).isEqualTo((long) SIZE);
        assertThat(told.get("back")).isEqualTo((long) SIZE);
        assertThat(told.get("same")).isEqualTo(true);
    }

    @Test
    void aPageOfAnyOtherOriginIsKeptAwayByTheBrowser() {
        Object failure = run(
                elsewhere,
                WIRE
                        + "return await wire.create(endpoint, { name: 'x', size, type: '' }, signal).catch(({ kind }) => kind);");

        assertThat(failure).isEqualTo("network");
        assertThat(browser.errors()).anyMatch(error -> error.contains("blocked by CORS policy"));
    }

    @Test
    void aPageThatSendsCookiesIsKeptAwayUnlessTheOptionSaysOtherwise() {
        assertThat(run(home, WITH_COOKIE)).isEqualTo("blocked");
        assertThat(browser.errors()).anyMatch(error -> error.contains("Access-Control-Allow-Credentials"));
    }

    @Test
    void anApplicationThatKnowsItsUsersByACookieWorksWhereTheOptionSaysSo() throws Exception {
        Server own = new Server(0);
        ServletContextHandler context = new ServletContextHandler("/");
        own.setHandler(context);
        ServletHolder uploads = new ServletHolder(ResumableUploadServlet.builder()
                .dataDir(directory.resolve("own"))
                .corsOrigins(home.origin())
                .corsCredentials(true)
                .authorizer((intent, requester, upload) -> requester
                                .transport(HttpServletRequest.class)
                                .filter(request -> "session=abc".equals(request.getHeader("Cookie")))
                                .isPresent()
                        ? Decision.ALLOW
                        : Decision.DENY)
                .build());
        context.addServlet(uploads, "/uploads/*");
        own.start();
        try {
            String endpoint = "http://127.0.0.1:" + own.getURI().getPort() + "/uploads";
            assertThat(run(home, endpoint, WITH_COOKIE)).isEqualTo(201L);
            assertThat(run(elsewhere, endpoint, WITH_COOKIE)).isEqualTo("blocked");
            assertThat(run(home, endpoint, WITH_COOKIE.replace("include", "omit")))
                    .isEqualTo(403L);
        } finally {
            own.stop();
        }
    }

    private Object run(Pages pages, String script) {
        return run(pages, server.base().resolve("/uploads").toString(), script);
    }

    private Object run(Pages pages, String endpoint, String script) {
        browser.driver().manage().timeouts().scriptTimeout(LIMIT);
        browser.driver().get(pages.page("empty.html").toString());
        return browser.driver()
                .executeScript(
                        "const given = arguments; return (async () => { " + script + " })()",
                        endpoint,
                        SIZE,
                        BROKEN_AT);
    }
}

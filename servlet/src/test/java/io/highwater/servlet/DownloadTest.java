package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.store.file.FileUploadStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Finished bytes on their way back. */
@ParameterizedClass
@EnumSource(Container.class)
class DownloadTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private static Site site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void aCompleteUploadIsItsBytesUnlessJsonIsAskedFor() throws Exception {
        String upload = site.createComplete("{\"filename\":\"a.bin\"}", TEN);
        assertThat(site.request("GET", upload).body()).isEqualTo(TEN);
        Response json = site.request("GET", upload, "Accept: application/json");
        assertThat(json.text()).contains("\"complete\":true,\"etag\":\"");
        assertThat(json.field("ETag")).isPresent();
    }

    @Tag("T11")
    @Test
    void theBytesAreHarmlessToBrowsersAndNotForSharedCaches() throws Exception {
        String upload = site.createComplete("{\"filename\":\"x.html\",\"content_type\":\"text/html\"}", TEN);
        for (String method : new String[] {"GET", "HEAD"}) {
            Response response = site.request(method, upload + "/content");
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.field("Content-Length")).contains("10");
            assertThat(response.field("Content-Type").orElseThrow()).startsWith("text/html");
            assertThat(response.field("Content-Disposition")).contains("attachment; filename=\"x.html\"");
            assertThat(response.field("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.field("Content-Security-Policy").orElseThrow()).startsWith("sandbox");
            assertThat(response.field("Cache-Control")).contains("private");
            assertThat(response.field("Accept-Ranges")).contains("bytes");
            assertThat(response.field("ETag").orElseThrow()).startsWith("\"");
        }
    }

    @Tag("T11")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/png       | inline",
                "IMAGE/GIF       | inline",
                "text/plain      | inline",
                "image/svg+xml   | attachment",
                "application/pdf | attachment",
                "text/html       | attachment",
            })
    void onlyWhatCannotRunIsShownInPlace(String type, String disposition) throws Exception {
        String upload = site.createComplete("{\"content_type\":\"" + type + "\"}", TEN);
        assertThat(site.request("GET", upload).field("Content-Disposition")).contains(disposition);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-3    | 206 | 0123 | bytes 0-3/10",
                "bytes=4-     | 206 | 456789 | bytes 4-9/10",
                "bytes=-3     | 206 | 789 | bytes 7-9/10",
                "bytes=-99    | 206 | 0123456789 | bytes 0-9/10",
                "bytes=9-99   | 206 | 9 | bytes 9-9/10",
                "BYTES=0-0    | 206 | 0 | bytes 0-0/10",
                "bytes=5-4    | 200 | 0123456789 |",
                "bytes=0-1,3-4 | 200 | 0123456789 |",
                "lines=0-1    | 200 | 0123456789 |",
                "bytes=x      | 200 | 0123456789 |",
            })
    void oneRangeIsServed(String range, int status, String body, String contentRange) throws Exception {
        String upload = site.createComplete("{}", TEN);
        Response response = site.request("GET", upload + "/content", "Range: " + range);
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.text()).isEqualTo(body);
        assertThat(response.field("Content-Range").orElse(null)).isEqualTo(contentRange);
    }

    @ParameterizedTest
    @CsvSource({"bytes=10-", "bytes=-0", "bytes=99999999999999999999-"})
    void aRangeBeyondTheEndCannotBeSatisfied(String range) throws Exception {
        String upload = site.createComplete("{}", TEN);
        Response response = site.request("GET", upload + "/content", "Range: " + range);
        assertThat(response.status()).isEqualTo(416);
        assertThat(response.field("Content-Range")).contains("bytes */10");
    }

    @Test
    void conditionsAreHeeded() throws Exception {
        String upload = site.createComplete("{}", TEN) + "/content";
        String tag = site.request("HEAD", upload).field("ETag").orElseThrow();
        assertThat(site.request("GET", upload, "Range: bytes=0-1", "If-Range: " + tag)
                        .status())
                .isEqualTo(206);
        assertThat(site.request("GET", upload, "Range: bytes=0-1", "If-Range: \"other\"")
                        .status())
                .isEqualTo(200);
        assertThat(site.request("GET", upload, "Range: bytes=0-1", "If-Range: Mon, 23 Nov 2026 10:00:00 GMT")
                        .status())
                .isEqualTo(200);
        Response unchanged = site.request("GET", upload, "If-None-Match: \"x\", W/" + tag);
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.field("ETag")).contains(tag);
        assertThat(site.request("GET", upload, "If-Match: \"other\"").status()).isEqualTo(412);
        assertThat(site.request("GET", upload, "If-Match: *").status()).isEqualTo(200);
    }

    @Test
    void anIncompleteUploadHasNoBytesYet() throws Exception {
        String upload = site.create("{}");
        assertThat(site.request("GET", upload + "/content").status()).isEqualTo(409);
        assertThat(site.request("GET", upload).field("Upload-Offset")).contains("0");
    }

    @Test
    void anEmptyUploadHasNoBytesAtAll() throws Exception {
        String upload = site.createComplete("{\"length\":0}", new byte[0]);
        Response response = site.request("GET", upload + "/content");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Length")).contains("0");
        assertThat(site.request("GET", upload + "/content", "Range: bytes=0-").status())
                .isEqualTo(416);
    }

    @Tag("T10")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt\\r\\nX-Evil: 1       | attachment; filename=\"a.txtX-Evil 1\"",
                "../../etc/passwd        | attachment; filename=\"passwd\"",
                "C:\\\\windows\\\\x.dll     | attachment; filename=\"x.dll\"",
                "exe\\u202egnp.x          | attachment; filename=\"exegnp.x\"",
                "a\\\"; filename=b.exe    | attachment; filename=\"a; filename=b.exe\"",
            })
    void t10_aFileNameCannotBreakOutOfItsField(String name, String disposition) throws Exception {
        String upload = site.createComplete("{\"filename\":\"" + name + "\"}", TEN);
        Response response = site.request("GET", upload + "/content");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.field("Content-Disposition")).contains(disposition);
        assertThat(response.field("X-Evil")).isEmpty();
        assertThat(response.body()).isEqualTo(TEN);
    }

    @Test
    void headSaysNoLengthThatGetWouldNot() throws Exception {
        String upload = site.createComplete("{}", TEN);
        for (String[] protocol : new String[][] {{}, {"Tus-Resumable: 1.0.0"}}) {
            Response head = site.request("HEAD", upload, protocol);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.field("Upload-Offset")).contains("10");
            assertThat(head.field("ETag")).isEqualTo(site.request("GET", upload).field("ETag"));
            assertThat(head.field("Content-Length").orElse("10")).isEqualTo("10");
            assertThat(head.field("Content-Type")).isNotEqualTo(Optional.of("application/json"));
        }
    }

    @Tag("T11")
    @Test
    void withoutDownloadsThereIsNoContent() throws Exception {
        try (Site closed = Site.on(container).servlet(s -> s).start()) {
            String upload = closed.createComplete("{}", TEN);
            assertThat(closed.request("GET", upload + "/content").status()).isEqualTo(404);
            assertThat(closed.request("GET", upload).text()).contains("\"complete\":true");
            assertThat(closed.request("GET", upload).field("Upload-Offset")).contains("10");
        }
    }

    @Test
    void bytesThatTheStoreHasLostAreAnErrorWithoutATrace(@TempDir Path directory) throws Exception {
        try (Site losing =
                Site.on(container).store(FileUploadStore.open(directory)).start()) {
            String upload = losing.createComplete("{\"filename\":\"a.txt\"}", TEN);
            truncate(directory);
            Response response = losing.request("GET", upload + "/content");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Content-Type")).contains("application/problem+json");
            assertThat(response.field("Cache-Control")).contains("no-store");
            assertThat(response.field("Content-Disposition")).isEmpty();
            assertThat(response.field("ETag")).isEmpty();
            assertThat(response.text()).doesNotContain("Exception", directory.toString());
        }
    }

    private static void truncate(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path data : files.filter(f -> f.toString().endsWith(".data")).toList()) {
                Files.write(data, new byte[0]);
            }
        }
    }
}

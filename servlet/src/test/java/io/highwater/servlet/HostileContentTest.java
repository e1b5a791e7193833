package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.store.UploadWriter;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, types, parts and ranges that are meant for somebody else: a browser, a log, the disk. */
@ParameterizedClass
@EnumSource(Container.class)
class HostileContentTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final UploadLimits LIMITS = new UploadLimits(1000, 0, 1000, 0, 1000, null);

    private static Site site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).limits(LIMITS).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** A complete upload of ten bytes that tus named. */
    private static String byTus(String metadata) throws IOException {
        return complete(site.request(
                "POST",
                "/uploads",
                TEN,
                TUS,
                "Upload-Length: 10",
                "Content-Type: application/offset+octet-stream",
                "Upload-Metadata: " + metadata));
    }

    private static String complete(Response created) {
        assertThat(created.status()).as(created.toString()).isIn(200, 201);
        return created.field("Location").orElseThrow();
    }

    private static void assertHarmless(Response download, String name) {
        assertThat(download.status()).isEqualTo(200);
        assertThat(download.field("Content-Disposition").orElseThrow())
                .startsWith("attachment; filename=\"" + name + "\"")
                .doesNotContain("..", "\u202e", "/");
        assertThat(download.field("X-Evil")).isEmpty();
        assertThat(download.body()).isEqualTo(TEN);
    }

    @Tag("T10")
    @Test
    void aFileNameOfTusIsNeverAPath() throws Exception {
        assertHarmless(site.request("GET", byTus("filename " + base64("../../x")) + "/content"), "x");
        assertHarmless(site.request("GET", byTus("filename " + base64("a\r\nX-Evil: 1")) + "/content"), "aX-Evil 1");
        assertHarmless(site.request("GET", byTus("filename " + base64("exe\u202egnp.x")) + "/content"), "exegnp.x");
        assertHarmless(site.request("GET", byTus("filename " + base64("a\"; b=\"c")) + "/content"), "a; b=c");
    }

    @Tag("T10")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attachment; filename=\"../../x\"",
                "attachment; filename*=UTF-8''..%2f..%2fx",
                "attachment; filename*=UTF-8''%22x",
                "attachment; filename*=UTF-8''%e2%80%aex",
                "attachment; filename=\"C:\\\\windows\\\\x\""
            })
    void aFileNameOfTheIetfIsNeverAPath(String disposition) throws Exception {
        String upload = complete(
                site.request("POST", "/uploads", TEN, "Upload-Complete: ?1", "Content-Disposition: " + disposition));
        assertHarmless(site.request("GET", upload + "/content"), "x");
    }

    @Tag("T11")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "image/svg+xml",
                "application/pdf",
                "text/html\r\nX-Evil: 1",
                "no type",
                "a/b;c=\u0001"
            })
    void whatABrowserMightRunIsHandedOutAsAFile(String type) throws Exception {
        Response named = site.request(
                "POST",
                "/uploads",
                TEN,
                TUS,
                "Upload-Length: 10",
                "Content-Type: application/offset+octet-stream",
                "Upload-Metadata: filetype " + base64(type));
        if (named.status() == 400) {
            assertThat(type).contains("\u0001"); // no text at all
            return;
        }
        Response download = site.request("GET", complete(named) + "/content");
        assertThat(download.field("Content-Disposition").orElseThrow()).startsWith("attachment");
        assertThat(download.field("X-Content-Type-Options")).contains("nosniff");
        assertThat(download.field("Content-Security-Policy").orElseThrow()).startsWith("sandbox");
        assertThat(download.field("Content-Type").orElseThrow())
                .matches(type.matches("[a-z]+/[a-z+]+") ? Pattern.quote(type) + ".*" : "application/octet-stream");
        assertThat(download.field("X-Evil")).isEmpty();
    }

    @Tag("T9")
    @ParameterizedTest
    @ValueSource(strings = {"a !!!!", "a YQ==,a Yg==", "a AAE=", "a /w==", "a YQ", "a YQ== YQ==", "ä YQ==", ","})
    void metadataThatCannotBeReadIsABadRequest(String metadata) throws Exception {
        long before = site.unfinished();
        String field = "Upload-Metadata: " + metadata;
        assertThat(site.request("POST", "/uploads", TUS, "Upload-Length: 10", field)
                        .status())
                .isEqualTo(400);
        assertThat(site.request("POST", "/uploads", "Upload-Complete: ?0", "Upload-Length: 10", field)
                        .status())
                .isEqualTo(400);
        assertThat(site.unfinished()).isEqualTo(before);
    }

    @Tag("T9")
    @Test
    void aMegabyteOfMetadataIsTooLarge() throws Exception {
        String field = "Upload-Metadata: a " + "QUFB".repeat(1 << 18);
        for (String[] marks : new String[][] {{TUS, "Upload-Length: 10"}, {"Upload-Complete: ?0"}}) {
            try (RawClient client = site.client()) {
                client.sendAsFarAsWanted(("POST /uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                                + String.join("\r\n", marks) + "\r\n" + field + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
                assertThat(client.statusIfAny()).isIn(0, 400, 413, 431);
            }
        }
    }

    /** What JSON may have in a key, the field of tus may not. */
    @Tag("T9")
    @ParameterizedTest
    @ValueSource(strings = {"a b", "a,evil", "\u00e4", "\ud83d\udca3", "a\\tb"})
    void aKeyOfJsonCannotForgeAPairOfTus(String key) throws Exception {
        Response created = site.post("{\"length\":10,\"metadata\":{\"" + key + "\":\"1\"}}");
        if (created.status() == 400) {
            return;
        }
        Response head = site.request("HEAD", created.field("Location").orElseThrow(), TUS);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Upload-Metadata").orElse("a MQ==")).matches("([!-+\\--~]+ [A-Za-z0-9+/=]*,?)+");
        assertThat(head.field("Upload-Metadata").orElse("")).doesNotContain("evil ");
    }

    private static String part(String bytes) throws IOException {
        return complete(site.request(
                "POST",
                "/uploads",
                bytes.getBytes(UTF_8),
                TUS,
                "Upload-Concat: partial",
                "Upload-Length: " + bytes.length(),
                "Content-Type: application/offset+octet-stream"));
    }

    private static Response joined(String parts) throws IOException {
        return site.request("POST", "/uploads", TUS, "Upload-Concat: final;" + parts);
    }

    @Tag("A7")
    @Test
    void partsThatAreNamedOverAndOverCannotPassTheLimit() throws Exception {
        String part = part("0123456789");
        long before = site.received();
        assertThat(joined((part + " ").repeat(101)).status()).isEqualTo(413);
        assertThat(site.received()).isEqualTo(before);

        Response hundred = joined((part + " ").repeat(100));
        assertThat(hundred.status()).isEqualTo(201);
        assertThat(hundred.field("Upload-Offset")).contains("1000");
    }

    @Tag("A7")
    @Test
    void thousandsOfPartsFindNoRoomInARequest() throws Exception {
        String part = part("x");
        try (RawClient client = site.client()) {
            client.sendAsFarAsWanted(("POST /uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n" + TUS
                            + "\r\nUpload-Concat: final;" + (part + " ").repeat(10_000) + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            assertThat(client.statusIfAny()).isIn(0, 400, 413, 431);
        }
        assertThat(site.request("HEAD", part, TUS).status()).isEqualTo(200);
    }

    @Tag("A7")
    @Test
    void noUploadIsAPartOfItselfAndNoCircleCloses() throws Exception {
        String part = part("x");
        String whole = complete(joined(part));
        assertThat(joined(whole).status()).isEqualTo(400);
        assertThat(joined(whole + " " + part).status()).isEqualTo(400);
        assertThat(site.request("POST", "/uploads", TUS, "Upload-Concat: partial;" + part, "Upload-Length: 1")
                        .status())
                .isEqualTo(400);
    }

    @Tag("A7")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/uploads/",
                "file:///uploads/../",
                "/uploads/../../",
                "/elsewhere/",
                "//evil.example/",
                "/uploads/x/",
                "mailto:",
                "http://[::1"
            })
    void aPartIsAnUploadOfThisCollection(String prefix) throws Exception {
        String id = Wire.id(part("x"));
        Response response = joined(prefix + id);
        boolean known =
                prefix.equals("https://evil.example/uploads/"); // the name of a host says nothing behind a proxy
        assertThat(response.status()).isEqualTo(known ? 201 : 400);
    }

    /** {@code ID} stands for the id of a part that is there. */
    @Tag("A7")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/uploads/./../uploads/ID/complete",
                "/uploads/%2e%2e/uploads/ID",
                "/uploads/ID%00",
                "/uploads/ID%2fcomplete",
                "/uploads%2fID",
                "/uploads//ID",
                "/uploads/ID/",
                "/uploads/ID?x",
                "/uploads/ID#x",
                "/uploads/ID;x=y",
                "/UPLOADS/ID",
                "\\uploads\\ID",
                "http:/uploads/",
                "http:ID",
                "javascript:/uploads/ID",
                "/uploads/ID,/uploads/ID",
                "/uploads/ID;/uploads/ID",
                "/uploads/\u00adID",
                "..",
                "."
            })
    void aPartInAnotherSpellingIsNone(String spelling) throws Exception {
        String id = Wire.id(part("x"));
        long before = site.unfinished();
        Response response = joined(spelling.replace("ID", id));
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.field("Location")).isEmpty();
        assertThat(site.unfinished()).isEqualTo(before);
    }

    @Tag("A8")
    @ParameterizedTest
    @ValueSource(strings = {"0-0,", "0-,", "-1,", "0-9,1-8,", "9-0,"})
    void thousandsOfRangesAreAnsweredWithTheBytesOnce(String ranges) throws Exception {
        String upload = site.createComplete("{}", TEN);
        for (int count : new int[] {2, 1000}) {
            String field = "Range: bytes=" + ranges.repeat(count) + "0-0";
            Response response = site.request("GET", upload + "/content", field);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(TEN);
        }
    }

    @Tag("A6")
    @Test
    void nothingOfARequestButAnIdIsLogged() throws Exception {
        String forged = "x%0d%0a[main] ERROR io.highwater forged";
        List<String> logged = logged(() -> {
            try (Site failing = Site.on(container).store(new FailingStore()).start()) {
                String upload = failing.create(
                        "{\"filename\":\"a\\r\\nio.highwater forged\",\"metadata\":{\"forged\":\"io.highwater forged\"}}");
                failing.put(upload, 0, TEN, "X-Forged: io.highwater forged", "User-Agent: io.highwater forged");
                failing.put(upload, 0, TEN, "Content-Digest: forged=:AAAA:", "Origin: io.highwater forged");
                failing.request("PUT", upload + "?offset=0&" + forged.replace(' ', '+'), TEN);
                failing.request("PATCH", upload, TEN, TUS, "Upload-Offset: forged", "Upload-Checksum: forged forged");
                failing.request("HEAD", "/uploads/" + forged.replace(' ', '+'));
            }
        });
        assertThat(logged).anyMatch(line -> line.contains("an upload failed"));
        assertThat(logged).noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("forged"));
    }

    /** Something that may fail. */
    private interface Step {
        void run() throws Exception;
    }

    /** What the library logs meanwhile. */
    private static List<String> logged(Step step) throws Exception {
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream captured = new PrintStream(bytes, true, UTF_8)) {
            System.setErr(captured);
            step.run();
        } finally {
            System.setErr(err);
        }
        return bytes.toString(UTF_8).lines().collect(Collectors.toList());
    }

    private static final class FailingStore extends CountingStore {
        FailingStore() {
            super(new MemoryUploadStore());
        }

        @Override
        public UploadWriter openWriter(UploadId id) throws IOException {
            return new ForwardingWriter(super.openWriter(id)) {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    throw new IOException("the disk is broken, for a test");
                }
            };
        }
    }
}

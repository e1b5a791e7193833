package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tus: Concatenation, on every container. */
@ParameterizedClass
@EnumSource(Container.class)
class TusConcatenationTest {

    private static final String PARTIAL = "Upload-Concat: partial";

    private static Site site;

    TusConcatenationTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void theExampleOfTheSpecification() throws Exception {
        String a = created(PARTIAL, "Upload-Length: 5");
        String b = created(PARTIAL, "Upload-Length: 6");
        assertThat(patch(a, "hello").status()).isEqualTo(204);
        assertThat(patch(b, " world").status()).isEqualTo(204);

        Response response = tus("POST", "/uploads", "", "Upload-Concat: final;" + a + " " + b);

        assertThat(response.status()).isEqualTo(201);
        assertThat(response.field("Upload-Offset")).contains("11");
        String ab = response.field("Location").orElseThrow();
        Response head = tus("HEAD", ab, "");
        assertThat(head.field("Upload-Length")).contains("11");
        assertThat(head.field("Upload-Offset")).contains("11");
        assertThat(head.field("Upload-Concat")).contains("final;" + a + " " + b);
        assertThat(tus("HEAD", a, "").field("Upload-Concat")).contains("partial");
        assertThat(tus("HEAD", a, "").field("Upload-Offset")).contains("5");
        assertThat(site.request("GET", ab + "/content").text()).isEqualTo("hello world");
    }

    @Test
    void aFinalUploadMayComeBeforeItsPartsAreFinished() throws Exception {
        String a = created(PARTIAL, "Upload-Length: 5");
        String b = created(PARTIAL, "Upload-Defer-Length: 1");
        String url = "http://anywhere" + b;
        String ab = created("Upload-Concat: final;" + a + " " + url, "Upload-Metadata: filename YS5iaW4=");
        Response waiting = tus("HEAD", ab, "");
        assertThat(waiting.status()).isEqualTo(200);
        assertThat(waiting.field("Upload-Offset")).isEmpty();
        assertThat(waiting.field("Upload-Length")).isEmpty();
        assertThat(waiting.field("Upload-Concat")).contains("final;" + a + " " + url);
        assertThat(waiting.field("Upload-Metadata")).contains("filename YS5iaW4=");
        assertThat(patch(b, " world", "Upload-Length: 6").status()).isEqualTo(204);
        assertThat(tus("HEAD", ab, "").field("Upload-Length")).contains("11");
        assertThat(patch(a, "hello").status()).isEqualTo(204);

        assertThat(tus("HEAD", ab, "").field("Upload-Offset")).contains("11");
        assertThat(site.request("GET", ab + "/content").text()).isEqualTo("hello world");
    }

    @Test
    void aFinalUploadIsFinishedThoughNobodyAsks() throws Exception {
        String a = created(PARTIAL, "Upload-Length: 5");
        String aa = created("Upload-Concat: final;" + a + " " + a);
        patch(a, "again");

        await().until(() ->
                site.request("GET", aa, "Accept: application/json").text().contains("\"complete\":true"));
        assertThat(site.request("GET", aa + "/content").text()).isEqualTo("againagain");
    }

    @Test
    void aFinalUploadTakesNoBytes() throws Exception {
        String a = created(PARTIAL, "Upload-Length: 5");
        String waiting = created("Upload-Concat: final;" + a);
        String b = created(PARTIAL, "Upload-Length: 0");
        String empty = created("Upload-Concat: final;" + b);
        for (String upload : new String[] {waiting, empty}) {
            assertThat(patch(upload, "hello").status()).isEqualTo(403);
            assertThat(tus("PATCH", upload, "hello").status()).isEqualTo(403);
            assertThat(site.request("PUT", upload + "?offset=0", "hello".getBytes(UTF_8))
                            .status())
                    .isEqualTo(409);
        }
        assertThat(site.request("POST", waiting + "/complete").status()).isEqualTo(409);
        assertThat(site.request("POST", empty + "/complete").status()).isEqualTo(200);
        assertThat(site.committed(a)).isZero();
    }

    @Test
    void partsOfPartsAndPartsOfNobodyAreRefused() throws Exception {
        String a = created(PARTIAL, "Upload-Length: 0");
        String whole = created("Upload-Length: 0");
        String joined = created("Upload-Concat: final;" + a);
        String unknown = "/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa";
        for (String wrong : new String[] {whole, joined, unknown, "/elsewhere" + a}) {
            Response refused = tus("POST", "/uploads", "", "Upload-Concat: final;" + a + " " + wrong);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.field("Content-Type")).contains("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Length: 5", "Content-Type: application/offset+octet-stream"})
    void aFinalUploadHasNoBytesOfItsOwn(String field) throws Exception {
        String a = created(PARTIAL, "Upload-Length: 0");
        assertThat(tus("POST", "/uploads", "hello", "Upload-Concat: final;" + a, field)
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"DELETE, 204", "HEAD, 200"})
    void aFinalUploadOutlivesItsPart(String method, int status) throws Exception {
        String a = created(PARTIAL, "Upload-Length: 5");
        patch(a, "hello");
        String joined = created("Upload-Concat: final;" + a);
        assertThat(tus(method, a, "").status()).isEqualTo(status);

        assertThat(site.request("GET", joined + "/content").text()).isEqualTo("hello");
    }

    @Test
    void aFinalUploadIsGoneWithAPartThatItWaitsFor() throws Exception {
        String a = created(PARTIAL, "Upload-Length: 5");
        String waiting = created("Upload-Concat: final;" + a);
        tus("DELETE", a, "");

        assertThat(tus("HEAD", waiting, "").status()).isEqualTo(404);
        assertThat(tus("DELETE", waiting, "").status()).isEqualTo(204);
    }

    @Test
    void theExtensionIsAnnounced() throws Exception {
        assertThat(site.request("OPTIONS", "/uploads").field("Tus-Extension").orElseThrow())
                .contains("concatenation,concatenation-unfinished");
    }

    private static String created(String... fields) throws Exception {
        Response response = tus("POST", "/uploads", "", fields);
        assertThat(response.status()).as("%s", response).isEqualTo(201);
        return response.field("Location").orElseThrow();
    }

    private static Response patch(String upload, String bytes, String... fields) throws Exception {
        String[] own = {"Content-Type: application/offset+octet-stream", "Upload-Offset: 0"};
        String[] all = Stream.concat(Arrays.stream(own), Arrays.stream(fields)).toArray(String[]::new);
        return tus("PATCH", upload, bytes, all);
    }

    private static Response tus(String method, String target, String body, String... fields) throws Exception {
        String[] all = Stream.concat(Arrays.stream(fields), Stream.of("Tus-Resumable: 1.0.0"))
                .toArray(String[]::new);
        return site.request(method, target, body.getBytes(UTF_8), all);
    }
}

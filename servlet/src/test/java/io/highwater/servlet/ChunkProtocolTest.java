package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chunk protocol on every container, as `protocols` describes it. */
@ParameterizedClass
@EnumSource(Container.class)
class ChunkProtocolTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private static Site site;

    ChunkProtocolTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @Test
    void aCreationTellsWhereTheUploadIsAndHowToSendIt() throws Exception {
        Response response = site.post("{\"length\":10,\"filename\":\"a.bin\",\"unknown\":[1,{}]}");
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.field("Location").orElseThrow()).matches("/uploads/[a-z2-7]{26}");
        assertThat(response.field("Cache-Control")).contains("no-store");
        assertThat(response.field("Content-Type")).contains("application/json");
        assertThat(response.text())
                .matches("\\{\"upload_id\":\"[a-z2-7]{26}\",\"chunk_size\":5242880,\"committed\":0,\"length\":10,"
                        + "\"expires_at\":\"[0-9-]+T[0-9:]+Z\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/uploads", "/uploads/", "/uploads?x=y"})
    void theCollectionHasAnOptionalSlashAndNeedsNoBody(String collection) throws Exception {
        Response response = site.request("POST", collection);
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.field("Location").orElseThrow()).matches("/uploads/[a-z2-7]{26}");
    }

    @ParameterizedTest
    @CsvSource({
        // committed, offset, bytes: status, committed afterwards
        "4, 4, 3, 200, 7",
        "4, 0, 4, 200, 4",
        "4, 1, 2, 200, 4",
        "4, 2, 5, 200, 7",
        "4, 0, 10, 200, 10",
        "4, 4, 0, 200, 4",
        "4, 4, 6, 200, 10",
        "4, 5, 1, 409, 4",
        "4, 4, 7, 413, 4",
        "4, 0, 11, 413, 4",
        "4, 11, 1, 409, 4",
        "4, 999999999999999999, 1, 409, 4",
    })
    void aPutIsIdempotentByOffset(int before, long offset, int count, int status, int after) throws Exception {
        String upload = site.create("{\"length\":10}");
        site.put(upload, 0, slice(0, before));
        Response response = site.put(upload, offset, slice((int) Math.min(offset, 9), count));
        assertThat(response.status()).as("%s", response).isEqualTo(status);
        assertThat(site.committed(upload)).isEqualTo(after);
        if (status == 200) {
            assertThat(response.text()).isEqualTo("{\"committed\":" + after + "}");
            assertThat(response.field("Upload-Offset")).contains(Integer.toString(after));
        } else {
            assertThat(response.number("committed")).isEqualTo(after);
        }
        site.put(upload, after, slice(after, 10 - after));
        site.request("POST", upload + "/complete");
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
    }

    @Test
    void anOffsetBeyondTheUploadIsAConflictThatSaysWhereToGoOn() throws Exception {
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        Response response = site.put(upload, 11, TEN);
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.text())
                .contains("\"type\":\"https://iana.org/assignments/http-problem-types#mismatching-upload-offset\"")
                .contains("\"expected-offset\":10,\"provided-offset\":11,\"committed\":10");
        assertThat(site.put(upload, 9_223_372_036_854_775_807L, TEN).status()).isEqualTo(409);
    }

    @Tag("T2")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?",
                "?offset",
                "?offset=",
                "?offset=-1",
                "?offset=+5",
                "?offset=05",
                "?offset=1e3",
                "?offset=0x1",
                "?offset=9223372036854775808",
                "?offset=5,5",
                "?offset=%D9%A3",
                "?offset=%30",
                "?offset=0&offset=0",
                "?offset=0&%6fffset=1",
                "?Offset=0",
                "?offset=00"
            })
    void anOffsetThatIsNotPlainDigitsOnceIsABadRequest(String query) throws Exception {
        String upload = site.create("{}");
        Response response = site.request("PUT", upload + query, TEN);
        assertThat(response.status()).as("%s", response).isEqualTo(400);
        assertThat(site.committed(upload)).isZero();
        assertThat(site.request("PUT", "/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa" + query, TEN)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aFormTypedBodyIsStoredLikeAnyOther() throws Exception {
        String upload = site.create("{}");
        byte[] form = "offset=7&a=b".getBytes(UTF_8);
        assertThat(site.put(upload, 0, form, "Content-Type: application/x-www-form-urlencoded")
                        .number("committed"))
                .isEqualTo(form.length);
    }

    @Test
    void aPutOntoACompleteUploadIsFineInsideItAndAConflictBeyond() throws Exception {
        String upload = site.createComplete("{}", TEN);
        assertThat(site.put(upload, 5, slice(5, 5)).text()).isEqualTo("{\"committed\":10}");
        assertThat(site.put(upload, 10, new byte[0]).text()).isEqualTo("{\"committed\":10}");
        assertThat(site.put(upload, 5, slice(0, 6)).status()).isEqualTo(409);
        assertThat(site.put(upload, 11, TEN).status()).isEqualTo(409);
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
    }

    @Test
    void aChunkedBodyIsAppendedAndCutAtTheLength() throws Exception {
        String upload = site.create("{\"length\":10}");
        assertThat(chunked(upload, 0, 4, 4).number("committed")).isEqualTo(8);
        Response tooLong = chunked(upload, 8, 2, 2);
        assertThat(tooLong.status()).isEqualTo(413);
        assertThat(site.committed(upload)).isBetween(8L, 10L);
    }

    @Test
    void headAndGetTellTheState() throws Exception {
        String upload = site.create("{\"length\":10,\"filename\":\"ä\\\"b\",\"content_type\":\"image/png\","
                + "\"metadata\":{\"k\":\"v\",\"a\":\"b\"}}");
        site.put(upload, 0, slice(0, 4));
        for (String method : new String[] {"HEAD", "GET"}) {
            Response state = site.request(method, upload);
            assertThat(state.status()).isEqualTo(200);
            assertThat(state.field("Upload-Offset")).contains("4");
            assertThat(state.field("Upload-Length")).contains("10");
            assertThat(state.field("Upload-Complete")).contains("?0");
            assertThat(state.field("Upload-Limit")).get().asString().matches("max-age=604(800|7[0-9]{2})");
            assertThat(state.field("Upload-Expires").orElseThrow()).matches("[A-Z][a-z]{2}, [0-9]{2} .* GMT");
            assertThat(state.field("Cache-Control")).contains("no-store");
            assertThat(state.field("Vary")).contains("Accept");
            assertThat(state.field("ETag")).isEmpty();
        }
        assertThat(site.request("GET", upload).text())
                .matches("\\{\"upload_id\":\".*\",\"committed\":4,\"length\":10,\"chunk_size\":5242880,"
                        + "\"complete\":false,\"expires_at\":\".*\",\"filename\":\"ä\\\\\"b\","
                        + "\"content_type\":\"image/png\",\"metadata\":\\{\"a\":\"b\",\"k\":\"v\"}}");
    }

    @Test
    void aHeadLeavesTheConnectionInOrder() throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            for (int i = 0; i < 3; i++) {
                client.head("HEAD", upload);
                assertThat(client.read("HEAD").status()).isEqualTo(200);
            }
            client.head("GET", upload);
            assertThat(client.read("GET").number("committed")).isZero();
        }
    }

    @Test
    void aLookOnlyGetNamesNoOffsetToGoOnFrom() throws Exception {
        String upload = site.create("{}");
        Response look = site.request("GET", upload, "Accept: text/html, application/json;q=0.5");
        assertThat(look.field("Upload-Offset")).isEmpty();
        assertThat(look.number("committed")).isZero();
        assertThat(site.request("GET", upload, "Accept: */*").field("Upload-Offset"))
                .contains("0");
        assertThat(site.request("GET", upload, "Accept: application/json;q=0").field("Upload-Offset"))
                .contains("0");
    }

    @Test
    void completionIsIdempotentAndFinal() throws Exception {
        String upload = site.create("{}");
        site.put(upload, 0, TEN);
        Response first = site.request("POST", upload + "/complete");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text()).matches("\\{\"etag\":\"[0-9a-f]{8}-a\",\"size\":10}");
        assertThat(first.field("ETag").orElseThrow()).matches("\"[0-9a-f]{8}-a\"");
        assertThat(site.request("POST", upload + "/complete").text()).isEqualTo(first.text());
        Response state = site.request("HEAD", upload);
        assertThat(state.field("Upload-Complete")).contains("?1");
        assertThat(state.field("ETag")).isEqualTo(first.field("ETag"));
        assertThat(state.field("Upload-Length")).contains("10");
    }

    @Test
    void anIncompleteUploadIsNotCompletedAndSaysWhatIsMissing() throws Exception {
        String upload = site.create("{\"length\":10}");
        site.put(upload, 0, slice(0, 4));
        Response response = site.request("POST", upload + "/complete");
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.text()).contains("\"committed\":4,\"length\":10,\"missing\":6");
        assertThat(response.field("Upload-Complete")).contains("?0");
    }

    @Test
    void aDeletedUploadIsUnknown() throws Exception {
        for (boolean complete : new boolean[] {false, true}) {
            String upload = complete ? site.createComplete("{}", TEN) : site.create("{}");
            Response deleted = site.request("DELETE", upload);
            assertThat(deleted.status()).isEqualTo(204);
            assertThat(deleted.field("Content-Length").orElse("0")).isEqualTo("0");
            for (String method : new String[] {"HEAD", "GET", "DELETE"}) {
                assertThat(site.request(method, upload).status()).isEqualTo(404);
            }
            assertThat(site.put(upload, 0, TEN).status()).isEqualTo(404);
            assertThat(site.request("POST", upload + "/complete").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /uploads            | POST, OPTIONS",
                "PUT    | /uploads?offset=0   | POST, OPTIONS",
                "DELETE | /uploads/           | POST, OPTIONS",
                "POST   | ID                  | GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
                "GET    | ID/complete         | POST, OPTIONS",
                "PUT    | ID/content?offset=0 | GET, HEAD, OPTIONS",
            })
    void otherMethodsAreRefusedWithTheAllowedOnes(String method, String target, String allowed) throws Exception {
        String upload = site.create("{}");
        Response response = site.request(method, target.replace("ID", upload), TEN);
        assertThat(response.status()).as("%s", response).isEqualTo(405);
        assertThat(response.field("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/uploads    | POST, OPTIONS",
                "ID          | GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
                "ID/complete | POST, OPTIONS",
                "ID/content  | GET, HEAD, OPTIONS",
            })
    void optionsTellWhatIsTrueNow(String target, String allowed) throws Exception {
        Response response = site.request("OPTIONS", target.replace("ID", site.create("{}")), "Tus-Resumable: 0.2.0");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.field("Allow")).contains(allowed);
        assertThat(response.field("Upload-Limit")).contains("max-age=604800");
        boolean ofChunksAlone = target.contains("/c");
        assertThat(response.field("Accept-Patch").isEmpty()).isEqualTo(ofChunksAlone);
    }

    @ParameterizedTest
    @CsvSource({"Tus-Resumable: 1.0.0, 415, 400", "Upload-Concat: partial, 412, 412", "Upload-Defer-Length: 1, 412, 412"
    })
    void aCreationOfAnotherProtocolCreatesNothing(String mark, int withJson, int empty) throws Exception {
        assertThat(site.post("{}", mark).status()).isEqualTo(withJson);
        assertThat(site.request("POST", "/uploads", mark).status()).isEqualTo(empty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Complete: yes", "Upload-Incomplete: ?1", "Upload-Draft-Interop-Version: 6"})
    void aMarkThatIsNoneIsIgnored(String mark) throws Exception {
        assertThat(site.post("{}", mark).status()).isEqualTo(201);
    }

    @Tag("T24")
    @Test
    void marksOfOtherProtocolsOnAPutWithOffsetAreIgnored() throws Exception {
        String upload = site.create("{}");
        Response response = site.put(
                upload, 0, TEN, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6", "Tus-Resumable: 1.0.0");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.interim()).doesNotContain(104);
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?0");
    }

    @Test
    void stateFieldsOnHeadAndDeleteAreABadRequest() throws Exception {
        String upload = site.create("{}");
        assertThat(site.request("HEAD", upload, "Upload-Offset: 0").status()).isEqualTo(400);
        assertThat(site.request("DELETE", upload, "Upload-Complete: ?1").status())
                .isEqualTo(400);
        assertThat(site.request("DELETE", upload, "Upload-Complete: ?1", "Tus-Resumable: 1.0.0")
                        .status())
                .isEqualTo(204);
    }

    @Test
    void contentRangeOnAPutIsABadRequest() throws Exception {
        String upload = site.create("{}");
        assertThat(site.put(upload, 0, TEN, "Content-Range: bytes 0-9/10").status())
                .isEqualTo(400);
    }

    private static Response chunked(String upload, int offset, int... sizes) throws Exception {
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=" + offset, "Transfer-Encoding: chunked");
            int from = offset;
            for (int size : sizes) {
                client.chunkIfWanted(TEN, Math.min(from, 10 - size), Math.min(from, 10 - size) + size);
                from += size;
            }
            client.lastChunkIfWanted();
            return client.read("PUT");
        }
    }

    private static byte[] slice(int from, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = from + i < 10 ? TEN[from + i] : (byte) 'x';
        }
        return bytes;
    }
}

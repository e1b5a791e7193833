package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.Requester;
import io.highwater.servlet.FilterSite.Documents;
import io.highwater.servlet.FilterSite.Seen;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that knows nothing of uploads behind the filter: one request, however many connections it took. */
@ParameterizedClass
@EnumSource(Container.class)
class FilterTest {

    private static final byte[] FILE = new byte[300_000];
    private static final String SHA = FilterSite.sha256(random());

    @Parameter
    private Container container;

    private final Documents documents = new Documents();
    private FilterSite site;

    private static byte[] random() {
        new Random(7).nextBytes(FILE);
        return FILE;
    }

    @BeforeEach
    void start() throws Exception {
        site = FilterSite.on(container)
                .filter(filter -> filter.credentialFields("X-Mine"))
                .endpoint(documents)
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(FILE, from, to);
    }

    private long offset(String upload) throws Exception {
        return Long.parseLong(
                site.request("HEAD", upload).field("Upload-Offset").orElseThrow());
    }

    /** Tomcat asks for a body before anybody else sees the request. */
    private List<Integer> askedByTheContainer() {
        return container == Container.TOMCAT ? List.of(100) : List.of();
    }

    private void assertAnswered(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(202);
        assertThat(response.text()).isEqualTo(FILE.length + " " + SHA);
        assertThat(response.field("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(response.field("Upload-Complete")).contains("?1");
        assertThat(response.field("Upload-Offset")).contains("" + FILE.length);
    }

    @Test
    void aRequestThatIsCutGoesOnOverTwoMoreAndTheEndpointSeesOne() throws Exception {
        String upload = site.begin("/documents?tag=7", slice(0, 1000), "Content-Type: image/x-test", "X-Of: the first");
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    "Content-Type: application/partial-upload",
                    "Upload-Offset: 1000",
                    "Upload-Complete: ?1",
                    "Content-Length: " + (FILE.length - 1000));
            client.send(FILE, 1000, 100_000);
            await().until(() ->
                    site.request("GET", upload, "Accept: application/json").status() == 200);
            client.reset();
        }
        int reached = (int) offset(upload);
        assertThat(reached).isBetween(1000, 100_000);
        assertThat(documents.seen()).isEmpty();

        Response more = site.append(upload, reached, slice(reached, 200_000), false);
        assertThat(more.status()).isEqualTo(204);
        Response last = site.append(upload, 200_000, slice(200_000, FILE.length), true);
        Response again = site.append(upload, FILE.length, new byte[0], true);

        assertAnswered(last);
        assertAnswered(again);
        assertThat(again.field("X-Seen")).contains("tag=7");
        String id = upload.substring(upload.indexOf('=') + 1);
        assertThat(documents.seen())
                .containsExactly(new Seen("POST", "/documents", "tag=7", "image/x-test", FILE.length, SHA, id));
    }

    @Test
    void aRequestThatIsNotCutIsAnsweredByTheEndpoint() throws Exception {
        Response response = site.request("POST", "/documents?a=%20b", FILE, "Upload-Complete: ?1");

        assertAnswered(response);
        assertThat(documents.seen()).hasSize(1);
        assertThat(documents.seen().get(0).query()).isEqualTo("a=%20b");
    }

    @Test
    void anyMethodAndEveryPathUnderTheMappingIsResumable() throws Exception {
        String upload = site.begin("/project/12%203/files", slice(0, 10));
        assertThat(upload).matches("/project/12%203/files\\?upload=[A-Za-z0-9_-]{22,}");
        assertAnswered(site.append(upload, 10, slice(10, FILE.length), true));

        Response put = site.request("PUT", "/documents?offset=5", FILE, "Upload-Complete: ?1");

        assertAnswered(put);
        assertThat(documents.seen().get(0).uri()).isEqualTo("/project/12%203/files");
        assertThat(documents.seen().get(1).method()).isEqualTo("PUT");
    }

    @Tag("T6")
    @Test
    void aRequestThatBreaksOffIsNeverTakenForCompleteAndLeavesNothing() throws Exception {
        try (RawClient client = site.client()) {
            client.head("POST", "/documents", "Upload-Complete: ?1", "Content-Length: " + FILE.length);
            client.send(FILE, 0, 100_000);
            await().until(() -> site.store().written() > 0);
            client.finish();
        }
        await().until(() -> site.store().open().isEmpty());
        Response next = site.request("POST", "/documents", FILE, "Upload-Complete: ?1");
        assertAnswered(next);
        assertThat(documents.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Plain: yes",
                "Upload-Complete: maybe",
                "Upload-Draft-Interop-Version: 6",
                "Tus-Resumable: 1.0.0"
            })
    void aRequestWithoutTheMarkReachesTheEndpointAsItIs(String field) throws Exception {
        Response response = site.request("POST", "/documents?upload=mine&x=1", FILE, field);

        assertThat(response.text()).isEqualTo(FILE.length + " " + SHA);
        assertThat(response.field("Upload-Complete")).isEmpty();
        assertThat(documents.seen().get(0).id()).isNull();
        assertThat(documents.seen().get(0).query()).isEqualTo("upload=mine&x=1");
    }

    @Tag("T24")
    @Test
    void t24_aTusRequestWithTheMarksOfTheIetfReachesTheEndpointAsItIs() throws Exception {
        Response response = site.request(
                "POST", "/documents", FILE, "Tus-Resumable: 1.0.0", "Upload-Complete: ?1", "Upload-Length: 3");
        assertThat(response.text()).isEqualTo(FILE.length + " " + SHA);
        assertThat(response.field("Upload-Complete")).isEmpty();
    }

    @Tag("T24")
    @Test
    void aMarkedRequestOnAnUnmappedPathIsLeftAlone() throws Exception {
        Response response = site.request("POST", "/elsewhere", FILE, "Upload-Complete: ?1");
        assertThat(response.status())
                .isEqualTo(site.request("POST", "/elsewhere", FILE).status());
        assertThat(response.field("Upload-Complete")).isEmpty();
    }

    @Test
    void anUploadIsAskedForAndGivenUpWithoutAnyMark() throws Exception {
        String upload = site.begin("/documents", slice(0, 10), "Upload-Length: 300000");

        Response head = site.request("HEAD", upload);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("Upload-Offset")).contains("10");
        assertThat(head.field("Upload-Length")).contains("300000");
        assertThat(head.field("Upload-Complete")).contains("?0");
        assertThat(site.request("GET", upload).number("committed")).isEqualTo(10);
        assertThat(site.request("POST", upload, slice(0, 1)).status()).isEqualTo(405);
        assertThat(site.request("DELETE", upload).status()).isEqualTo(204);

        assertThat(site.request("HEAD", upload).status()).isEqualTo(404);
        assertThat(site.append(upload, 10, slice(10, 20), false).status()).isEqualTo(404);
        assertThat(documents.seen()).isEmpty();
    }

    @Tag("T26")
    @Test
    void t26_anUploadIsUnknownUnderEveryOtherPath() throws Exception {
        String upload = site.begin("/documents", slice(0, 10));
        String id = upload.substring(upload.indexOf('=') + 1);
        for (String elsewhere : new String[] {
            "/project/1?upload=" + id,
            "/project/documents?upload=" + id,
            "/uploads/" + id,
            "/uploads/" + id + "/content"
        }) {
            assertThat(site.request("HEAD", elsewhere).status()).as(elsewhere).isEqualTo(404);
            assertThat(site.append(elsewhere, 10, slice(10, 20), true).status())
                    .as(elsewhere)
                    .isEqualTo(404);
            assertThat(site.request("DELETE", elsewhere).status()).as(elsewhere).isEqualTo(404);
        }
        assertThat(offset(upload)).isEqualTo(10);
    }

    @Tag("T26")
    @Test
    void t26_anUploadOfTheServletIsUnknownToTheEndpoints() throws Exception {
        Response created = site.request("POST", "/uploads", slice(0, 10), "Upload-Complete: ?0");
        String upload = created.field("Location").orElseThrow();
        assertThat(upload).startsWith("/uploads/");
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        assertThat(site.request("HEAD", "/documents?upload=" + id).status()).isEqualTo(404);
        assertThat(site.request("HEAD", "/uploads?upload=" + id).status()).isNotEqualTo(200);
        assertThat(site.request("HEAD", upload, "Upload-Draft-Interop-Version: 8")
                        .status())
                .isEqualTo(200);
    }

    @Tag("T1")
    @ParameterizedTest
    @ValueSource(strings = {"/documents", "/documents?upload=", "/documents?upload=..", "/documents?upload=%00"})
    void t1_anAppendThatNamesNoUploadCreatesNone(String target) throws Exception {
        assertThat(site.append(target, 10, slice(10, 20), true).status()).isEqualTo(404);
        Response older = site.request(
                "PATCH",
                target,
                slice(10, 20),
                "Upload-Draft-Interop-Version: 5",
                "Upload-Offset: 10",
                "Upload-Complete: ?1");
        assertThat(older.status()).isEqualTo(404);
        assertThat(documents.seen()).isEmpty();
    }

    @Tag("T1")
    @Test
    void t1_anIdThatIsNotWrittenAsItWasGivenNamesNothing() throws Exception {
        String upload = site.begin("/documents", slice(0, 10));
        String id = upload.substring(upload.indexOf('=') + 1);
        String escaped = "%" + Integer.toHexString(id.charAt(0)) + id.substring(1);
        for (String target : new String[] {
            "/documents?upload=" + escaped,
            "/documents?upload=" + id.toUpperCase(Locale.ROOT),
            "/documents?upload=" + id + "&upload=" + id,
            "/documents?upload=" + "a".repeat(7000),
            "/documents?upload=" + id + "-outcome"
        }) {
            assertThat(site.append(target, 10, slice(10, 20), true).status())
                    .as(target)
                    .isEqualTo(404);
        }
        assertThat(offset(upload)).isEqualTo(10);
        assertThat(documents.seen()).isEmpty();
    }

    @Test
    void aParameterOfTheApplicationsOwnIsLeftToIt() throws Exception {
        String query = "upload=" + UUID.randomUUID() + "&x=1";
        assertThat(site.request("GET", "/documents?" + query).status()).isEqualTo(202);
        assertThat(documents.seen().get(0).query()).isEqualTo(query);
    }

    @Test
    void whatIsSentToAnUploadNeverReachesTheEndpoint() throws Exception {
        String upload = site.begin("/documents", slice(0, 10));
        assertThat(site.request("DELETE", upload, "Tus-Resumable: 1.0.0").status())
                .isEqualTo(204);
        assertThat(site.request("DELETE", upload).status()).isEqualTo(404);
        Response put = site.request("PUT", upload, slice(0, 1));
        assertThat(put.status()).isIn(404, 405);
        assertThat(documents.seen()).isEmpty();
    }

    @Tag("T5")
    @ParameterizedTest
    @ValueSource(strings = {"?0", "?1"})
    void t5_aBodyThatGoesOnBehindTheLengthEndsTheUpload(String complete) throws Exception {
        String upload = site.begin("/documents", slice(0, 10), "Upload-Length: 20");
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    "Content-Type: application/partial-upload",
                    "Upload-Offset: 10",
                    "Upload-Complete: " + complete,
                    "Transfer-Encoding: chunked");
            client.chunkIfWanted(FILE, 10, 200_000);
            client.lastChunkIfWanted();
            Response refused = client.read("PATCH");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.field("Upload-Complete")).contains("?0");
        }
        assertThat(site.request("HEAD", upload).status()).isEqualTo(410);
        assertThat(documents.seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 201", "4, 201", "5, 201", "6, 201", "7, 204", "8, 204"})
    void everyVersionGoesOnAndCompletesByAppends(String version, int more) throws Exception {
        String echo = "Upload-Draft-Interop-Version: " + version;
        String goesOn = version.equals("3") ? "Upload-Incomplete: ?1" : "Upload-Complete: ?0";
        String ends = version.equals("3") ? "Upload-Incomplete: ?0" : "Upload-Complete: ?1";
        Response begun = site.request("POST", "/documents?v=" + version, slice(0, 10), echo, goesOn);
        String upload = begun.field("Location").orElseThrow();
        String type = "Content-Type: application/partial-upload";

        Response middle = site.request("PATCH", upload, slice(10, 20), echo, goesOn, type, "Upload-Offset: 10");
        Response last = site.request("PATCH", upload, slice(20, FILE.length), echo, ends, type, "Upload-Offset: 20");

        assertThat(middle.status()).isEqualTo(more);
        assertThat(middle.fields()).contains(echo, goesOn, "Upload-Offset: 20");
        assertThat(last.status()).isEqualTo(202);
        assertThat(last.text()).isEqualTo(FILE.length + " " + SHA);
        assertThat(last.fields()).contains(echo, ends, "Upload-Offset: " + FILE.length);
        assertThat(documents.seen().get(0).query()).isEqualTo("v=" + version);
    }

    @Test
    void aConnectionGoesOnAfterABodyThatEndedInTheFilter() throws Exception {
        String upload = site.begin("/documents", new byte[0]);
        try (RawClient client = site.client()) {
            for (int offset = 0; offset < FILE.length; offset += 50_000) {
                client.head(
                        "PATCH",
                        upload,
                        "Content-Type: application/partial-upload",
                        "Upload-Offset: " + offset,
                        "Upload-Complete: " + (offset + 50_000 < FILE.length ? "?0" : "?1"),
                        "Content-Length: 50000");
                client.send(FILE, offset, offset + 50_000);
                Response response = client.read("PATCH");
                assertThat(response.status()).isEqualTo(offset + 50_000 < FILE.length ? 204 : 202);
            }
            client.head("GET", "/documents?plain");
            assertThat(client.read("GET").status()).isEqualTo(202);
        }
    }

    @Tag("T12")
    @Test
    void t12_onlyItsCreatorMayGoOnWithAnUpload() throws Exception {
        String ofAlice = site.begin("/documents", slice(0, 10), "Authorization: alice");
        String ofNoOne = site.begin("/documents", slice(0, 10));
        for (String who : new String[] {"bob", "alice "}) {
            assertThat(site.append(ofNoOne, 10, slice(10, FILE.length), true, "Authorization: " + who)
                            .status())
                    .isEqualTo(404);
        }
        for (String[] who : new String[][] {{}, {"Authorization: bob"}}) {
            assertThat(site.request("HEAD", ofAlice, who).status()).isEqualTo(404);
            assertThat(site.request("DELETE", ofAlice, who).status()).isEqualTo(404);
            assertThat(site.append(ofAlice, 10, slice(10, FILE.length), true, who)
                            .status())
                    .isEqualTo(404);
        }
        assertThat(documents.seen()).isEmpty();

        assertAnswered(site.append(ofNoOne, 10, slice(10, FILE.length), true));
        assertAnswered(site.append(ofAlice, 10, slice(10, FILE.length), true, "Authorization: alice"));
        Response asked = site.append(ofAlice, FILE.length, new byte[0], true, "Authorization: bob");
        assertThat(asked.status()).isEqualTo(404);
        assertThat(asked.text()).doesNotContain(SHA);
    }

    @Test
    void whoMayNotUseTheEndpointIsToldBeforeAByteIsSent() throws Exception {
        try (RawClient client = site.client()) {
            client.head(
                    "POST",
                    "/documents",
                    "Authorization: nobody",
                    "Expect: 100-continue",
                    "Upload-Complete: ?1",
                    "Content-Length: 1000000000");
            Response refused = client.read("POST");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.interim()).as("100").isEqualTo(askedByTheContainer());
        }
    }

    @Tag("T4")
    @ParameterizedTest
    @ValueSource(strings = {"?0", "?1"})
    void whatIsTooLargeIsRefusedBeforeAByteIsSent(String complete) throws Exception {
        try (FilterSite limited = FilterSite.on(container)
                        .limits(new UploadLimits(1000, 0, 1000, 0, 1000, null))
                        .endpoint(documents)
                        .start();
                RawClient client = limited.client()) {
            client.head(
                    "POST",
                    "/documents",
                    "Expect: 100-continue",
                    "Upload-Complete: " + complete,
                    "Upload-Length: 1001",
                    "Content-Length: " + (complete.equals("?1") ? 1001 : 10));
            Response refused = client.read("POST");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.field("Upload-Limit").orElseThrow()).contains("max-size=1000");
            assertThat(refused.interim()).as("100").isEqualTo(askedByTheContainer());
        }
        assertThat(documents.seen()).isEmpty();
    }

    @Test
    void a100AsksForTheBodyThatWillCompleteTheRequest() throws Exception {
        try (RawClient client = site.client()) {
            client.head(
                    "POST",
                    "/documents",
                    "Expect: 100-continue",
                    "Upload-Complete: ?1",
                    "Content-Length: " + FILE.length);
            client.awaitContinue();
            client.send(FILE);
            assertAnswered(client.read("POST"));
        }
    }

    @Test
    void a104SaysWhereARequestGoesOnThatIsCutInItsFirstBody() throws Exception {
        if (container != Container.JETTY) { // the others have no way to send one
            Response whole =
                    site.request("POST", "/documents", FILE, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6");
            assertThat(whole.interim()).isEmpty();
            return;
        }
        String upload;
        try (RawClient client = site.client()) {
            client.head(
                    "POST",
                    "/documents?tag=7",
                    "Upload-Complete: ?1",
                    "Upload-Draft-Interop-Version: 6",
                    "Content-Length: " + FILE.length);
            Response told = client.readInterim();
            assertThat(told.status()).isEqualTo(104);
            upload = told.field("Location").orElseThrow();
            client.send(FILE, 0, 100_000);
            client.reset();
        }
        await().until(() -> offset(upload) > 0);
        int reached = (int) offset(upload);

        assertAnswered(site.append(upload, reached, slice(reached, FILE.length), true));
        assertThat(documents.seen()).hasSize(1);
        assertThat(documents.seen().get(0).query()).isEqualTo("tag=7");
    }

    @Tag("T25")
    @Test
    void t25_anAppendToACompleteUploadChangesNothing() throws Exception {
        String upload = site.begin("/documents", slice(0, 10));
        assertAnswered(site.append(upload, 10, slice(10, FILE.length), true));

        assertThat(site.append(upload, FILE.length, slice(0, 10), true).status())
                .isEqualTo(400);
        assertThat(site.append(upload, FILE.length, new byte[0], false).status())
                .isEqualTo(400);
        assertThat(site.append(upload, 10, slice(10, 20), true).status()).isEqualTo(409);
        Response head = site.request("HEAD", upload);
        assertThat(head.field("Upload-Complete")).contains("?1");
        assertThat(head.field("Upload-Offset")).contains("" + FILE.length);

        assertAnswered(site.append(upload, FILE.length, new byte[0], true));
        assertThat(documents.seen()).hasSize(1);
    }

    @Test
    void theBytesAreGivenUpWhenTheEndpointHasResponded() throws Exception {
        String upload = site.begin("/documents", slice(0, 10));
        assertAnswered(site.append(upload, 10, slice(10, FILE.length), true));
        assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
        assertThat(site.append(upload, FILE.length, new byte[0], true).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "3, Upload-Incomplete: ?0, true",
        "4, Upload-Complete: ?1, true",
        "5, Upload-Complete: ?1, true",
        "6, Upload-Complete: ?1, true",
        "7, Upload-Complete: ?1, false",
        "8, Upload-Complete: ?1, false"
    })
    void everyVersionHasTheEndpointsResponseInItsWords(String version, String complete, boolean located)
            throws Exception {
        String echo = "Upload-Draft-Interop-Version: " + version;
        Response response = site.request("POST", "/documents", FILE, echo, complete);

        assertThat(response.status()).isEqualTo(202);
        assertThat(response.text()).isEqualTo(FILE.length + " " + SHA);
        assertThat(response.fields()).contains(complete, echo, "Upload-Offset: " + FILE.length);
        assertThat(response.field("Location").isPresent()).isEqualTo(located);
        assertThat(response.field("Cache-Control")).isEmpty();
    }

    @Tag("T16")
    @Test
    void aWrongDigestKeepsTheRequestFromTheEndpoint() throws Exception {
        String wrong = "Repr-Digest: sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:";
        String upload = site.begin("/documents", slice(0, 10), wrong);
        assertThat(site.append(upload, 10, slice(10, FILE.length), true).status())
                .isEqualTo(400);
        assertThat(site.request("HEAD", upload).status()).isEqualTo(410);
        assertThat(documents.seen()).isEmpty();
    }

    @Tag("T7")
    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PATCH", "DELETE"})
    void t7_whoComesBackTakesOverFromAHalfOpenRequest(String method) throws Exception {
        for (String complete : new String[] {"?0", "?1"}) {
            String upload = site.begin("/documents", slice(0, 10));
            try (RawClient half = site.client()) {
                half.head(
                        "PATCH",
                        upload,
                        "Content-Type: application/partial-upload",
                        "Upload-Offset: 10",
                        "Upload-Complete: " + complete,
                        "Content-Length: " + (FILE.length - 10));
                half.send(FILE, 10, 5000);
                await().until(() ->
                        site.request("GET", upload, "Accept: application/json").status() == 200);

                if (method.equals("DELETE")) {
                    assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
                    assertThat(site.request("HEAD", upload).status()).isEqualTo(404);
                    continue;
                }
                int reached = method.equals("HEAD") ? (int) offset(upload) : 10;
                Response response = site.append(upload, reached, slice(reached, FILE.length), true);
                if (response.status() == 409) { // a PATCH that guessed
                    reached = Integer.parseInt(response.field("Upload-Offset").orElseThrow());
                    response = site.append(upload, reached, slice(reached, FILE.length), true);
                }
                assertAnswered(response);
            }
        }
    }

    @Test
    void optionsIsAnsweredByTheEndpointAndTellsTheLimits() throws Exception {
        Response options = site.request("OPTIONS", "/documents");
        assertThat(options.status()).isEqualTo(202);
        assertThat(options.field("Upload-Limit")).contains("max-age=604800");
        assertThat(options.field("Accept-Patch")).contains("application/partial-upload");
        assertThat(documents.seen().get(0).method()).isEqualTo("OPTIONS");
    }

    @Test
    void noCredentialsAreStored() throws Exception {
        String upload = site.begin(
                "/documents",
                slice(0, 10),
                "Authorization: alice",
                "Cookie: session=secret",
                "x-API-key: secret",
                "X-Mine: secret",
                "X-Other: remembered");
        String stored = site.engine()
                .peek(
                        new Requester("alice", "/documents?upload"),
                        Site.id("/" + upload.substring(upload.indexOf('=') + 1)))
                .creation()
                .request()
                .attributes()
                .toString();
        assertThat(stored).contains("remembered").doesNotContain("secret", "alice");
    }
}

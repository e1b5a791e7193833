package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.store.memory.MemoryUploadStore;
import io.highwater.store.tck.Fault;
import io.highwater.store.tck.FaultyStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Beyond {@code max-active-appends} bodies are refused before they are read, in every protocol (threat T23). */
@Tag("T23")
@ParameterizedClass
@EnumSource(Container.class)
class ActiveAppendsTest {

    private static final int LIMIT = 2;
    private static final String TUS = "Tus-Resumable: 1.0.0";
    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private static FaultyStore store;
    private static Site site;

    private final List<RawClient> slow = new ArrayList<>();
    private final List<String> slowUploads = new ArrayList<>();

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        store = new FaultyStore(new MemoryUploadStore(), Fault.from(1, Fault.Kind.IO_ERROR));
        store.repair();
        site = Site.on(container)
                .store(store)
                .engine(engine -> engine.maxActiveAppends(LIMIT))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @BeforeEach
    void fill() throws IOException {
        for (int i = 0; i < LIMIT; i++) {
            String upload = site.create("{\"length\":10}");
            RawClient client = site.client();
            client.head("PUT", upload + "?offset=0", "Content-Length: 10");
            client.send(TEN, 0, 4);
            await().until(() -> site.received(upload) == 4);
            slow.add(client);
            slowUploads.add(upload);
        }
    }

    @AfterEach
    void everyBodyThatBreaksOffGivesItsPlaceBack() throws IOException {
        for (RawClient client : slow) {
            client.close();
        }
        String upload = site.create("{}");
        await().until(() -> site.put(upload, 0, TEN).status() == 200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunk", "tus", "ietf"})
    void anAppendIsRefusedUnreadAndTheStoreIsNotAsked(String protocol) throws Exception {
        String upload = site.create("{\"length\":1000}");
        store.fail(Fault.from(1, Fault.Kind.OUT_OF_SPACE));
        assertRefused(append(protocol, upload), protocol);
        store.repair();
        assertThat(site.received(upload)).isZero();
        slow.remove(0).close();
        await().until(() -> append(protocol, upload).status() / 100 == 2);
        assertThat(site.committed(upload)).isEqualTo(TEN.length);
    }

    private static Response append(String protocol, String upload) throws IOException {
        return switch (protocol) {
            case "chunk" -> site.put(upload, 0, TEN);
            case "tus" ->
                site.request(
                        "PATCH", upload, TEN, TUS, "Upload-Offset: 0", "Content-Type: application/offset+octet-stream");
            default ->
                site.request(
                        "PATCH",
                        upload,
                        TEN,
                        "Upload-Complete: ?0",
                        "Upload-Offset: 0",
                        "Content-Type: application/partial-upload");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"tus", "ietf"})
    void aCreationWithABodyIsRefusedUnreadAndTheStoreIsNotAsked(String protocol) throws Exception {
        long before = site.unfinished();
        store.fail(Fault.from(1, Fault.Kind.OUT_OF_SPACE));
        Response response = protocol.equals("tus")
                ? site.request(
                        "POST",
                        "/uploads",
                        TEN,
                        TUS,
                        "Upload-Length: 1000",
                        "Content-Type: application/offset+octet-stream")
                : site.request("POST", "/uploads", TEN, "Upload-Complete: ?0");
        store.repair();
        assertRefused(response, protocol);
        assertThat(response.field("Location")).isEmpty();
        assertThat(site.unfinished()).isEqualTo(before);
    }

    private static void assertRefused(Response response, String protocol) {
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.field("Cache-Control")).contains("no-store");
        assertThat(response.field("Tus-Resumable").isPresent()).isEqualTo(protocol.equals("tus"));
        assertThat(response.field("Upload-Offset")).isEmpty();
    }

    @Test
    void aLargeBodyIsNotReadToItsEndBeforeItIsRefused() throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", "Content-Length: 1000000000000");
            Response response = client.read("PUT");
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.field("Connection")).contains("close");
            client.sendAsFarAsWanted(new byte[4 << 20]); // Tomcat swallows two
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void whoWaitsForTheWordToSendIsRefusedWithoutIt() throws Exception {
        String upload = site.create("{}");
        try (RawClient client = site.client()) {
            client.head("PUT", upload + "?offset=0", "Content-Length: 10", "Expect: 100-continue");
            Response response = client.read("PUT");
            assertThat(response.status()).isEqualTo(503);
            if (container != Container.TOMCAT) { // which sends 100 before any servlet is asked
                assertThat(response.interim()).isEmpty();
            }
        }
    }

    @Test
    void whatSendsNoBytesOfUploadsIsServedMeanwhile() throws Exception {
        String upload = site.create("{\"length\":0}");
        assertThat(site.request("HEAD", upload).status()).isEqualTo(200);
        assertThat(site.request("GET", upload, "Accept: application/json").status())
                .isEqualTo(200);
        assertThat(site.request("POST", upload + "/complete").status()).isEqualTo(200);
        assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
        assertThat(site.request("POST", "/uploads", TUS, "Upload-Length: 10").status())
                .isEqualTo(201);
        assertThat(site.request("POST", "/uploads", "Upload-Complete: ?0").status())
                .isEqualTo(201);
    }

    @Test
    void aClientThatComesBackTakesOverFromItself() throws Exception {
        String upload = slowUploads.get(0);
        Response response = site.put(upload, 0, TEN);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.number("committed")).isEqualTo(TEN.length);
        assertThat(slow.remove(0).read("PUT").status()).isEqualTo(409);
    }
}

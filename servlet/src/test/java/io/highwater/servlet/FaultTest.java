package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.Requester;
import io.highwater.servlet.RawClient.Response;
import io.highwater.store.memory.MemoryUploadStore;
import io.highwater.store.tck.Fault;
import io.highwater.store.tck.FaultyStore;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients are told when the store fails below a request (threat T18), and that they can go on afterwards. */
@Tag("T18")
@ParameterizedClass
@EnumSource(Container.class)
class FaultTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String[] TUS = {"Tus-Resumable: 1.0.0", "Upload-Length: 10"};

    private static FaultyStore store;
    private static Site site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        store = new FaultyStore(new MemoryUploadStore(), Fault.from(1, Fault.Kind.IO_ERROR));
        store.repair();
        site = Site.on(container).store(store).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @AfterEach
    void repair() {
        store.repair();
    }

    @ParameterizedTest
    @CsvSource({"IO_ERROR, 503", "OUT_OF_SPACE, 507"})
    void whereverAPutFailsTheClientIsToldAndGoesOnLater(Fault.Kind kind, int status) throws Exception {
        int failures = 0;
        for (boolean failing = true; failing; store.repair()) {
            String upload = site.create("{\"length\":10}");
            store.fail(Fault.from(failures + 1, kind));
            Response response = site.put(upload, 0, TEN);
            store.repair();
            failing = response.status() != 200;
            if (failing) {
                failures++;
                assertThat(response.status()).isEqualTo(status);
                assertThat(response.field("Content-Type")).contains("application/problem+json");
                assertThat(response.field("Retry-After").isPresent()).isEqualTo(status == 503);
                assertThat(response.text()).doesNotContain("faulty store says", "Exception");
            }
            int offset = Integer.parseInt(
                    site.request("HEAD", upload).field("Upload-Offset").orElseThrow());
            site.put(upload, offset, Arrays.copyOfRange(TEN, offset, TEN.length));
            assertThat(site.request("POST", upload + "/complete").status()).isEqualTo(200);
            assertThat(site.request("GET", upload + "/content").body()).isEqualTo(TEN);
        }
        assertThat(failures).as("calls of the store that a PUT needs").isGreaterThanOrEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"IO_ERROR, 503", "OUT_OF_SPACE, 507"})
    void aCreationThatFailsCreatesNothing(Fault.Kind kind, int status) throws Exception {
        long before = site.unfinished();
        store.fail(Fault.from(1, kind));
        Response chunk = site.post("{}");
        Response tus = site.request("POST", "/uploads", TUS);
        store.repair();
        assertThat(chunk.status()).isEqualTo(status);
        assertThat(chunk.field("Location")).isEmpty();
        assertThat(tus.status()).isEqualTo(status);
        assertThat(tus.field("Tus-Resumable")).contains("1.0.0");
        assertThat(site.unfinished()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, ''", "GET, ''", "DELETE, ''", "POST, /complete", "GET, /content"})
    void whatCannotBeReadNowMayBeAskedForAgain(String method, String below) throws Exception {
        String upload = site.createComplete("{}", TEN);
        store.fail(Fault.from(1, Fault.Kind.IO_ERROR));
        Response response = site.request(method, upload + below);
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.field("Retry-After")).isPresent();
        assertThat(response.field("Cache-Control")).contains("no-store");
        store.repair();
        assertThat(site.request(method, upload + below).status()).isIn(200, 204);
    }

    @Tag("T20")
    @Test
    void whatIsGoneIsToldInTheWordsOfTheProtocol() throws Exception {
        String upload = site.create("{}");
        site.engine().invalidate(new Requester(null, "/uploads"), Site.id(upload));
        for (String method : new String[] {"HEAD", "GET", "PUT"}) {
            assertThat(site.request(method, upload + "?offset=0").status()).isEqualTo(410);
        }
        for (String method : new String[] {"HEAD", "GET", "PATCH"}) {
            assertThat(site.request(method, upload, "Tus-Resumable: 1.0.0").status())
                    .isEqualTo(404);
        }
        assertThat(site.request("POST", upload + "/complete").status()).isEqualTo(410);
        assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
        assertThat(site.request("HEAD", upload).status()).isEqualTo(404);
    }
}

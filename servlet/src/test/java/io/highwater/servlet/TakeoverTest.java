package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A later request takes over from one whose client went away without a word, and late bytes change nothing. */
@Tag("T7")
@ParameterizedClass
@CsvSource({"JETTY,true", "TOMCAT,true", "UNDERTOW,true", "JETTY,false", "TOMCAT,false", "UNDERTOW,false"})
class TakeoverTest {

    private static final byte[] OLD = bytes(100_000, 'o');
    private static final byte[] NEW = bytes(100_000, 'n');
    private static final int SENT = 40_000;

    private static Site site;

    @Parameter(0)
    Container container;

    @Parameter(1)
    boolean async;

    @BeforeParameterizedClassInvocation
    static void start(Container container, boolean async) throws Exception {
        site = Site.on(container).deployed(d -> async ? d : d.blocking()).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "GET"})
    void askingHowFarTakesOverAndNamesAnOffsetToGoOnFrom(String method) throws Exception {
        String upload = site.create("{\"length\":100000}");
        try (RawClient old = halfOpen(upload)) {
            Response state = site.request(method, upload);
            assertThat(state.field("Upload-Offset")).contains("40000");
            assertFenced(old);
        }
        assertThat(site.put(upload, SENT, Arrays.copyOfRange(NEW, SENT, NEW.length))
                        .number("committed"))
                .isEqualTo(NEW.length);
        assertBytes(upload, SENT);
    }

    @Test
    void aPutTakesOverAndSkipsWhatIsThere() throws Exception {
        String upload = site.create("{\"length\":100000}");
        try (RawClient old = halfOpen(upload)) {
            assertThat(site.put(upload, 0, NEW).number("committed")).isEqualTo(NEW.length);
            assertFenced(old);
        }
        assertBytes(upload, SENT);
    }

    @Test
    void aCompletionTakesOver() throws Exception {
        String upload = site.create("{}");
        try (RawClient old = halfOpen(upload)) {
            assertThat(site.request("POST", upload + "/complete").number("size"))
                    .isEqualTo(SENT);
            assertFenced(old);
        }
        assertThat(site.request("GET", upload + "/content").body()).hasSize(SENT);
    }

    @Test
    void aDeletionTakesOverAndNothingComesBack() throws Exception {
        String upload = site.create("{}");
        try (RawClient old = halfOpen(upload)) {
            assertThat(site.request("DELETE", upload).status()).isEqualTo(204);
            assertFenced(old);
        }
        assertThat(site.request("HEAD", upload).status()).isEqualTo(404);
    }

    @Test
    void whatChangesNothingTakesNothingOver() throws Exception {
        String upload = site.create("{\"length\":100000}");
        site.put(upload, 0, Arrays.copyOf(OLD, 10_000));
        try (RawClient old = site.client()) {
            old.head("PUT", upload + "?offset=10000", "Content-Length: 90000");
            old.send(OLD, 10_000, SENT);
            awaitReceived(upload);
            assertThat(site.put(upload, 50_000, Arrays.copyOf(NEW, 10)).status())
                    .isEqualTo(409);
            assertThat(site.put(upload, 5_000, Arrays.copyOf(NEW, 10)).status()).isEqualTo(200);
            site.committed(upload);
            old.send(OLD, SENT, OLD.length);
            assertThat(old.read("PUT").number("committed")).isEqualTo(OLD.length);
        }
    }

    private static RawClient halfOpen(String upload) throws IOException {
        RawClient old = site.client();
        old.head("PUT", upload + "?offset=0", "Content-Length: 100000");
        old.send(OLD, 0, SENT);
        awaitReceived(upload);
        return old;
    }

    private static void awaitReceived(String upload) {
        await().atMost(Duration.ofSeconds(10)).until(() -> site.received(upload) >= SENT);
    }

    /** The late bytes get no 2xx. A blocked reader notices the takeover only by them. */
    private void assertFenced(RawClient old) throws IOException {
        if (!async) {
            old.sendAsFarAsWanted(Arrays.copyOfRange(OLD, SENT, OLD.length));
        }
        Response response = old.read("PUT");
        assertThat(response.status()).isIn(404, 409);
        assertThat(response.field("Connection")).contains("close");
        old.sendAsFarAsWanted(Arrays.copyOfRange(OLD, SENT, OLD.length));
        assertThat(old.isEnded()).isTrue();
    }

    private static void assertBytes(String upload, int oldOnes) throws IOException {
        site.request("POST", upload + "/complete");
        String expected = new String(OLD, 0, oldOnes, UTF_8) + new String(NEW, oldOnes, NEW.length - oldOnes, UTF_8);
        assertThat(site.request("GET", upload + "/content").text()).isEqualTo(expected);
    }

    private static byte[] bytes(int count, char c) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) c);
        return bytes;
    }
}

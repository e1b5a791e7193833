package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 104 to the clients of an endpoint that knows nothing of uploads. */
class FilterInterimTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String VERSION = "Upload-Draft-Interop-Version: 8";

    private FilterSite site;

    @BeforeEach
    void start() throws Exception {
        site = FilterSite.on(Container.JETTY).start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void aClientIsToldWhereItsUploadIsAndTheEndpointAnswers() throws Exception {
        try (RawClient client = site.client()) {
            for (int again = 0; again < 2; again++) {
                client.head("POST", "/documents", VERSION, "Upload-Complete: ?1", "Content-Length: 10");
                Response told = client.readInterim();
                assertThat(told.status()).isEqualTo(104);
                assertThat(told.field("Location").orElseThrow()).startsWith("/documents?upload=");
                client.send(TEN);
                Response answer = client.read("POST");
                assertThat(answer.interim()).isEmpty();
                assertThat(answer.field("Upload-Complete")).contains("?1");
            }
        }
    }

    @Test
    void aRequestThatIsNoUploadIsToldNothing() throws Exception {
        Response answer = site.request("POST", "/documents", TEN, VERSION);
        assertThat(answer.interim()).isEmpty();
    }
}

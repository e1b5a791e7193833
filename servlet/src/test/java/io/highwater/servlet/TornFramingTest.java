package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A chunked body that comes byte by byte, its framing too: wherever it tears, the container has to call again. */
class TornFramingTest {

    private static final byte[] BODY = "5\r\nhello\r\n7;x=y\r\n, water\r\n0\r\n\r\n".getBytes(US_ASCII);

    @ParameterizedTest
    @EnumSource(Container.class)
    void aBodyThatComesByteByByteIsAnswered(Container container) throws Exception {
        try (Site site = Site.on(container).start()) {
            for (int from = 0; from < BODY.length; from++) {
                String upload = site.create("{}");
                try (RawClient client = site.client()) {
                    client.head("PUT", upload + "?offset=0", "Transfer-Encoding: chunked");
                    client.send(BODY, 0, from);
                    for (int i = from; i < BODY.length; i++) {
                        letTheServerRead(site, upload);
                        client.send(BODY, i, i + 1);
                    }
                    assertThat(client.read("PUT").number("committed")).isEqualTo(12);
                }
            }
        }
    }

    /** By asking it something else, often enough that the bytes sent before have been looked at. */
    private static void letTheServerRead(Site site, String upload) throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(site.request("GET", upload, "Accept: application/json").status())
                    .isEqualTo(200);
        }
    }
}

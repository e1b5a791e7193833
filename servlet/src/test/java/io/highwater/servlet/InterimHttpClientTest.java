package io.highwater.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.entity.AsyncEntityProducers;
import org.apache.hc.core5.http.nio.entity.StringAsyncEntityConsumer;
import org.apache.hc.core5.http.nio.support.AsyncRequestBuilder;
import org.apache.hc.core5.http.nio.support.BasicResponseConsumer;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Apache HttpClient, which shows interim responses, on a long upload. */
class InterimHttpClientTest {

    private static final byte[] LONG = new byte[54 << 20];

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.on(Container.JETTY).start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    /** Hears all that is said to one request. */
    private static final class Ear extends BasicResponseConsumer<String> {

        private final List<HttpResponse> interims = new CopyOnWriteArrayList<>();

        Ear() {
            super(new StringAsyncEntityConsumer());
        }

        @Override
        public void informationResponse(HttpResponse response, HttpContext context) throws HttpException, IOException {
            interims.add(response);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/2.0"})
    void aLongUploadIsToldWhereItIsAndHowFarAndEndsAsEver(String protocol) throws Exception {
        try (CloseableHttpAsyncClient client = client(protocol)) {
            client.start();
            for (int again = 0; again < 2; again++) {
                Ear ear = new Ear();
                Message<HttpResponse, String> created =
                        client.execute(creation(), ear, null).get();
                assertThat(created.getHead().getVersion()).hasToString(protocol);
                assertThat(created.getHead().getCode()).isEqualTo(200);
                assertThat(created.getBody()).contains("\"size\":" + LONG.length);
                String location = created.getHead().getHeader("Location").getValue();
                assertThat(ear.interims.get(0).getHeader("Location").getValue()).isEqualTo(location);
                assertProgress(ear.interims.subList(1, ear.interims.size()));
            }
        }
    }

    /** The client that is made for HTTP/2 alone would keep interim responses to itself. */
    private static CloseableHttpAsyncClient client(String protocol) {
        HttpVersionPolicy policy =
                protocol.equals("HTTP/2.0") ? HttpVersionPolicy.FORCE_HTTP_2 : HttpVersionPolicy.FORCE_HTTP_1;
        return HttpAsyncClients.custom()
                .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setVersionPolicy(policy).build())
                        .build())
                .build();
    }

    private AsyncRequestProducer creation() {
        return AsyncRequestBuilder.post("http://127.0.0.1:" + site.port() + "/uploads")
                .addHeader("Upload-Complete", "?1")
                .addHeader("Upload-Draft-Interop-Version", "8")
                .setEntity(AsyncEntityProducers.create(LONG, ContentType.APPLICATION_OCTET_STREAM))
                .build();
    }

    private static void assertProgress(List<HttpResponse> interims) throws Exception {
        assertThat(interims).isNotEmpty().hasSizeLessThanOrEqualTo(5);
        long last = 0;
        for (HttpResponse interim : interims) {
            assertThat(interim.getCode()).isEqualTo(104);
            assertThat(interim.containsHeader("Location")).isFalse();
            long offset = Long.parseLong(interim.getHeader("Upload-Offset").getValue());
            assertThat(offset).isGreaterThan(last);
            last = offset;
        }
    }
}

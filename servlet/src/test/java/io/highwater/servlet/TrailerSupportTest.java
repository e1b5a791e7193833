package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which container hands on what comes behind a body, and what is said where it does not. */
class TrailerSupportTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String RIGHT = "Upload-Checksum: sha1 h6zsF82dzSCnFsws9nQXtxyKcBY="; // of TEN

    @ParameterizedTest
    @CsvSource({"JETTY, true", "UNDERTOW, true", "TOMCAT, false"})
    void trailersAreAnnouncedAndHeardByThemselvesWhereTheContainerHandsThemOn(Container container, boolean heard)
            throws Exception {
        try (Site site = Site.on(container).start()) {
            String extensions =
                    site.request("OPTIONS", "/uploads").field("Tus-Extension").orElseThrow();
            assertThat(extensions.contains("checksum-trailer")).isEqualTo(heard);
            String upload = site.create("{\"length\":10}");
            Response response = patch(site, upload);
            assertThat(response.status()).isEqualTo(heard ? 204 : 400);
            assertThat(site.committed(upload)).isEqualTo(heard ? 10 : 0);
            if (!heard) {
                assertThat(response.text()).contains("trailers do not get through");
                assertThat(site.received(upload)).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void trailersAreHeardWithoutAsynchronousRequestsToo(Container container) throws Exception {
        try (Site site = Site.on(container)
                .servlet(servlet -> servlet.trailers(true))
                .deployed(Deployment::blocking)
                .start()) {
            String upload = site.create("{\"length\":10}");
            assertThat(patch(site, upload).status()).isEqualTo(204);
            assertThat(site.committed(upload)).isEqualTo(10);
        }
    }

    @Test
    void aTrailerThatTomcatDropsIsMissed() throws Exception {
        try (Site site = Site.on(Container.TOMCAT)
                .servlet(servlet -> servlet.trailers(true))
                .deployed(deployment -> deployment.lettingThrough("Content-Digest"))
                .start()) {
            String upload = site.create("{\"length\":10}");
            Response response = patch(site, upload);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains("Upload-Checksum was announced as a trailer, but did not come");
            assertThat(site.committed(upload)).isZero();
        }
    }

    private static Response patch(Site site, String upload) throws Exception {
        try (RawClient client = site.client()) {
            client.head(
                    "PATCH",
                    upload,
                    "Tus-Resumable: 1.0.0",
                    "Upload-Offset: 0",
                    "Content-Type: application/offset+octet-stream",
                    "Trailer: Upload-Checksum",
                    "Transfer-Encoding: chunked");
            client.chunkIfWanted(TEN, 0, TEN.length);
            client.lastChunkIfWanted(RIGHT);
            return client.read("PATCH");
        }
    }
}

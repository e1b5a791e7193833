package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.engine.Intent;
import io.highwater.engine.UploadAuthorizer;
import io.highwater.engine.UploadAuthorizer.Decision;
import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others may see of an upload, and for how long. */
class TusAccessTest {

    private static final String TUS = "Tus-Resumable: 1.0.0";

    @Tag("T17")
    @ParameterizedTest
    @EnumSource(Container.class)
    void authorizationSeesTheEffectiveMethod(Container container) throws Exception {
        List<Intent> asked = Collections.synchronizedList(new ArrayList<>());
        UploadAuthorizer noCancelling = (intent, who, upload) -> {
            asked.add(intent);
            return intent == Intent.CANCEL ? Decision.DENY : Decision.ALLOW;
        };
        try (Site site = Site.on(container).authorizer(noCancelling).start()) {
            String upload = create(site);
            asked.clear();
            assertThat(site.request("POST", upload, TUS, "X-HTTP-Method-Override: DELETE")
                            .status())
                    .isEqualTo(403);
            assertThat(asked).containsExactly(Intent.CANCEL);
        }
    }

    @Test
    void aFailedCreationLeavesNothingToThoseWhoMayNotCancel() throws Exception {
        UploadAuthorizer noCancelling =
                (intent, who, upload) -> intent == Intent.CANCEL ? Decision.DENY : Decision.ALLOW;
        try (Site site = Site.on(Container.JETTY).authorizer(noCancelling).start()) {
            Response response = site.request(
                    "POST",
                    "/uploads",
                    "12345".getBytes(UTF_8),
                    TUS,
                    "Upload-Length: 10",
                    "Content-Type: application/offset+octet-stream",
                    "Upload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
            assertThat(response.status()).isEqualTo(460);
            assertThat(site.unfinished()).isZero();
        }
    }

    @Tag("T12")
    @ParameterizedTest
    @EnumSource(Container.class)
    void aHiddenUploadIsToldLikeAnUnknownOne(Container container) throws Exception {
        UploadAuthorizer hiding = (intent, who, upload) -> upload == null ? Decision.ALLOW : Decision.HIDE;
        try (Site site = Site.on(container).authorizer(hiding).start()) {
            String upload = create(site);
            for (String method : new String[] {"HEAD", "GET", "PATCH", "DELETE", "POST"}) {
                Response hidden = site.request(method, upload, TUS);
                Response unknown = site.request(method, "/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa", TUS);
                assertThat(hidden.status()).isEqualTo(404);
                assertThat(hidden.text()).isEqualTo(unknown.text());
                assertThat(hidden.field("Cache-Control")).contains("no-store");
            }
        }
    }

    @Test
    void aLimitIsToldAndHolds() throws Exception {
        UploadLimits limits = new UploadLimits(8, 0, 8, 0, 8, null);
        try (Site site = Site.on(Container.JETTY).limits(limits).start()) {
            assertThat(site.request("OPTIONS", "/uploads").field("Tus-Max-Size"))
                    .contains("8");
            Response refused = site.request("POST", "/uploads", TUS, "Upload-Length: 9");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.field("Upload-Limit")).contains("max-size=8, max-append-size=8");
            Response created = site.request("POST", "/uploads", TUS, "Upload-Length: 8");
            assertThat(created.field("Upload-Expires")).isEmpty();
            assertThat(site.request("OPTIONS", "/uploads")
                            .field("Tus-Extension")
                            .orElseThrow())
                    .doesNotContain("expiration");
        }
    }

    @Test
    void anExpiredUploadIsNotFound() throws Exception {
        UploadLimits limits = new UploadLimits(100, 0, 100, 0, 10, Duration.ofSeconds(1));
        try (Site site = Site.on(Container.JETTY).limits(limits).start()) {
            String upload = create(site);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> site.request("HEAD", upload, TUS).status() == 404);
            assertThat(site.request("HEAD", upload, TUS).field("Tus-Resumable")).contains("1.0.0");
        }
    }

    @Test
    void withoutAsynchronousRequestsACreationIsUndoneJustSo() throws Exception {
        try (Site site =
                Site.on(Container.TOMCAT).deployed(Deployment::blocking).start()) {
            String type = "Content-Type: application/offset+octet-stream";
            byte[] body = {1, 2, 3};
            String wrong = "Upload-Checksum: crc32 AAAAAA==";
            assertThat(site.request("POST", "/uploads", body, TUS, type, "Upload-Length: 3", wrong)
                            .status())
                    .isEqualTo(460);
            assertThat(site.unfinished()).isZero();
            String right = "Upload-Checksum: crc32 VbyAHQ==";
            Response created = site.request("POST", "/uploads", body, TUS, type, "Upload-Length: 3", right);
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.field("Upload-Offset")).contains("3");
        }
    }

    private static String create(Site site) throws Exception {
        return site.request("POST", "/uploads", TUS, "Upload-Length: 10")
                .field("Location")
                .orElseThrow();
    }
}

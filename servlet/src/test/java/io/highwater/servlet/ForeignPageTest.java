package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of a foreign origin can do with the cookies of its visitor and without a preflight: nothing. */
@Tag("A5")
@ParameterizedClass
@EnumSource(Container.class)
class ForeignPageTest {

    private static final String HOME = "https://app.example.org";
    private static final String EVIL = "Origin: https://evil.example";
    private static final String FOREIGN = "Sec-Fetch-Site: cross-site";

    private static Site site;

    @Parameter
    Container container;

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container).servlet(s -> s.corsOrigins(HOME)).start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    private static void assertRefused(Response response) {
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.field("Cache-Control")).contains("no-store");
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.field("Access-Control-Allow-Origin")).isEmpty();
        assertThat(response.field("Location")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void itCreatesNothing(String from) throws Exception {
        long before = site.unfinished();
        assertRefused(site.request("POST", "/uploads", EVIL, "Sec-Fetch-Site: " + from));
        assertRefused(site.request("POST", "/uploads", "Sec-Fetch-Site: " + from, "Origin: null"));
        for (String type : new String[] {
            "text/plain",
            "TEXT/PLAIN;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x"
        }) {
            byte[] form = "{\"length\":5}".getBytes(UTF_8);
            assertRefused(
                    site.request("POST", "/uploads", form, EVIL, "Sec-Fetch-Site: " + from, "Content-Type: " + type));
        }
        assertThat(site.unfinished()).isEqualTo(before);
    }

    @Test
    void itCompletesNothing() throws Exception {
        String upload = site.create("{}");
        assertRefused(site.request("POST", upload + "/complete", EVIL, FOREIGN));
        assertRefused(site.request(
                "POST", upload + "/complete", "".getBytes(UTF_8), EVIL, FOREIGN, "Content-Type: text/plain"));
        assertThat(site.request("HEAD", upload).field("Upload-Complete")).contains("?0");
    }

    @Test
    void asOthersItCannotTellAnUploadFromNone() throws Exception {
        String upload = site.create("{}");
        Response known = site.request("POST", upload + "/complete", EVIL, FOREIGN);
        Response unknown = site.request("POST", "/uploads/" + "a".repeat(26) + "/complete", EVIL, FOREIGN);
        assertThat(known.text()).isEqualTo(unknown.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", "X-No: browser"})
    void everybodyElseIsServed(String field) throws Exception {
        assertThat(site.request("POST", "/uploads", EVIL, field).status()).isEqualTo(201);
    }

    @Test
    void aPageOfAnAllowedOriginIsServed() throws Exception {
        assertThat(site.request("POST", "/uploads", "Origin: " + HOME, FOREIGN).status())
                .isEqualTo(201);
    }

    /** Whoever answers preflights for the application has allowed it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json",
                "X-Requested-With: XMLHttpRequest",
                "Authorization: Bearer x",
                "Tus-Resumable: 1.0.0\r\nUpload-Length: 5",
                "Upload-Complete: ?0"
            })
    void whatNeededAPreflightIsServed(String fields) throws Exception {
        String[] all = ("Origin: https://other.example\r\n" + FOREIGN + "\r\n" + fields).split("\r\n");
        assertThat(site.request("POST", "/uploads", all).status()).isEqualTo(201);
    }

    @Test
    void anEndpointsOwnRequestsAreItsOwnAffair() throws Exception {
        try (FilterSite filtered = FilterSite.on(container).start()) {
            Response response = filtered.request("POST", "/documents", "x".getBytes(UTF_8), EVIL, FOREIGN);
            assertThat(response.status()).isEqualTo(202);
        }
    }
}

package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.OwnerLimits;
import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What one client may begin, over HTTP: more is a 429 in every protocol. */
@Tag("T14")
class OwnerLimitsTest {

    private static final byte[] THREE = "abc".getBytes(UTF_8);

    private static Site site(Container container, OwnerLimits limits) throws Exception {
        return Site.on(container).engine(engine -> engine.ownerLimits(limits)).start();
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAddressHasOnlySoManyUnfinishedUploads(Container container) throws Exception {
        try (Site site = site(container, OwnerLimits.of(OptionalInt.of(2), OptionalInt.empty()))) {
            String first = site.create("{\"length\":3}");
            assertThat(tus(site).status()).isEqualTo(201);
            assertRefused(site.post("{}"));
            assertRefused(tus(site));
            assertRefused(ietf(site));
            assertThat(tus(site).field("Tus-Resumable")).contains("1.0.0");
            assertThat(site.put(first, 0, THREE).status()).isEqualTo(200);
            assertThat(site.request("POST", first + "/complete").status()).isEqualTo(200);
            assertThat(ietf(site).status()).isEqualTo(201);
            assertRefused(ietf(site));
            assertThat(site.unfinished()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Container.class)
    void anAddressCreatesOnlySoManyUploadsInAMinute(Container container) throws Exception {
        try (Site site = site(container, OwnerLimits.of(OptionalInt.empty(), OptionalInt.of(1)))) {
            site.request("DELETE", site.create("{}"));
            assertRefused(site.post("{}"));
            assertRefused(tus(site));
            assertRefused(ietf(site));
            assertThat(site.unfinished()).isZero();
        }
    }

    private static Response tus(Site site) throws IOException {
        return site.request("POST", "/uploads", "Tus-Resumable: 1.0.0", "Upload-Length: 10");
    }

    private static Response ietf(Site site) throws IOException {
        return site.request("POST", "/uploads", THREE, "Upload-Complete: ?0");
    }

    private static void assertRefused(Response response) {
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.field("Retry-After")).contains("60");
        assertThat(response.field("Content-Type")).contains("application/problem+json");
        assertThat(response.field("Location")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "2001:db8:1:2:3:4:5:6, 20:01:0d:b8:00:01:00:02",
        "2001:db8:1:2::9, 20:01:0d:b8:00:01:00:02",
        "::1, 00:00:00:00:00:00:00:00",
        "a:b, a:b",
        "unix, unix"
    })
    void aClientOfIpv6IsItsNetwork(String remote, String address) {
        assertThat(RequestHeads.address(remote)).isEqualTo(address);
    }

    @Test
    void noAddressIsNobodys() {
        assertThat(RequestHeads.address(null)).isNull();
    }
}

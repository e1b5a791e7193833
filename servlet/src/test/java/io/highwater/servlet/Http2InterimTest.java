package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 104 over HTTP/2, frame by frame. */
class Http2InterimTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.on(Container.JETTY)
                .limits(new UploadLimits(1000, 0, 100, 2, 50, null))
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private Http2Call creation(OptionalLong length, String... more) throws IOException {
        List<String> fields = new ArrayList<>(List.of(more));
        fields.add("Upload-Complete: ?1");
        return new Http2Call(site.port(), new HttpLine.Head("POST", "/uploads", length, fields));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientIsToldWhereItsUploadIsBeforeItSendsAByteOfIt(boolean expects) throws Exception {
        String version = "Upload-Draft-Interop-Version: 8";
        try (Http2Call call = expects
                ? creation(OptionalLong.of(10), version, "Expect: 100-continue")
                : creation(OptionalLong.empty(), version)) {
            Response told = call.readInterim();
            assertThat(told.status()).isEqualTo(104);
            String location = told.field("Location").orElseThrow();
            assertThat(told.fields())
                    .containsExactlyInAnyOrder(
                            "location: " + location,
                            "upload-draft-interop-version: 8",
                            "upload-limit: max-size=1000, max-append-size=100, min-append-size=2");
            if (expects) {
                assertThat(call.readInterim().status()).isEqualTo(100);
            }
            call.send(TEN);
            Response created = call.finish().orElseThrow();
            assertThat(created.status()).isEqualTo(200);
            assertThat(created.interim()).isEmpty();
            assertThat(created.field("Location")).contains(location);
            assertThat(created.field("Upload-Offset")).contains("10");
        }
    }

    @Test
    void aStreamThatBreaksOffAfterItIsFoundWhereItSaid() throws Exception {
        String location;
        try (Http2Call call = creation(OptionalLong.empty(), "Upload-Draft-Interop-Version: 8")) {
            location = call.readInterim().field("Location").orElseThrow();
            call.reset();
        }
        Response state = site.request("HEAD", location, "Upload-Draft-Interop-Version: 8");
        assertThat(state.status()).isEqualTo(200);
        assertThat(state.field("Upload-Complete")).contains("?0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Nothing: 1", "Upload-Draft-Interop-Version: 9"})
    void noVersionOrAnUnknownOneEarnsNone(String field) throws Exception {
        try (Http2Call call = creation(OptionalLong.empty(), field)) {
            call.send(TEN);
            Response created = call.finish().orElseThrow();
            assertThat(created.status()).isEqualTo(200);
            assertThat(created.interim()).isEmpty();
        }
    }
}

package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import io.highwater.store.memory.MemoryUploadStore;
import io.highwater.store.tck.Fault;
import io.highwater.store.tck.FaultyStore;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first 104 over HTTP/1.1: who gets it, when, and what holds after it. */
class InterimTest {

    private static final byte[] TEN = "0123456789".getBytes(UTF_8);
    private static final String ID = "[A-Za-z0-9_-]{22,}";

    private Site site;

    @AfterEach
    void stop() throws Exception {
        if (site != null) {
            site.close();
        }
    }

    private void start() throws Exception {
        site = Site.on(Container.JETTY).start();
    }

    private static String mark(String version, boolean completes) {
        return version.equals("3")
                ? "Upload-Incomplete: " + (completes ? "?0" : "?1")
                : "Upload-Complete: " + (completes ? "?1" : "?0");
    }

    private static String[] creation(String version, String... more) {
        List<String> fields = new ArrayList<>(List.of(more));
        fields.add(mark(version, true));
        fields.add("Upload-Draft-Interop-Version: " + version);
        fields.add("Content-Length: 10");
        return fields.toArray(String[]::new);
    }

    private static Response create(RawClient client, String... fields) throws IOException {
        client.head("POST", "/uploads", fields);
        client.send(TEN);
        return client.read("POST");
    }

    private List<Integer> interims(String... fields) throws IOException {
        try (RawClient client = site.client()) {
            Response created = create(client, fields);
            assertThat(created.status()).isBetween(200, 201);
            return created.interim();
        }
    }

    @ParameterizedTest
    @CsvSource({"3,true", "4,true", "5,true", "6,true", "7,true", "8,true", "3,false", "8,false"})
    void aClientIsToldWhereItsUploadIsBeforeItSendsAByteOfIt(String version, boolean async) throws Exception {
        site = Site.on(Container.JETTY)
                .limits(new UploadLimits(1000, 0, 100, 2, 50, null))
                .deployed(deployment -> async ? deployment : deployment.blocking())
                .start();
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", creation(version));
            Response told = client.readInterim();
            assertThat(told.status()).isEqualTo(104);
            String location = told.field("Location").orElseThrow();
            assertThat(location).matches("/uploads/" + ID);
            List<String> all =
                    new ArrayList<>(List.of("Location: " + location, "Upload-Draft-Interop-Version: " + version));
            if (Integer.parseInt(version) >= 6) {
                all.add("Upload-Limit: max-size=1000, max-append-size=100, min-append-size=2");
            }
            assertThat(told.fields()).containsExactlyInAnyOrderElementsOf(all);
            assertThat(site.committed(location)).isZero();
            client.send(TEN);
            Response created = client.read("POST");
            assertThat(created.interim()).isEmpty();
            assertThat(created.status()).isEqualTo(Integer.parseInt(version) < 7 ? 201 : 200);
            assertThat(created.field("Location")).contains(location);
            assertThat(created.field("Upload-Offset")).contains("10");
        }
    }

    @ParameterizedTest
    @CsvSource({"JETTY,true", "JETTY,false", "UNDERTOW,true", "UNDERTOW,false"})
    void whoExpects100GetsThatToo(Container container, boolean async) throws Exception {
        site = Site.on(container)
                .deployed(deployment -> async ? deployment : deployment.blocking())
                .start();
        try (RawClient client = site.client()) {
            for (int again = 0; again < 2; again++) {
                client.head("POST", "/uploads", creation("8", "Expect: 100-continue"));
                Response told = client.readInterim();
                assertThat(told.status()).isEqualTo(104);
                assertThat(told.fields()).hasSize(3);
                client.awaitContinue();
                client.send(TEN);
                Response created = client.read("POST");
                assertThat(created.status()).isEqualTo(200);
                assertThat(created.field("Location")).isPresent().isEqualTo(told.field("Location"));
                assertThat(created.field("Connection").orElse("keep-alive")).isEqualTo("keep-alive");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theConnectionGoesOnAfterIt(boolean async) throws Exception {
        site = Site.on(Container.JETTY)
                .deployed(deployment -> async ? deployment : deployment.blocking())
                .start();
        try (RawClient client = site.client()) {
            for (int request = 0; request < 5; request++) {
                Response created = create(client, creation("6"));
                assertThat(created.status()).isEqualTo(201);
                assertThat(created.interim()).containsExactly(104);
                client.head("HEAD", created.field("Location").orElseThrow());
                Response state = client.read("HEAD");
                assertThat(state.interim()).isEmpty();
                assertThat(state.field("Upload-Complete")).contains("?1");
            }
        }
    }

    @Test
    void requestsThatComeInOnePacketAreAnsweredInTheirOrder() throws Exception {
        start();
        String one = "POST /uploads HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", creation("8")) + "\r\n\r\n";
        String bytes = new String(TEN, UTF_8);
        try (RawClient client = site.client()) {
            client.send((one + bytes + one + bytes + one + bytes).getBytes(UTF_8));
            for (int request = 0; request < 3; request++) {
                Response told = client.readInterim();
                Response created = client.read("POST");
                assertThat(created.status()).isEqualTo(200);
                assertThat(created.interim()).isEmpty();
                assertThat(created.field("Location")).isEqualTo(told.field("Location"));
            }
        }
    }

    @Test
    void noVersionOrAnUnknownOneEarnsNone() throws Exception {
        start();
        assertThat(interims("Upload-Complete: ?1", "Content-Length: 10")).isEmpty();
        for (String unknown : new String[] {"1", "2", "9", "8.0", "\"8\"", "x"}) {
            assertThat(interims(creation(unknown))).as(unknown).isEmpty();
        }
    }

    @Tag("T28")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Via: 1.1 proxy",
                "via: 1.0 proxy",
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-For: 192.0.2.1",
                "x-forwarded-proto: https",
                "X-Forwarded-Anything: yes",
                "X-Real-IP: 192.0.2.1"
            })
    void t28_aRequestThatShowsAProxyEarnsNoneUnlessSwitchedOn(String proxy) throws Exception {
        start();
        assertThat(interims(creation("8", proxy))).isEmpty();
        site.close();
        site = Site.on(Container.JETTY).servlet(s -> s.interimResponses("on")).start();
        assertThat(interims(creation("8", proxy))).containsExactly(104);
    }

    @Test
    void switchedOffThereAreNone() throws Exception {
        site = Site.on(Container.JETTY).servlet(s -> s.interimResponses("off")).start();
        assertThat(interims(creation("8"))).isEmpty();
    }

    @Tag("T24")
    @Test
    void t24_aRequestOfAnotherProtocolEarnsNone() throws Exception {
        start();
        String[] tus = {"Tus-Resumable: 1.0.0", "Upload-Length: 10", "Content-Type: application/offset+octet-stream"};
        assertThat(interims(creation("8", tus))).isEmpty();
        String upload = site.create("{\"length\": 10}");
        Response put = site.put(upload, 0, TEN, "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 8");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.interim()).isEmpty();
    }

    @Test
    void anHttp10ClientGetsNone() throws Exception {
        start();
        String head = "POST /uploads HTTP/1.0\r\n" + String.join("\r\n", creation("8")) + "\r\n\r\n";
        try (RawClient client = site.client()) {
            client.send(head.getBytes(UTF_8));
            client.send(TEN);
            Response created = client.read("POST");
            assertThat(created.status()).isEqualTo(200);
            assertThat(created.interim()).isEmpty();
        }
    }

    @Test
    void aCheckedCreationGetsNone() throws Exception {
        start();
        String right = "Content-Digest: sha-256=:hNiYd/DUBB77a/kaFvAkjy/Vc+avBcGflr7bn4gveII=:";
        assertThat(interims(creation("8", right))).isEmpty();
    }

    @Test
    void aCreationWithoutContentIsAnsweredAtOnce() throws Exception {
        start();
        Response created =
                site.request("POST", "/uploads", new byte[0], "Upload-Complete: ?0", "Upload-Draft-Interop-Version: 8");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.interim()).isEmpty();
    }

    @Test
    void aRefusedCreationGetsNone() throws Exception {
        site = Site.on(Container.JETTY)
                .limits(new UploadLimits(5, 0, 5, 0, 5, null))
                .start();
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", creation("8"));
            Response refused = client.read("POST");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.interim()).isEmpty();
        }
        assertThat(site.unfinished()).isZero();
    }

    @Test
    void whatArrivedBeforeACutIsFoundWhereThe104Said() throws Exception {
        start();
        String location;
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", creation("6"));
            location = client.readInterim().field("Location").orElseThrow();
            client.send(TEN, 0, 4);
        }
        await().until(() -> site.committed(location) == 4);
        Response state = site.request("HEAD", location, "Upload-Draft-Interop-Version: 6");
        assertThat(state.field("Upload-Offset")).contains("4");
        assertThat(state.field("Upload-Complete")).contains("?0");
        Response rest = site.request(
                "PATCH",
                location,
                Arrays.copyOfRange(TEN, 4, 10),
                "Upload-Draft-Interop-Version: 6",
                "Upload-Complete: ?1",
                "Upload-Offset: 4",
                "Content-Type: application/partial-upload");
        assertThat(rest.status()).isEqualTo(201);
        assertThat(rest.interim()).isEmpty();
        assertThat(site.request("GET", location).text()).isEqualTo("0123456789");
    }

    @Test
    void anUploadThatWasToldStaysWhenItsFirstBodyIsTooLong() throws Exception {
        site = Site.on(Container.JETTY)
                .limits(new UploadLimits(1000, 0, 5, 0, 5, null))
                .start();
        try (RawClient client = site.client()) {
            client.head(
                    "POST",
                    "/uploads",
                    "Upload-Complete: ?1",
                    "Upload-Draft-Interop-Version: 8",
                    "Transfer-Encoding: chunked");
            String location = client.readInterim().field("Location").orElseThrow();
            client.chunkIfWanted(TEN, 0, 10);
            Response refused = client.read("POST");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.field("Upload-Offset")).contains("5");
            assertThat(refused.field("Upload-Complete")).contains("?0");
            assertThat(site.committed(location)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @CsvSource({"IO_ERROR, 503", "OUT_OF_SPACE, 507"})
    void whereverTheFirstBodyFailsTheClientGoesOnWithTheUploadItWasToldOf(Fault.Kind kind, int status)
            throws Exception {
        FaultyStore store = new FaultyStore(new MemoryUploadStore(), Fault.from(1, kind));
        store.repair();
        site = Site.on(Container.JETTY).store(store).start();
        int failures = 0;
        for (boolean failing = true; failing; ) {
            String location;
            try (RawClient client = site.client()) {
                client.head("POST", "/uploads", creation("8"));
                location = client.readInterim().field("Location").orElseThrow();
                store.fail(Fault.from(failures + 1, kind));
                client.send(TEN);
                Response answer = client.read("POST");
                store.repair();
                failing = answer.status() != 200;
                if (failing) {
                    failures++;
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.field("Upload-Complete")).contains("?0");
                }
            }
            assertGoesOn(location);
        }
        assertThat(failures).as("calls of the store that a first body needs").isGreaterThanOrEqualTo(2);
    }

    private void assertGoesOn(String location) throws IOException {
        String version = "Upload-Draft-Interop-Version: 8";
        int offset = Integer.parseInt(
                site.request("HEAD", location, version).field("Upload-Offset").orElseThrow());
        Response rest = site.request(
                "PATCH",
                location,
                Arrays.copyOfRange(TEN, offset, TEN.length),
                version,
                "Upload-Complete: ?1",
                "Upload-Offset: " + offset,
                "Content-Type: application/partial-upload");
        assertThat(rest.status()).isEqualTo(200);
        assertThat(site.request("GET", location + "/content").body()).isEqualTo(TEN);
    }

    @Test
    void anUploadThatWasToldIsInvalidWhenItsFirstBodyPassesItsLength() throws Exception {
        start();
        try (RawClient client = site.client()) {
            client.head(
                    "POST",
                    "/uploads",
                    "Upload-Complete: ?1",
                    "Upload-Length: 5",
                    "Upload-Draft-Interop-Version: 8",
                    "Transfer-Encoding: chunked");
            String location = client.readInterim().field("Location").orElseThrow();
            client.chunkIfWanted(TEN, 0, 10);
            assertThat(client.read("POST").status()).isEqualTo(400);
            assertThat(site.request("HEAD", location, "Upload-Draft-Interop-Version: 8")
                            .status())
                    .isEqualTo(410);
        }
    }

    @Test
    void aLaterFilterMayWrapTheRequest() throws Exception {
        Filter wrapping = (request, response, chain) ->
                chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request), response);
        site = Site.on(Container.JETTY)
                .deployed(deployment -> deployment.behind(wrapping))
                .start();
        assertThat(interims(creation("8"))).containsExactly(104);
    }

    @ParameterizedTest
    @EnumSource(
            value = Container.class,
            names = {"TOMCAT", "UNDERTOW"})
    void aContainerThatHasNoWayAnswersAsEver(Container container) throws Exception {
        site = Site.on(container).servlet(s -> s.interimResponses("on")).start();
        assertThat(interims(creation("8"))).isEmpty();
        if (container == Container.TOMCAT) {
            assertThat(interims(creation("8", "Expect: 100-continue"))).doesNotContain(104);
        }
    }

    @Test
    void aFailedCreationOfWhichNothingWasToldIsTakenBack() throws Exception {
        site = Site.on(Container.JETTY)
                .servlet(s -> s.interimResponses("off"))
                .limits(new UploadLimits(1000, 0, 5, 0, 5, null))
                .start();
        try (RawClient client = site.client()) {
            client.head("POST", "/uploads", "Upload-Complete: ?1", "Transfer-Encoding: chunked");
            client.chunkIfWanted(TEN, 0, 10);
            Response refused = client.read("POST");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.field("Upload-Offset")).isEmpty();
        }
        assertThat(site.unfinished()).isZero();
    }
}

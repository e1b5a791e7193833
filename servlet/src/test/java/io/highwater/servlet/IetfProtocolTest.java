package io.highwater.servlet;

import static io.highwater.servlet.IetfIntegrityRules.digest;
import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.PARTIAL;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.UPLOADS;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.NONE;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.V8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Resumable Uploads for HTTP as a whole: the way of an upload in every version, and what our own design says of it. What
 * the draft demands is checked sentence by sentence in {@link IetfConformanceTest}.
 */
@ParameterizedClass
@EnumSource(HttpLine.class)
class IetfProtocolTest {

    private static IetfSites sites;

    private final HttpLine line;

    IetfProtocolTest(HttpLine line) {
        this.line = line;
    }

    @BeforeParameterizedClassInvocation
    static void start(HttpLine line) throws Exception {
        sites = IetfSites.on(line.container());
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        sites.close();
    }

    private IetfWire in(Interop version) {
        return new IetfWire(sites, line, version);
    }

    @ParameterizedTest
    @CsvSource({
        "V3, 201, 201, 204",
        "V4, 201, 201, 204",
        "V5, 201, 201, 200",
        "V6, 201, 201, 200",
        "V7, 204, 200, 200",
        "V8, 204, 200, 200",
        "NONE, 204, 200, 200"
    })
    void anUploadGoesUpInPartsInEveryVersion(Interop version, int goesOn, int complete, int state) throws Exception {
        IetfWire wire = in(version);
        Response created = wire.post(
                slice(0, 2),
                false,
                "Content-Disposition: inline; filename=\"x\"; filename*=UTF-8''%C3%A4.txt",
                "Content-Type: text/plain");
        assertThat(created.status()).isEqualTo(201);
        wire.assertGoesOn(created);
        assertThat(created.field("Upload-Offset")).contains("2");
        String upload = created.field("Location").orElseThrow();
        Response head = wire.head(upload, version == NONE ? PARTIAL : "X: y");
        assertThat(head.status()).isEqualTo(state);
        assertThat(head.field("Upload-Offset")).contains("2");
        wire.assertGoesOn(head);
        assertThat(head.field("Cache-Control")).contains("no-store");
        Response more = wire.append(upload, 2, slice(2, 6), false);
        assertThat(more.status()).isEqualTo(goesOn);
        assertThat(more.field("Upload-Offset")).contains("6");
        wire.assertGoesOn(more);
        Response last = wire.append(upload, 6, slice(6, 10), true);
        assertThat(last.status()).isEqualTo(complete);
        assertThat(last.field("Upload-Offset")).contains("10");
        wire.assertCompletes(last);
        for (Response response : List.of(created, head, more, last)) {
            assertThat(response.field("Upload-Draft-Interop-Version"))
                    .isEqualTo(version == NONE ? Optional.empty() : Optional.of(version.number()));
        }
        wire.assertComplete(upload, TEN);
        assertThat(sites.plain()
                        .request("GET", upload + "/content")
                        .field("Content-Disposition")
                        .orElseThrow())
                .contains("filename*=UTF-8''%C3%A4.txt");
    }

    @Test
    void anUnknownVersionIsAnsweredAsNone() throws Exception {
        for (String version : List.of("2", "9", "-1", "eight")) {
            String named = "Upload-Draft-Interop-Version: " + version;
            Response created = in(NONE).post(slice(0, 4), false, named);
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.field("Upload-Draft-Interop-Version")).isEmpty();
            String upload = created.field("Location").orElseThrow();
            Response last = in(NONE).append(upload, 4, slice(4, 10), true, named);
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.field("Upload-Draft-Interop-Version")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "V3, POST, 201",
        "V5, PUT, 201",
        "V6, POST, 201",
        "V8, PATCH, 200",
        "NONE, PUT, 200",
        "NONE, PROPPATCH, 200"
    })
    void aWholeUploadInOneRequestIsComplete(Interop version, String method, int status) throws Exception {
        Response response = in(version)
                .send(method, UPLOADS, TEN, version.mark(true), "Content-Type: application/x-www-form-urlencoded");
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.field("Upload-Offset")).contains("10");
        in(version).assertComplete(response.field("Location").orElseThrow(), TEN);
    }

    @Test
    void anEmptyRepresentationIsAnUpload() throws Exception {
        Response response = in(NONE).post(NOTHING, true);
        assertThat(response.status()).isEqualTo(200);
        in(NONE).assertComplete(response.field("Location").orElseThrow(), NOTHING);
    }

    @Test
    void aValidMarkMakesAnUploadOfWhateverIsInTheBody() throws Exception {
        byte[] json = "{\"length\": 3}".getBytes(UTF_8);
        Response response = in(V6).post(json, true, "Content-Type: application/json");
        in(V6).assertComplete(response.field("Location").orElseThrow(), json);
    }

    @Test
    void theOffsetMayMeetTheLengthAndTheUploadStillGoesOn() throws Exception {
        String upload = in(V8).create(TEN, "Upload-Length: 10");
        in(V8).assertGoesOn(in(V8).head(upload));
        assertThat(in(V8).append(upload, 10, NOTHING, true).status()).isEqualTo(200);
        in(V8).assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @EnumSource(Interop.class)
    void bytesOfUnknownCountAreTaken(Interop version) throws Exception {
        IetfWire wire = in(version);
        Response created = wire.sendUncounted("POST", UPLOADS, slice(0, 4), version.mark(false));
        assertThat(created.status()).isEqualTo(201);
        String upload = created.field("Location").orElseThrow();
        wire.assertCompletes(wire.sendUncounted("PATCH", upload, slice(4, 10), wire.appending(4, true)));
        wire.assertComplete(upload, TEN);
    }

    @Test
    void aRefusedAppendIsNotAskedForItsBody() throws Exception {
        String upload = in(V6).create(slice(0, 2));
        try (RawClient client = sites.plain().client()) {
            client.head("PATCH", upload, expecting(8, in(V6).appending(7, true)));
            Response refused = client.read("PATCH");
            assertThat(refused.status()).isEqualTo(409);
            if (line.container() != Container.TOMCAT) { // which sends 100 before any servlet is asked
                assertThat(refused.interim()).isEmpty();
            }
        }
    }

    @Test
    void anAcceptedRequestIsAskedForItsBody() throws Exception {
        try (RawClient client = sites.plain().client()) {
            client.head("POST", UPLOADS, expecting(10, V6.mark(true)));
            if (line.container() != Container.TOMCAT) {
                assertThat(client.readInterim().status()).isEqualTo(104);
            }
            client.awaitContinue();
            client.send(TEN);
            assertThat(client.read("POST").status()).isEqualTo(201);
        }
    }

    private static String[] expecting(int length, String... fields) {
        return V6.with(IetfWire.and(fields, "Content-Length: " + length, "Expect: 100-continue"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Upload-Complete: ?1", "Upload-Draft-Interop-Version: 6"})
    void optionsTellLimitsAndTheTypeOfAppends(String mark) throws Exception {
        Response options = in(NONE).limited().send("OPTIONS", UPLOADS, mark);
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.field("Upload-Limit")).contains(IetfSites.TOLD + ", max-age=3600");
        assertThat(options.field("Accept-Patch").orElseThrow()).startsWith("application/partial-upload,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Digest", "Repr-Digest"})
    void aWrongDigestOfAWholeUploadCreatesNothing(String field) throws Exception {
        long before = sites.plain().unfinished();
        Response wrong = in(NONE).post(TEN, true, digest(field, slice(0, 1)));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("Location")).isEmpty();
        in(NONE).assertGoesOn(wrong);
        assertThat(sites.plain().unfinished()).isEqualTo(before);
        assertThat(in(NONE).post(TEN, true, digest(field, TEN)).status()).isEqualTo(200);
    }

    @Test
    void aWrongDigestOfTheWholeOnTheLastAppendChangesNothing() throws Exception {
        IetfWire wire = in(NONE);
        String upload = wire.create(slice(0, 4));
        for (byte[] other : List.of(slice(4, 10), slice(0, 4))) {
            Response wrong = wire.append(upload, 4, slice(4, 10), true, digest("Repr-Digest", other));
            assertThat(wrong.status()).isEqualTo(400);
            assertThat(wrong.field("Want-Repr-Digest")).isPresent();
            assertThat(wrong.field("Upload-Offset")).contains("4");
            wire.assertGoesOn(wrong);
            assertThat(wire.site().committed(upload)).isEqualTo(4);
        }
        assertThat(wire.append(upload, 4, slice(4, 10), true, "Repr-Digest: x").status())
                .isEqualTo(400);
        wire.append(upload, 4, slice(4, 10), true, digest("Repr-Digest", TEN));
        wire.assertComplete(upload, TEN);
        assertThat(wire.append(upload, 10, NOTHING, true, digest("Repr-Digest", TEN))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aDigestOfTheWholeIsOfNoInterestWhileMoreIsToCome() throws Exception {
        String upload = in(NONE).create(slice(0, 4));
        in(NONE).append(upload, 4, slice(4, 10), false, digest("Repr-Digest", slice(0, 1)));
        in(NONE).append(upload, 10, NOTHING, true, digest("Repr-Digest", TEN));
        in(NONE).assertComplete(upload, TEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Concat: partial", "Upload-Defer-Length: 1"})
    void aFieldOfTusIsOfNoInterestHere(String field) throws Exception {
        String upload = in(NONE).create(slice(0, 4), field);
        in(NONE).append(upload, 4, slice(4, 10), true, field);
        in(NONE).assertComplete(upload, TEN);
        assertThat(tus().head(upload).field("Upload-Concat")).isEmpty();
    }

    @Test
    void whatWasBegunHereIsFinishedByTus() throws Exception {
        String upload = in(NONE).create(slice(0, 4), "Upload-Length: 10", "Upload-Metadata: filename YQ==");
        Response head = tus().head(upload);
        assertThat(head.field("Upload-Offset")).contains("4");
        assertThat(head.field("Upload-Metadata")).contains("filename YQ==");
        assertThat(tus().patch(upload, 4, slice(4, 10)).status()).isEqualTo(204);
        in(NONE).assertComplete(upload, TEN);
    }

    @Test
    void whatWasBegunHereIsFinishedInChunks() throws Exception {
        String upload = in(NONE).create(slice(0, 4));
        assertThat(sites.plain().put(upload, 0, TEN).number("committed")).isEqualTo(10);
        assertThat(sites.plain().request("POST", upload + "/complete").status()).isEqualTo(200);
        assertThat(in(NONE).append(upload, 10, NOTHING, true).status()).isEqualTo(200);
        in(NONE).assertComplete(upload, TEN);
    }

    @Test
    void whatTusBeganIsFinishedHere() throws Exception {
        String upload = tus().create("Upload-Defer-Length: 1");
        assertThat(tus().patch(upload, 0, slice(0, 5)).status()).isEqualTo(204);
        in(NONE).append(upload, 5, slice(5, 10), true);
        in(NONE).assertComplete(upload, TEN);
    }

    @Test
    void whatChunksBeganIsFinishedHere() throws Exception {
        String upload = sites.plain().create("{\"length\": 10}");
        sites.plain().put(upload, 0, slice(0, 5));
        in(NONE).append(upload, 5, slice(5, 10), true);
        in(NONE).assertComplete(upload, TEN);
    }

    private static TusWire tus() {
        return new TusWire(sites.plain());
    }
}

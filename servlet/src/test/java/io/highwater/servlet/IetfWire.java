package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** Resumable Uploads for HTTP by hand, in one version of it, over one version of HTTP. */
record IetfWire(IetfSites sites, Site site, HttpLine line, Interop version) {

    static final byte[] TEN = "0123456789".getBytes(UTF_8);
    static final byte[] NOTHING = {};
    static final String PARTIAL = "Content-Type: application/partial-upload";
    static final String UPLOADS = "/uploads";

    /** Waits for what happens within milliseconds, some hundred times. */
    static final ConditionFactory SOON = await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));

    IetfWire(IetfSites sites, HttpLine line, Interop version) {
        this(sites, sites.plain(), line, version);
    }

    static byte[] slice(int from, int to) {
        return Arrays.copyOfRange(TEN, from, to);
    }

    /** The same to a server that has all limits: 3 to 20 bytes, 4 to 12 in a request, an hour. */
    IetfWire limited() {
        return new IetfWire(sites, sites.limited(), line, version);
    }

    /** The same to a server that has none. */
    IetfWire unlimited() {
        return new IetfWire(sites, sites.unlimited(), line, version);
    }

    /** The same in another version. */
    IetfWire in(Interop other) {
        return new IetfWire(sites, site, line, other);
    }

    /** Begins a request whose length is told. */
    HttpCall begin(String method, String target, long length, String... fields) throws IOException {
        return open(method, target, OptionalLong.of(length), fields);
    }

    private HttpCall open(String method, String target, OptionalLong length, String... fields) throws IOException {
        return line.open(site.port(), new HttpLine.Head(method, target, length, List.of(version.with(fields))));
    }

    Response send(String method, String target, byte[] body, String... fields) throws IOException {
        return sent(open(method, target, OptionalLong.of(body.length), fields), body);
    }

    /** A request whose length nobody is told before its end. */
    Response sendUncounted(String method, String target, byte[] body, String... fields) throws IOException {
        return sent(open(method, target, OptionalLong.empty(), fields), body);
    }

    private static Response sent(HttpCall opened, byte[] body) throws IOException {
        try (HttpCall call = opened) {
            if (body.length > 0) {
                call.send(body);
            }
            return call.finish().orElseThrow();
        }
    }

    Response send(String method, String target, String... fields) throws IOException {
        return send(method, target, NOTHING, fields);
    }

    Response post(byte[] body, boolean completes, String... fields) throws IOException {
        return send("POST", UPLOADS, body, and(fields, version.mark(completes)));
    }

    /** The path of a new upload, of which more is to come. */
    String create(byte[] body, String... fields) throws IOException {
        Response response = post(body, false, fields);
        assertThat(response.status()).as("%s", response).isEqualTo(201);
        return response.field("Location").orElseThrow();
    }

    Response append(String upload, long offset, byte[] body, boolean completes, String... fields) throws IOException {
        return send("PATCH", upload, body, appending(offset, completes, fields));
    }

    /** The fields of an append. */
    String[] appending(long offset, boolean completes, String... fields) {
        return and(fields, PARTIAL, version.mark(completes), "Upload-Offset: " + offset);
    }

    /** A complete upload of {@link #TEN}. */
    String complete() throws IOException {
        String upload = create(slice(0, 4));
        assertThat(append(upload, 4, slice(4, 10), true).status()).isIn(200, 201);
        return upload;
    }

    /** Begins to append bytes 2 to 10 and to complete; bytes 2 to 5 have arrived when this returns. */
    HttpCall halfAppend(String upload) throws IOException {
        HttpCall call = begin("PATCH", upload, 8, appending(2, true));
        call.send(slice(2, 5));
        SOON.until(() -> site.received(upload) == 5);
        return call;
    }

    /**
     * Begins to create and to complete, breaks off after 4 of 10 bytes; the path of what is left. Not every version on
     * every server tells a client so early of its upload, so another request looks at it meanwhile.
     */
    String brokenCreation() throws IOException {
        Set<String> before = site.open();
        String upload;
        try (HttpCall call = begin("POST", UPLOADS, 10, version.mark(true))) {
            call.send(slice(0, 4));
            SOON.until(() -> opened(before).stream().anyMatch(path -> site.received(path) == 4));
            upload = opened(before).iterator().next();
            assertThat(site.committed(upload)).isZero();
            call.reset();
        }
        SOON.until(() -> site.committed(upload) == 4);
        return upload;
    }

    /** The unfinished uploads that were not there before. */
    Set<String> opened(Set<String> before) throws IOException {
        Set<String> now = site.open();
        now.removeAll(before);
        return now;
    }

    /** A {@code HEAD}. */
    Response head(String upload, String... fields) throws IOException {
        return send("HEAD", upload, fields);
    }

    /** {@code response} says that the upload is not complete. */
    void assertGoesOn(Response response) {
        assertThat(response.field(version.field())).as("%s", response).contains(version.value(false));
    }

    /** {@code response} says that the upload is complete. */
    void assertCompletes(Response response) {
        assertThat(response.status()).as("%s", response).isIn(200, 201);
        assertThat(response.field(version.field())).as("%s", response).contains(version.value(true));
    }

    /** The upload is complete, and has these bytes. */
    void assertComplete(String upload, byte[] bytes) throws IOException {
        Response head = head(upload);
        assertThat(head.field(version.field())).as("%s", head).contains(version.value(true));
        assertThat(site.request("GET", upload + "/content").body()).isEqualTo(bytes);
    }

    /** The upload has so many bytes, and takes the rest of {@link #TEN}. */
    void assertTakesTheRest(String upload, int offset) throws IOException {
        assertThat(site.committed(upload)).isEqualTo(offset);
        assertCompletes(append(upload, offset, slice(offset, 10), true));
        assertComplete(upload, TEN);
    }

    static String[] and(String[] some, String... more) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
    }
}

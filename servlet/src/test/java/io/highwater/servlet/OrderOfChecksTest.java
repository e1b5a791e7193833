package io.highwater.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.session.UploadLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Rule 8, pair by pair: of two faults in one request the earlier one is told, and nothing changes. */
@ParameterizedClass
@EnumSource(Container.class)
class OrderOfChecksTest {

    private static final String UNKNOWN = "/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static final String BYTES = "Content-Type: application/offset+octet-stream";

    private static Site site;

    OrderOfChecksTest(Container container) {}

    @BeforeParameterizedClassInvocation
    static void start(Container container) throws Exception {
        site = Site.on(container)
                .limits(new UploadLimits(100, 0, 20, 0, 20, null))
                .start();
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        site.close();
    }

    /** A request in the making; the one that a kind begins with succeeds. */
    private static final class Request {
        private final String method;
        private final List<String> fields;
        private String target;
        private long offset = 4;
        private byte[] body = "abcdef".getBytes(UTF_8);

        Request(String method, String target, String... fields) {
            this.method = method;
            this.target = target;
            this.fields = new ArrayList<>(List.of(fields));
        }

        void replace(String name, String value) {
            fields.removeIf(field -> field.startsWith(name + ":"));
            fields.add(name + ": " + value);
        }

        Response send() throws Exception {
            if (method.equals("PATCH")) {
                fields.add("Upload-Offset: " + offset);
            }
            String query = method.equals("PUT") ? "?offset=" + offset : "";
            return site.request(method, target + query, body, fields.toArray(String[]::new));
        }
    }

    /** Something that may be wrong with a request, and how it is told. */
    private record Fault(String name, Consumer<Request> commit, Predicate<Response> told) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Fault fault(String name, int status, Consumer<Request> commit, String... words) {
        return new Fault(
                name,
                commit,
                response ->
                        response.status() == status && Arrays.stream(words).allMatch(response.toString()::contains));
    }

    private static Fault tooLongForItsUpload(int bytes) {
        return new Fault(
                "length",
                request -> request.body = new byte[bytes],
                response -> response.status() == 413
                        && response.text().contains("beyond the upload's length")
                        && response.field("Upload-Limit").isEmpty());
    }

    /** A kind of request and what may be wrong with it, in the order in which it is told. */
    private enum Kind {
        /** Of six bytes for offset 4 of an upload of 30. */
        PUT(
                fault("unknown", 404, request -> request.target = UNKNOWN),
                fault("syntax", 400, request -> request.fields.add("Content-Range: bytes 4-9/10"), "Content-Range has"),
                fault("offset", 409, request -> request.offset = 9),
                tooLongForItsUpload(27),
                fault("limit", 413, request -> request.body = new byte[21], "max-append-size=20"),
                fault("digest", 400, request -> request.fields.add("Content-Digest: ???"), "is not a dictionary"),
                fault(
                        "bytes",
                        400,
                        request -> request.fields.add("Content-Digest: crc32c=:AAAAAA==:"),
                        "not have the")) {
            @Override
            Request begin() throws Exception {
                return new Request("PUT", fourOf(30));
            }
        },
        PATCH(
                fault("unknown", 404, request -> request.target = UNKNOWN),
                fault("version", 412, request -> request.replace("Tus-Resumable", "0.2.2")),
                fault("type", 415, request -> request.replace("Content-Type", "text/plain")),
                fault("syntax", 400, request -> request.fields.add("Upload-Offset: 4"), "must be given once"),
                fault("offset", 409, request -> request.offset = 3),
                fault("other length", 400, request -> request.fields.add("Upload-Length: 31"), "another length"),
                tooLongForItsUpload(27),
                fault("limit", 413, request -> request.body = new byte[21], "max-append-size=20"),
                fault("digest", 400, request -> request.fields.add("Content-Digest: ???"), "is not a dictionary"),
                fault("bytes", 460, request -> request.fields.add("Upload-Checksum: crc32 AAAAAA=="))) {
            @Override
            Request begin() throws Exception {
                return new Request("PATCH", fourOf(30), "Tus-Resumable: 1.0.0", BYTES);
            }
        },
        CREATION_WITH_TUS(
                fault("version", 412, request -> request.replace("Tus-Resumable", "0.2.2")),
                fault("type", 415, request -> request.replace("Content-Type", "text/plain")),
                fault("syntax", 400, request -> request.fields.add("Upload-Metadata: k !"), "Upload-Metadata: "),
                tooLongForItsUpload(102),
                fault("limit", 413, request -> request.replace("Upload-Length", "101"), "max-size=100"),
                fault("digest", 400, request -> request.fields.add("Content-Digest: ???"), "is not a dictionary"),
                fault("bytes", 460, request -> request.fields.add("Upload-Checksum: crc32 AAAAAA=="))) {
            @Override
            Request begin() {
                return new Request("POST", "/uploads", "Tus-Resumable: 1.0.0", "Upload-Length: 30", BYTES);
            }
        },
        CREATION_WITH_JSON(
                fault("type", 415, request -> request.replace("Content-Type", "text/plain")),
                fault("syntax", 400, request -> request.body = "{".getBytes(UTF_8), "is not the JSON"),
                fault("limit", 413, request -> request.body = "{\"length\":101}".getBytes(UTF_8), "max-size=100"),
                fault("digest", 400, request -> request.fields.add("Content-Digest: ???"), "Content-Digest is not"),
                fault("digest of all", 400, request -> request.fields.add("Repr-Digest: ???"), "Repr-Digest is not")) {
            @Override
            Request begin() {
                Request request = new Request("POST", "/uploads", "Content-Type: application/json");
                request.body = "{}".getBytes(UTF_8);
                return request;
            }
        },
        COMPLETE(
                fault("unknown", 404, request -> request.target = UNKNOWN + "/complete"),
                fault("missing", 409, request -> request.target = fourOf(30) + "/complete", "lacks 26 of 30"),
                fault("digest", 400, request -> request.fields.add("Repr-Digest: ???"), "is not a dictionary"),
                fault("bytes", 400, request -> request.fields.add("Repr-Digest: crc32c=:AAAAAA==:"), "not have the")) {
            @Override
            Request begin() throws Exception {
                Request request = new Request("POST", fourOf(4) + "/complete");
                request.body = new byte[0];
                return request;
            }
        };

        private final List<Fault> faults;

        Kind(Fault... faults) {
            this.faults = List.of(faults);
        }

        abstract Request begin() throws Exception;

        /** Each pair, and each fault with itself: alone. */
        Stream<Arguments> pairs() {
            return IntStream.range(0, faults.size())
                    .boxed()
                    .flatMap(one -> IntStream.range(one, faults.size())
                            .mapToObj(other -> Arguments.of(this, faults.get(one), faults.get(other))));
        }
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Kind.values()).flatMap(Kind::pairs);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theEarlierFaultIsToldAndNothingChanges(Kind kind, Fault earlier, Fault later) throws Exception {
        Request request = kind.begin();
        String upload = request.target.replace("/complete", "");
        later.commit.accept(request);
        if (later != earlier) {
            earlier.commit.accept(request);
        }
        long before = site.unfinished();
        Response response = request.send();
        assertThat(earlier.told).as("%s", response).accepts(response);
        assertThat(site.unfinished()).isEqualTo(before);
        if (!upload.equals("/uploads")) {
            assertThat(site.committed(upload)).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void withoutAFaultItSucceeds(Kind kind) throws Exception {
        Response response = kind.begin().send();
        assertThat(response.status()).as("%s", response).isBetween(200, 299);
    }

    /** An upload that has four bytes. */
    private static String fourOf(int length) {
        try {
            String upload = site.create("{\"length\":" + length + "}");
            site.put(upload, 0, "0123".getBytes(UTF_8));
            return upload;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

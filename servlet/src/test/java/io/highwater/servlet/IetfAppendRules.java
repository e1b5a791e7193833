package io.highwater.servlet;

import static io.highwater.servlet.IetfCreationRules.PROGRESS;
import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.PARTIAL;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.ALL;
import static io.highwater.servlet.Interop.V4;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.V7;
import static io.highwater.servlet.Interop.since;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.protocol.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** "Upload Append", with its problem type, and "Concurrency". */
final class IetfAppendRules {

    private static final Section CLIENT = new Section("Upload Append, client");
    private static final Section SERVER = new Section("Upload Append, server");
    private static final Section CONCURRENCY = new Section("Concurrency");

    private IetfAppendRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(ofClients(), brokenOff(), offsets(), lengths(), ends(), concurrency())
                .flatMap(List::stream);
    }

    private static List<IetfRequirement> ofClients() {
        return List.of(
                CLIENT.others(1, Level.MUST, "a client tells the offset; what happens if not is checked above"),
                CLIENT.others(2, Level.SHOULD, "where a client has it from"),
                CLIENT.others(3, Level.MUST, "a client tells the completeness; what happens if not is checked below"),
                CLIENT.others(4, Level.MAY, "what a client does when redirected"),
                CLIENT.others(5, Level.SHOULD_NOT, "what a client does after a 4xx"),
                CLIENT.others(6, Level.MAY, "what a client does after a 5xx"),
                CLIENT.others(7, Level.MAY, "what a client does without an answer"));
    }

    private static String broken(IetfWire wire) throws Exception {
        String upload = wire.create(slice(0, 2));
        try (HttpCall call = wire.halfAppend(upload)) {
            call.reset();
        }
        IetfWire.SOON.until(() -> wire.site().committed(upload) == 5);
        return upload;
    }

    private static List<IetfRequirement> brokenOff() {
        return List.of(
                SERVER.should(1, ALL, "of a body that breaks off all is kept that came", wire -> {
                    String upload = broken(wire);
                    assertThat(wire.head(upload).field("Upload-Offset")).contains("5");
                    wire.assertTakesTheRest(upload, 5);
                }),
                SERVER.mustNot(
                        2, ALL, "and the upload is not complete", wire -> wire.assertGoesOn(wire.head(broken(wire)))));
    }

    private static List<Response> atWrongOffsets(IetfWire wire) throws Exception {
        String upload = wire.create(slice(0, 4), "Upload-Length: 10");
        List<Response> answers = List.of(
                wire.append(upload, 0, slice(0, 4), false),
                wire.append(upload, 3, slice(3, 10), true),
                wire.append(upload, 5, slice(5, 10), true),
                wire.append(upload, 999_999_999_999_999L, NOTHING, true),
                wire.append(upload, 0, NOTHING, false));
        wire.assertTakesTheRest(upload, 4);
        return answers;
    }

    private static List<IetfRequirement> offsets() {
        return List.of(
                SERVER.must(3, ALL, "an append elsewhere is 409, and not complete", wire -> {
                    for (Response refused : atWrongOffsets(wire)) {
                        assertThat(refused.status()).isEqualTo(409);
                        wire.assertGoesOn(refused);
                    }
                    Response late = wire.append(wire.complete(), 4, slice(4, 10), true);
                    assertThat(late.status()).isEqualTo(409);
                    wire.assertGoesOn(late);
                }),
                SERVER.must(
                        4,
                        ALL,
                        "with the right offset",
                        wire -> assertThat(atWrongOffsets(wire))
                                .allMatch(refused ->
                                        refused.field("Upload-Offset").equals(Optional.of("4")))),
                new Section("Mismatching Offset").should(1, ALL, "its problem has both offsets", wire -> {
                    String upload = wire.create(slice(0, 4));
                    for (long offset : new long[] {0, 3, 5, 999_999_999_999_999L}) {
                        Response refused = wire.append(upload, offset, slice(4, 10), true);
                        assertThat(refused.field("Content-Type")).contains("application/problem+json");
                        assertThat(refused.text()).contains("\"" + Problem.MISMATCHING_OFFSET + "\"");
                        assertThat(refused.number("expected-offset")).isEqualTo(4);
                        assertThat(refused.number("provided-offset")).isEqualTo(offset);
                    }
                }));
    }

    private static List<IetfRequirement> lengths() {
        return List.of(
                SERVER.must(7, since(V4), "the length is recorded, however it is told", wire -> {
                    String cut = wire.create(slice(0, 2));
                    try (HttpCall call = wire.halfAppend(cut)) {
                        call.reset();
                    }
                    IetfWire.SOON.until(() -> wire.site().committed(cut) == 5);
                    assertThat(wire.head(cut).field("Upload-Length")).contains("10");
                    if (wire.version().isSince(V7)) {
                        String upload = wire.create(slice(0, 2));
                        wire.append(upload, 2, slice(2, 4), false, "Upload-Length: 10");
                        assertThat(wire.head(upload).field("Upload-Length")).contains("10");
                        IetfStateRules.assertInconsistent(
                                wire, wire.append(upload, 4, slice(4, 6), false, "Upload-Length: 11"));
                        wire.assertCompletes(wire.append(upload, 4, slice(4, 10), true, "Upload-Length: 10"));
                        wire.assertComplete(upload, TEN);
                    }
                }),
                SERVER.must(8, since(V7), "a body that passes the length makes the upload invalid", wire -> {
                    for (boolean counted : new boolean[] {true, false}) {
                        String upload = wire.create(slice(0, 4), "Upload-Length: 8");
                        Response refused = tooLong(wire, upload, counted);
                        IetfStateRules.assertInconsistent(wire, refused);
                        assertThat(wire.head(upload).status()).isEqualTo(410);
                        assertThat(wire.append(upload, 4, slice(4, 8), true).status())
                                .isEqualTo(410);
                        assertThat(wire.in(V6).head(upload).status()).isEqualTo(404);
                        assertThat(wire.send("DELETE", upload).status()).isEqualTo(204);
                        assertThat(wire.head(upload).status()).isEqualTo(404);
                    }
                }));
    }

    /** The answer to 6 bytes where 4 are to come. */
    static Response tooLong(IetfWire wire, String upload, boolean counted) throws Exception {
        String[] fields = wire.appending(4, false);
        return counted
                ? wire.send("PATCH", upload, slice(4, 10), fields)
                : wire.sendUncounted("PATCH", upload, slice(4, 10), fields);
    }

    private static List<IetfRequirement> ends() {
        return List.of(
                SERVER.should(5, ALL, "the last append is answered as a whole upload in one request is", wire -> {
                    Response whole = wire.post(TEN, true);
                    String upload = wire.create(slice(0, 4));
                    Response last = wire.append(upload, 4, slice(4, 10), true);
                    assertThat(last.status()).isEqualTo(whole.status());
                    assertThat(last.text()).isEqualTo(whole.text());
                    assertThat(last.field("ETag")).isEqualTo(whole.field("ETag"));
                }),
                SERVER.must(6, ALL, "it says that the upload is complete", wire -> {
                    String upload = wire.create(slice(0, 4));
                    wire.assertCompletes(wire.append(upload, 4, slice(4, 10), true));
                    wire.assertComplete(upload, TEN);
                    String all = wire.create(TEN);
                    wire.assertCompletes(wire.append(all, 10, NOTHING, true));
                    String uncounted = wire.create(slice(0, 4));
                    wire.assertCompletes(wire.sendUncounted("PATCH", uncounted, slice(4, 10), wire.appending(4, true)));
                    wire.assertComplete(uncounted, TEN);
                }),
                SERVER.elsewhere(9, Level.SHOULD, "104 tells the offset while a body comes", PROGRESS),
                SERVER.elsewhere(10, Level.MUST_NOT, "and never where the upload is", PROGRESS),
                SERVER.should(11, ALL, "every answer says whether the upload is complete", wire -> {
                    String upload = wire.create(slice(0, 4), "Upload-Length: 10");
                    wire.assertGoesOn(wire.append(upload, 4, slice(4, 6), false));
                    wire.assertGoesOn(wire.append(upload, 6, slice(6, 9), true));
                    wire.assertGoesOn(wire.append(upload, 5, slice(5, 10), true));
                    wire.assertGoesOn(wire.send("PATCH", upload, slice(6, 10), PARTIAL));
                    wire.assertGoesOn(wire.append(upload + "/", 6, slice(6, 10), true));
                    wire.assertGoesOn(wire.append("/uploads/none", 6, slice(6, 10), true));
                    wire.assertCompletes(wire.append(upload, 6, slice(6, 10), true));
                    wire.assertGoesOn(wire.append(upload, 10, NOTHING, false));
                }));
    }

    private static List<IetfRequirement> concurrency() {
        return List.of(
                CONCURRENCY.others(1, Level.MUST_NOT, "a client does not send two bodies at once"),
                CONCURRENCY.must(2, ALL, "requests at once lose and mix nothing", wire -> {
                    String upload = wire.create(slice(0, 2));
                    try (HttpCall older = wire.halfAppend(upload)) {
                        wire.assertCompletes(wire.append(upload, 5, slice(5, 10), true));
                        older.send("xxxxx".getBytes(US_ASCII));
                        assertEnded(older);
                    }
                    wire.assertComplete(upload, TEN);
                }),
                CONCURRENCY.mustNot(3, ALL, "the offset that is told is that of now", wire -> {
                    String upload = wire.create(slice(0, 2));
                    try (HttpCall older = wire.halfAppend(upload)) {
                        assertThat(wire.head(upload).field("Upload-Offset")).contains("5");
                        assertEnded(older);
                    }
                }),
                CONCURRENCY.must(4, ALL, "and the next append is taken there", wire -> {
                    for (String method : List.of("HEAD", "GET")) {
                        String upload = wire.create(slice(0, 2));
                        try (HttpCall older = wire.halfAppend(upload)) {
                            assertThat(wire.send(method, upload).field("Upload-Offset"))
                                    .contains("5");
                            wire.assertTakesTheRest(upload, 5);
                            assertEnded(older);
                        }
                    }
                }),
                CONCURRENCY.should(5, ALL, "an older request ends before a newer one is served", wire -> {
                    for (String method : List.of("HEAD", "GET", "PATCH")) {
                        String upload = wire.create(slice(0, 2));
                        try (HttpCall older = wire.halfAppend(upload)) {
                            Response newer = method.equals("PATCH")
                                    ? wire.append(upload, 5, slice(5, 8), false)
                                    : wire.send(method, upload);
                            assertThat(newer.status() / 100).isEqualTo(2);
                            assertEnded(older);
                        }
                    }
                }),
                CONCURRENCY.may(6, ALL, "without an answer of success", wire -> {
                    String upload = wire.create(slice(0, 2));
                    try (HttpCall older = wire.halfAppend(upload)) {
                        wire.head(upload);
                        assertEnded(older);
                    }
                    assertThat(wire.site().committed(upload)).isEqualTo(5);
                }));
    }

    private static void assertEnded(HttpCall older) {
        assertThat(older.answer().filter(answer -> answer.status() / 100 == 2)).isEmpty();
    }
}

package io.highwater.servlet;

import static io.highwater.servlet.IetfCreationRules.INTERIM;
import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.PARTIAL;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.UPLOADS;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.ALL;
import static io.highwater.servlet.Interop.V3;
import static io.highwater.servlet.Interop.V4;
import static io.highwater.servlet.Interop.V5;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.V7;
import static io.highwater.servlet.Interop.V8;
import static io.highwater.servlet.Interop.since;
import static io.highwater.servlet.Interop.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Deviation;
import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What older drafts demand and draft -12 does not, or not in the same words. */
final class IetfOlderRules {

    private static final Section CREATION = new Section("Upload Creation, -01 to -05");
    private static final Section RETRIEVAL = new Section("Offset Retrieval, -01 to -05");
    private static final Section APPEND = new Section("Upload Append, -01 to -11");
    private static final Section CANCELLATION = new Section("Upload Cancellation, -01 to -08");
    private static final Section LIMITS = new Section("Upload-Limit, -04 to -11");

    private IetfOlderRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(creation(), retrieval(), appendForm(), appendAnswers(), appendEnds(), rest())
                .flatMap(List::stream);
    }

    private static List<IetfRequirement> creation() {
        return List.of(
                CREATION.should(1, until(V6), "a valid request creates an upload, by whatever method", wire -> {
                    for (String method : List.of("POST", "PUT", "PATCH", "PROPPATCH")) {
                        Response created =
                                wire.send(method, UPLOADS, TEN, wire.version().mark(true));
                        wire.assertCompletes(created);
                        wire.assertComplete(created.field("Location").orElseThrow(), TEN);
                    }
                }),
                CREATION.elsewhere(2, Level.MUST, "the first 104 tells where the upload is, no later one", INTERIM),
                CREATION.must(3, until(V6), "the answer tells the offset", wire -> {
                    assertThat(wire.post(slice(0, 4), false).field("Upload-Offset"))
                            .contains("4");
                    assertThat(wire.post(NOTHING, false).field("Upload-Offset")).contains("0");
                    assertThat(wire.post(TEN, true).field("Upload-Offset")).contains("10");
                }),
                CREATION.must(
                        4,
                        until(V6),
                        "a whole upload is answered with 2xx",
                        wire -> assertThat(wire.post(TEN, true).status()).isEqualTo(201)),
                CREATION.mustNot(
                        5,
                        until(V6),
                        "that does not say that more is to come",
                        wire -> wire.assertCompletes(wire.post(TEN, true))),
                CREATION.must(6, until(V6), "more to come is answered with 201, and told", wire -> {
                    Response created = wire.post(slice(0, 4), false);
                    assertThat(created.status()).isEqualTo(201);
                    wire.assertGoesOn(created);
                }),
                CREATION.elsewhere(7, Level.SHOULD, "104 shows that uploads can be resumed", INTERIM));
    }

    private static List<IetfRequirement> retrieval() {
        return List.of(
                RETRIEVAL.must(1, ALL, "with fields that belong to an append it is 400", wire -> {
                    String upload = wire.create(slice(0, 4));
                    for (String field :
                            List.of("Upload-Offset: 4", wire.version().mark(false), "Upload-Length: 10")) {
                        assertThat(wire.head(upload, field).status()).as(field).isEqualTo(400);
                    }
                }),
                RETRIEVAL.must(2, until(V4), "it is answered with 204", wire -> {
                    assertThat(wire.head(wire.create(slice(0, 4))).status()).isEqualTo(204);
                    assertThat(wire.head(wire.complete()).status()).isEqualTo(204);
                }),
                RETRIEVAL.must(3, EnumSet.of(V5, V6), "it is answered with 204 or 200", wire -> {
                    assertThat(wire.head(wire.create(slice(0, 4))).status()).isEqualTo(200);
                    assertThat(wire.head(wire.complete()).status()).isEqualTo(200);
                }),
                RETRIEVAL.must(
                        4,
                        until(V6),
                        "an upload that is not there is 404",
                        wire -> assertThat(wire.head(UPLOADS + "/none").status())
                                .isEqualTo(404)),
                RETRIEVAL.mustNot(5, until(V7), "its answer is never 301 or 302", wire -> {
                    assertThat(wire.head(wire.create(slice(0, 4)) + "/").status())
                            .isEqualTo(404);
                    assertThat(wire.send("DELETE", wire.create(slice(0, 4)) + "/")
                                    .status())
                            .isEqualTo(404);
                }));
    }

    private static List<IetfRequirement> appendForm() {
        return List.of(
                APPEND.must(1, since(V6), "its type is application/partial-upload", wire -> {
                    String upload = wire.create(slice(0, 4));
                    String[] fields = {wire.version().mark(true), "Upload-Offset: 4"};
                    for (String type : List.of("text/plain", "application/octet-stream")) {
                        Response refused =
                                wire.send("PATCH", upload, slice(4, 10), IetfWire.and(fields, "Content-Type: " + type));
                        assertThat(refused.status()).isEqualTo(415);
                        assertThat(refused.field("Accept-Patch")).contains("application/partial-upload");
                        assertThat(refused.field("Upload-Offset")).contains("4");
                        wire.assertGoesOn(refused);
                    }
                    wire.assertTakesTheRest(upload, 4);
                }),
                APPEND.may(2, until(V5), "its type does not matter", wire -> {
                    for (String type : List.of("text/plain", "application/octet-stream")) {
                        String upload = wire.create(slice(0, 4));
                        String[] fields = {wire.version().mark(true), "Upload-Offset: 4", "Content-Type: " + type};
                        wire.assertCompletes(wire.send("PATCH", upload, slice(4, 10), fields));
                        wire.assertComplete(upload, TEN);
                    }
                }),
                APPEND.must(3, Set.of(V3), "without a mark it completes the upload", wire -> {
                    String upload = wire.create(slice(0, 4));
                    wire.assertCompletes(wire.send("PATCH", upload, slice(4, 10), PARTIAL, "Upload-Offset: 4"));
                    wire.assertComplete(upload, TEN);
                }),
                APPEND.must(4, EnumSet.range(V4, V6), "without a mark more is to come", wire -> {
                    String upload = wire.create(slice(0, 4));
                    Response answer = wire.send("PATCH", upload, slice(4, 8), PARTIAL, "Upload-Offset: 4");
                    assertThat(answer.status()).isEqualTo(201);
                    wire.assertGoesOn(answer);
                    wire.assertTakesTheRest(upload, 8);
                }),
                APPEND.must(5, since(V7), "without a mark it is refused", wire -> {
                    String upload = wire.create(slice(0, 4));
                    Response refused = wire.send("PATCH", upload, slice(4, 10), PARTIAL, "Upload-Offset: 4");
                    assertThat(refused.status()).isEqualTo(400);
                    wire.assertGoesOn(refused);
                    wire.assertTakesTheRest(upload, 4);
                }),
                APPEND.should(6, until(V6), "it does not change what the creation said of the file", wire -> {
                    String upload =
                            wire.create(slice(0, 4), "Content-Disposition: inline; filename=a", "Content-Type: a/b");
                    wire.append(upload, 4, slice(4, 6), false, "Content-Disposition: inline; filename=b");
                    assertThat(wire.site()
                                    .request("GET", upload, "Accept: application/json")
                                    .text())
                            .contains("\"filename\":\"a\"", "\"content_type\":\"a/b\"");
                }));
    }

    private static List<IetfRequirement> appendAnswers() {
        return List.of(
                APPEND.must(
                        7,
                        until(V6),
                        "an upload that is not there is 404",
                        wire -> assertThat(wire.append(UPLOADS + "/none", 0, TEN, true)
                                        .status())
                                .isEqualTo(404)),
                APPEND.must(8, until(V6), "the answer tells the offset, of failures too", wire -> {
                    String upload = wire.create(slice(0, 4), "Upload-Length: 10");
                    for (Response refused : List.of(
                            wire.append(upload, 5, slice(5, 10), true),
                            wire.append(upload, 4, TEN, true, "Content-Digest: nonsense"),
                            wire.send("PATCH", upload, slice(4, 10), PARTIAL))) {
                        assertThat(refused.status()).isIn(400, 409);
                        assertThat(refused.field("Upload-Offset"))
                                .as("%s", refused)
                                .contains("4");
                    }
                    assertThat(wire.append(upload, 4, slice(4, 6), false).field("Upload-Offset"))
                            .contains("6");
                    assertThat(wire.append(upload, 6, slice(6, 10), true).field("Upload-Offset"))
                            .contains("10");
                }),
                APPEND.must(9, until(V6), "the last is answered with 2xx", wire -> {
                    String upload = wire.create(slice(0, 4));
                    assertThat(wire.append(upload, 4, slice(4, 10), true).status())
                            .isEqualTo(201);
                }),
                APPEND.mustNot(10, until(V6), "that does not say that more is to come", wire -> {
                    String upload = wire.create(slice(0, 4));
                    wire.assertCompletes(wire.append(upload, 4, slice(4, 10), true));
                }),
                APPEND.must(11, until(V6), "more to come is answered with 201, and told", wire -> {
                    Response answer = wire.append(wire.create(slice(0, 4)), 4, slice(4, 10), false);
                    assertThat(answer.status()).isEqualTo(201);
                    wire.assertGoesOn(answer);
                }),
                APPEND.must(12, since(V7), "what does not complete the upload says so, failures too", wire -> {
                    Response answer = wire.append(wire.create(slice(0, 4)), 4, slice(4, 10), false);
                    assertThat(answer.status()).isEqualTo(204);
                    assertThat(answer.field("Upload-Offset")).contains("10");
                    wire.assertGoesOn(answer);
                    wire.assertGoesOn(wire.append(wire.create(NOTHING), 1, TEN, true));
                }));
    }

    private static List<IetfRequirement> appendEnds() {
        IetfRequirement.OfServer rejected = APPEND.must(
                14, EnumSet.of(V6, V7, V8), "an append to a complete upload is rejected", IetfOlderRules::answersAgain);
        return List.of(
                APPEND.mustNot(13, ALL, "a complete upload does not change", wire -> {
                    String upload = wire.complete();
                    assertRefusedAsComplete(wire, upload);
                    wire.assertComplete(upload, TEN);
                }),
                new Deviation(rejected, "one without a body, at the end, is given the final answer again"),
                APPEND.elsewhere(16, Level.MUST, "an endpoint's failure is told as complete, too", "FilterOutcomeTest"),
                APPEND.must(15, until(V6), "a body ends at the length, and is refused", wire -> {
                    for (boolean counted : new boolean[] {true, false}) {
                        String upload = wire.create(slice(0, 4), "Upload-Length: 8");
                        Response refused = IetfAppendRules.tooLong(wire, upload, counted);
                        IetfStateRules.assertInconsistent(wire, refused);
                        int offset = (int) wire.site().committed(upload);
                        assertThat(offset).isBetween(4, 8);
                        wire.assertCompletes(wire.append(upload, offset, slice(offset, 8), true));
                        wire.assertComplete(upload, slice(0, 8));
                    }
                }));
    }

    private static void answersAgain(IetfWire wire) throws Exception {
        String upload = wire.create(slice(0, 4));
        Response last = wire.append(upload, 4, slice(4, 10), true);
        Response again = wire.append(upload, 10, NOTHING, true);
        assertThat(again.status()).isEqualTo(last.status());
        assertThat(again.text()).isEqualTo(last.text());
        wire.assertCompletes(again);
        wire.assertComplete(upload, TEN);
    }

    private static void assertRefusedAsComplete(IetfWire wire, String upload) throws Exception {
        String type = switch (wire.version()) {
            case V3, V4, V5 -> "about:blank";
            case V6, V7 -> "#completed-upload";
            case V8, NONE -> "#inconsistent-upload-length";
        };
        for (Response refused : List.of(
                wire.append(upload, 10, TEN, true),
                wire.append(upload, 10, TEN, false),
                wire.append(upload, 10, NOTHING, false),
                wire.sendUncounted("PATCH", upload, TEN, wire.appending(10, true)))) {
            assertThat(refused.status()).as("%s", refused).isEqualTo(400);
            assertThat(refused.text()).contains(type);
            wire.assertGoesOn(refused);
        }
        assertThat(wire.append(upload, 4, slice(4, 10), true).status()).isEqualTo(409);
    }

    private static List<IetfRequirement> rest() {
        return List.of(
                CANCELLATION.must(1, ALL, "with fields that belong to an append it is 400", wire -> {
                    String upload = wire.create(slice(0, 4));
                    for (String field :
                            List.of("Upload-Offset: 4", wire.version().mark(true))) {
                        assertThat(wire.send("DELETE", upload, field).status()).isEqualTo(400);
                    }
                    wire.assertTakesTheRest(upload, 4);
                }),
                CANCELLATION.must(
                        2,
                        until(V7),
                        "it is answered with 204",
                        wire -> assertThat(wire.send("DELETE", wire.create(TEN)).status())
                                .isEqualTo(204)),
                CANCELLATION.must(
                        3,
                        until(V6),
                        "an upload that is not there is 404",
                        wire -> assertThat(
                                        wire.send("DELETE", UPLOADS + "/none").status())
                                .isEqualTo(404)),
                CANCELLATION.others(4, Level.MUST, "405 is for servers where nothing can be cancelled"),
                LIMITS.mustNot(1, EnumSet.of(V6, V7, V8), "limits do not change", IetfLimitRules.limitedSame()),
                LIMITS.mustNot(
                        2,
                        since(V6),
                        "the last bytes may be few, and the first none",
                        IetfLimitRules::assertSmallOnesAreTaken),
                LIMITS.may(3, until(V5), "before there were limits none are told", wire -> {
                    Response created = wire.limited().post(slice(0, 4), false);
                    assertThat(created.field("Upload-Limit")).isEmpty();
                    String upload = created.field("Location").orElseThrow();
                    assertThat(wire.limited().head(upload).field("Upload-Limit"))
                            .isEmpty();
                    assertThat(wire.limited()
                                    .append(upload, 4, new byte[13], false)
                                    .status())
                            .isEqualTo(413);
                }),
                LIMITS.must(4, Set.of(V8), "OPTIONS names the type of an append", wire -> {
                    Response options = wire.send("OPTIONS", UPLOADS);
                    assertThat(options.field("Accept-Patch").orElseThrow().split(", "))
                            .contains("application/partial-upload");
                }),
                new Section("Upload Resource, -07 to -11")
                        .should(1, EnumSet.of(V7, V8), "a complete upload stays, to be asked for", wire -> {
                            Response head = wire.head(wire.complete());
                            assertThat(head.status()).isEqualTo(200);
                            assertThat(head.field("Upload-Offset")).contains("10");
                        }));
    }
}

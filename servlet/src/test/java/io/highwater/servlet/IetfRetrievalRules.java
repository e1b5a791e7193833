package io.highwater.servlet;

import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.UPLOADS;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.ALL;
import static io.highwater.servlet.Interop.NONE;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Deviation;
import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** "Offset Retrieval" and "Upload Cancellation". */
final class IetfRetrievalRules {

    private static final Section CLIENT = new Section("Offset Retrieval, client");
    private static final Section SERVER = new Section("Offset Retrieval, server");
    private static final Section CANCELLATION = new Section("Upload Cancellation, server");

    private IetfRetrievalRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(ofClients(), server(), cancellation()).flatMap(List::stream);
    }

    private static List<IetfRequirement> ofClients() {
        return List.of(
                CLIENT.others(1, Level.MUST, "what a client does that does not have the bytes"),
                CLIENT.others(2, Level.MUST_NOT, "it does not go on"),
                CLIENT.others(3, Level.SHOULD, "it cancels"),
                CLIENT.others(4, Level.MUST_NOT, "a client does not ask while it sends"),
                CLIENT.others(5, Level.MAY, "what a client does when redirected"),
                CLIENT.others(6, Level.SHOULD_NOT, "what a client does after a 4xx"),
                CLIENT.others(7, Level.MAY, "what a client does after a 5xx"));
    }

    /** The answers to {@code HEAD}, and to {@code GET} where the draft knows it; the same fields in both. */
    private static List<Response> asked(IetfWire wire, String upload) throws Exception {
        List<Response> answers = new ArrayList<>(List.of(wire.head(upload)));
        if (wire.version() == NONE) {
            answers.add(wire.send("GET", upload));
        }
        assertThat(answers).allMatch(answer -> answer.status() / 100 == 2);
        return answers;
    }

    private static void tellsTheOffset(IetfWire wire) throws Exception {
        for (int count : new int[] {0, 4, 10}) {
            for (Response answer : asked(wire, wire.create(slice(0, count)))) {
                assertThat(answer.field("Upload-Offset")).contains("" + count);
            }
        }
        String upload = wire.complete();
        for (Response answer : asked(wire, upload)) {
            assertThat(answer.field("Upload-Offset")).contains("10");
        }
        Response look = wire.send("GET", upload, "Accept: application/json");
        assertThat(look.field("Upload-Offset")).isEmpty();
        assertThat(look.number("committed")).isEqualTo(10);
    }

    private static List<IetfRequirement> server() {
        return List.of(
                new Deviation(
                        SERVER.must(1, ALL, "the offset is told, 0 too", IetfRetrievalRules::tellsTheOffset),
                        "but not by a GET that asks for JSON: it only looks, and ends nothing that may move it"),
                SERVER.must(2, ALL, "whether the upload is complete is told", wire -> {
                    for (Response answer : asked(wire, wire.create(TEN, "Upload-Length: 10"))) {
                        wire.assertGoesOn(answer);
                    }
                    for (Response answer : asked(wire, wire.complete())) {
                        assertThat(answer.field(wire.version().field()))
                                .contains(wire.version().value(true));
                    }
                }),
                SERVER.must(3, since(V6), "the length is told if the client told it", wire -> {
                    for (Response answer : asked(wire, wire.create(slice(0, 4), "Upload-Length: 10"))) {
                        assertThat(answer.field("Upload-Length")).contains("10");
                    }
                    for (Response answer : asked(wire, wire.create(slice(0, 4)))) {
                        assertThat(answer.field("Upload-Length")).isEmpty();
                    }
                    for (Response answer : asked(wire, wire.complete())) {
                        assertThat(answer.field("Upload-Length")).contains("10");
                    }
                }),
                SERVER.must(4, since(V6), "the limits are told, the age as what is left of it", wire -> {
                    IetfWire limited = wire.limited();
                    String age = wire.version() == V6 ? "expires" : "max-age";
                    for (Response answer : asked(limited, limited.create(slice(0, 4)))) {
                        assertThat(answer.field("Upload-Limit").orElseThrow())
                                .matches(IetfSites.TOLD + ", " + age + "=3[56][0-9]{2}");
                    }
                    for (Response answer : asked(limited, limited.complete())) {
                        assertThat(answer.field("Upload-Limit")).contains(IetfSites.TOLD);
                    }
                }),
                SERVER.should(5, ALL, "no cache keeps it", wire -> {
                    for (Response answer : asked(wire, wire.create(slice(0, 4)))) {
                        assertThat(answer.field("Cache-Control")).contains("no-store");
                    }
                    assertThat(wire.head(wire.complete()).field("Cache-Control"))
                            .contains("no-store");
                    assertThat(wire.head(UPLOADS + "/none").field("Cache-Control"))
                            .contains("no-store");
                }),
                SERVER.shouldNot(6, ALL, "nobody is sent elsewhere", wire -> assertNotRedirected(wire, "HEAD")));
    }

    private static void assertNotRedirected(IetfWire wire, String method) throws Exception {
        String upload = wire.create(slice(0, 4));
        for (String target : List.of(upload + "/", UPLOADS + "/none", UPLOADS + "/", UPLOADS, upload)) {
            assertThat(wire.send(method, target).status() / 100).as(target).isNotEqualTo(3);
        }
    }

    private static List<IetfRequirement> cancellation() {
        return List.of(
                CANCELLATION.should(1, ALL, "a cancelled upload is not found", wire -> {
                    for (String upload : List.of(wire.create(slice(0, 4)), wire.complete())) {
                        assertThat(wire.send("DELETE", upload).status()).isEqualTo(204);
                        assertThat(wire.head(upload).status()).isEqualTo(404);
                        assertThat(wire.append(upload, 4, slice(4, 10), true).status())
                                .isEqualTo(404);
                        assertThat(wire.append(upload, 10, NOTHING, true).status())
                                .isEqualTo(404);
                        assertThat(wire.send("DELETE", upload).status()).isEqualTo(404);
                    }
                }),
                CANCELLATION.should(2, ALL, "a request that is under way ends before the answer", wire -> {
                    String upload = wire.create(slice(0, 2));
                    try (HttpCall older = wire.halfAppend(upload)) {
                        assertThat(wire.send("DELETE", upload).status()).isEqualTo(204);
                        assertThat(older.answer().filter(answer -> answer.status() / 100 == 2))
                                .isEmpty();
                    }
                    assertThat(wire.head(upload).status()).isEqualTo(404);
                }),
                CANCELLATION.shouldNot(
                        3, ALL, "nobody is sent elsewhere", wire -> assertNotRedirected(wire, "DELETE")));
    }
}

package io.highwater.servlet;

import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.PARTIAL;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.UPLOADS;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.ALL;
import static io.highwater.servlet.Interop.V4;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.V7;
import static io.highwater.servlet.Interop.V8;
import static io.highwater.servlet.Interop.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.Requester;
import io.highwater.servlet.IetfRequirement.Check;
import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** "Upload Resource" and its state: offset, completeness and length. */
final class IetfStateRules {

    private static final List<String> NO_NUMBERS = List.of("-1", "1.0", "\"4\"", "?1", "four", "4 4", "");

    private IetfStateRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(resource(), offset(), completeness(), length()).flatMap(List::stream);
    }

    private static List<IetfRequirement> resource() {
        Section section = new Section("Upload Resource");
        return List.of(
                section.should(1, since(V8), "no two uploads have one URL", wire -> {
                    List<String> uploads = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        uploads.add(wire.create(NOTHING));
                    }
                    assertThat(uploads).doesNotHaveDuplicates();
                }),
                section.should(2, since(V8), "nor one after the other", wire -> {
                    String upload = wire.create(TEN);
                    assertThat(wire.send("DELETE", upload).status()).isEqualTo(204);
                    assertThat(wire.create(TEN)).isNotEqualTo(upload);
                    assertThat(wire.head(upload).status()).isEqualTo(404);
                }));
    }

    private static List<IetfRequirement> offset() {
        Section section = new Section("Offset");
        return List.of(
                section.mustNot(1, since(V6), "an offset that was told never goes back", wire -> {
                    String upload = wire.create(slice(0, 4));
                    List<Response> told = List.of(
                            wire.head(upload),
                            wire.append(upload, 0, slice(0, 2), false),
                            wire.append(upload, 4, slice(4, 6), false),
                            wire.append(upload, 3, slice(3, 5), true),
                            wire.head(upload),
                            wire.append(upload, 6, NOTHING, false),
                            wire.append(upload, 6, slice(6, 10), true),
                            wire.append(upload, 0, TEN, true),
                            wire.head(upload));
                    assertThat(told)
                            .extracting(response -> Integer.valueOf(
                                    response.field("Upload-Offset").orElseThrow()))
                            .isSorted()
                            .contains(4, 6, 10);
                }),
                section.must(2, since(V6), "an upload that lost something is gone", wire -> {
                    String upload = wire.create(slice(0, 4));
                    wire.site().engine().invalidate(new Requester(null, UPLOADS), Site.id(upload));
                    int gone = wire.version().isSince(V7) ? 410 : 404;
                    Response refused = wire.append(upload, 4, slice(4, 10), true);
                    assertThat(refused.status()).isEqualTo(gone);
                    assertThat(refused.field("Upload-Offset")).isEmpty();
                    wire.assertGoesOn(refused);
                    assertThat(wire.send("HEAD", upload, PARTIAL).status()).isEqualTo(gone);
                }),
                section.must(3, ALL, "an offset that is no whole number is as good as none", wire -> {
                    String upload = wire.create(slice(0, 4));
                    for (String offset : NO_NUMBERS) {
                        Response response = wire.send(
                                "PATCH",
                                upload,
                                slice(4, 10),
                                PARTIAL,
                                wire.version().mark(true),
                                "Upload-Offset: " + offset);
                        assertThat(response.status()).as(offset).isEqualTo(400);
                        assertThat(response.field("Upload-Offset")).contains("4");
                        wire.assertGoesOn(response);
                    }
                    wire.assertTakesTheRest(upload, 4);
                }));
    }

    private static List<IetfRequirement> completeness() {
        Section section = new Section("Completeness");
        List<String> noBooleans = List.of("1", "true", "yes", "?2", "\"?1\"", "?1 ?1", "");
        return List.of(
                section.must(1, ALL, "a completeness that is no boolean is as good as none", wire -> {
                    long before = wire.site().unfinished();
                    for (String value : noBooleans) {
                        String field = wire.version().field() + ": " + value;
                        assertThat(wire.send("POST", UPLOADS, TEN, field, "Content-Type: text/plain")
                                        .status())
                                .as(value)
                                .isEqualTo(415); // so it is none of this protocol
                        String upload = wire.create(slice(0, 4));
                        String[] fields = {field, PARTIAL, "Upload-Offset: 4"};
                        Response silent = wire.send("PATCH", upload, slice(4, 10), PARTIAL, "Upload-Offset: 4");
                        String other = wire.create(slice(0, 4));
                        Response bad = wire.send("PATCH", other, slice(4, 10), fields);
                        assertThat(bad.status()).as(value).isEqualTo(silent.status());
                        assertThat(bad.field(wire.version().field()))
                                .isEqualTo(silent.field(wire.version().field()));
                        wire.send("DELETE", upload);
                        wire.send("DELETE", other);
                    }
                    assertThat(wire.site().unfinished()).isEqualTo(before);
                }),
                section.others(2, Level.SHOULD_NOT, "what a client makes of it"));
    }

    private static List<IetfRequirement> length() {
        Section section = new Section("Length");
        Check inOneRequest = wire -> {
            long before = wire.site().unfinished();
            Response created = wire.post(slice(0, 4), true, "Upload-Length: 10");
            assertInconsistent(wire, created);
            assertThat(created.field("Location")).isEmpty();
            assertThat(wire.site().unfinished()).isEqualTo(before);
            assertThat(wire.post(slice(0, 4), true, "Upload-Length: 4").status())
                    .isIn(200, 201);
            if (wire.version().isSince(V7)) {
                String upload = wire.create(slice(0, 4));
                assertInconsistent(wire, wire.append(upload, 4, slice(4, 10), true, "Upload-Length: 11"));
                wire.assertTakesTheRest(upload, 4);
            }
        };
        Check ofRequests = wire -> {
            String upload = wire.create(slice(0, 4), "Upload-Length: 10");
            assertInconsistent(wire, wire.append(upload, 4, slice(4, 9), true));
            assertInconsistent(wire, wire.append(upload, 4, NOTHING, true));
            if (wire.version().isSince(V7)) {
                assertInconsistent(wire, wire.append(upload, 4, slice(4, 6), false, "Upload-Length: 11"));
            }
            wire.assertTakesTheRest(upload, 4);
        };
        return List.of(
                section.others(1, Level.SHOULD, "when a client is to tell the length"),
                section.must(2, ALL, "a length that is no whole number is as good as none", wire -> {
                    for (String length : NO_NUMBERS) {
                        String upload = wire.create(slice(0, 4), "Upload-Length: " + length);
                        assertThat(wire.head(upload).field("Upload-Length"))
                                .as(length)
                                .isEmpty();
                        wire.assertTakesTheRest(upload, 4);
                    }
                }),
                section.must(3, since(V6), "all that tells a length in one request tells the same", inOneRequest),
                section.must(4, since(V4), "so do all requests; a wrong one changes nothing", ofRequests));
    }

    static void assertInconsistent(IetfWire wire, Response refused) {
        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        assertThat(refused.text()).contains("#inconsistent-upload-length");
        wire.assertGoesOn(refused);
    }
}

package io.highwater.servlet;

import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.ALL;
import static io.highwater.servlet.Interop.V4;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import java.util.List;
import java.util.stream.Stream;

/** "Upload Creation". */
final class IetfCreationRules {

    /** Where the sentences on interim responses are checked. */
    static final String INTERIM = "InterimTest";

    /** Where those on the interim responses to long bodies are. */
    static final String PROGRESS = "InterimProgressTest";

    private static final Section CLIENT = new Section("Upload Creation, client");
    private static final Section SERVER = new Section("Upload Creation, server");

    private IetfCreationRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(ofClients(), interim(), server(), brokenOff()).flatMap(List::stream);
    }

    private static List<IetfRequirement> ofClients() {
        return List.of(
                CLIENT.others(1, Level.SHOULD, "when a client is to tell the length"),
                CLIENT.others(2, Level.SHOULD, "a client keeps to the limits"),
                CLIENT.others(3, Level.SHOULD, "when a client is to give up"),
                CLIENT.others(4, Level.SHOULD_NOT, "what a client does after a 4xx"),
                CLIENT.others(5, Level.MAY, "what a client does after a 5xx"),
                SERVER.others(9, Level.SHOULD, "a client compares locations"),
                SERVER.others(10, Level.SHOULD, "what a client does if they differ"));
    }

    private static List<IetfRequirement> interim() {
        return List.of(
                SERVER.elsewhere(1, Level.SHOULD, "104 tells of the upload before its body is read", INTERIM),
                SERVER.elsewhere(2, Level.MUST, "the first 104 tells where it is", INTERIM),
                SERVER.elsewhere(3, Level.MUST, "and its limits", INTERIM),
                SERVER.elsewhere(7, Level.MAY, "later ones tell the offset", PROGRESS),
                SERVER.elsewhere(8, Level.MUST, "all tell the same location", INTERIM));
    }

    private static List<IetfRequirement> server() {
        return List.of(
                SERVER.must(4, ALL, "a creation of which more is to come tells where the upload is", wire -> {
                    for (byte[] body : List.of(NOTHING, slice(0, 4), TEN)) {
                        Response created = wire.post(body, false);
                        assertThat(created.status()).isEqualTo(201);
                        String upload = created.field("Location").orElseThrow();
                        assertThat(upload).matches("/uploads/[A-Za-z0-9_-]{22,64}");
                        assertThat(wire.head(upload).field("Upload-Offset")).contains("" + body.length);
                    }
                }),
                SERVER.must(5, since(V6), "and its limits", wire -> {
                    Response created = wire.limited().post(slice(0, 4), false);
                    String age = wire.version() == V6 ? "expires" : "max-age";
                    assertThat(created.field("Upload-Limit").orElseThrow())
                            .matches(IetfSites.TOLD + ", " + age + "=3[56][0-9]{2}");
                }),
                SERVER.must(6, since(V4), "the length is recorded, however it is told", wire -> {
                    String upload = wire.create(slice(0, 4), "Upload-Length: 10");
                    assertThat(wire.head(upload).field("Upload-Length")).contains("10");
                    String broken = wire.brokenCreation();
                    assertThat(wire.head(broken).field("Upload-Length")).contains("10");
                    IetfStateRules.assertInconsistent(wire, wire.append(broken, 4, slice(4, 9), true));
                    wire.assertTakesTheRest(broken, 4);
                }),
                SERVER.should(11, ALL, "the answer says whether the upload is complete", wire -> {
                    wire.assertGoesOn(wire.post(slice(0, 4), false));
                    wire.assertGoesOn(wire.post(TEN, false, "Upload-Length: 10"));
                    wire.assertCompletes(wire.post(TEN, true));
                    wire.assertGoesOn(wire.limited().post(new byte[13], false));
                }));
    }

    private static List<IetfRequirement> brokenOff() {
        return List.of(
                SERVER.should(12, ALL, "of a body that breaks off all is kept that came", wire -> {
                    String upload = wire.brokenCreation();
                    assertThat(wire.head(upload).field("Upload-Offset")).contains("4");
                    wire.assertTakesTheRest(upload, 4);
                }),
                SERVER.mustNot(13, ALL, "and the upload is not complete", wire -> {
                    Response head = wire.head(wire.brokenCreation());
                    wire.assertGoesOn(head);
                    assertThat(head.field("ETag")).isEmpty();
                }));
    }
}

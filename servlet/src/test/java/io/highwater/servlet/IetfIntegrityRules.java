package io.highwater.servlet;

import static io.highwater.servlet.IetfCreationRules.INTERIM;
import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.TEN;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.V7;
import static io.highwater.servlet.Interop.V8;
import static io.highwater.servlet.Interop.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.protocol.DigestFields;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Digester;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** "Integrity Digests", "Security Considerations", "Draft Version Identification", the status 104 and upload strategies. */
final class IetfIntegrityRules {

    private static final Section REPRESENTATION = new Section("Representation Digests");
    private static final Section SECURITY = new Section("Security Considerations");
    private static final Section VERSION = new Section("Draft Version Identification");
    private static final Section STATUS = new Section("Status Code 104");

    private IetfIntegrityRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(representation(), content(), security(), elsewhere()).flatMap(List::stream);
    }

    static String digest(String field, byte[] bytes) {
        Digester digester = DigestAlgorithm.SHA_256.newDigester();
        digester.update(ByteBuffer.wrap(bytes));
        ContentDigest digest = new ContentDigest(DigestAlgorithm.SHA_256, digester.digest());
        return field + ": " + DigestFields.serialize(List.of(digest));
    }

    private static List<IetfRequirement> representation() {
        return List.of(
                REPRESENTATION.should(1, since(V6), "an upload that does not have its digest fails", wire -> {
                    String upload = wire.create(slice(0, 4), digest("Repr-Digest", slice(0, 9)));
                    Response wrong = wire.append(upload, 4, slice(4, 10), true);
                    assertRefused(wire, wrong);
                    assertThat(wrong.field("Upload-Offset")).isEmpty();
                    assertThat(wire.head(upload).status())
                            .isEqualTo(wire.version().isSince(V7) ? 410 : 404);
                    String right = wire.create(slice(0, 4), digest("Repr-Digest", TEN));
                    wire.assertTakesTheRest(right, 4);
                }),
                REPRESENTATION.should(2, since(V6), "a digest that was asked for is told", wire -> {
                    Response whole = wire.post(TEN, true, "Want-Repr-Digest: sha-256=5");
                    assertThat("Repr-Digest: " + whole.field("Repr-Digest").orElseThrow())
                            .isEqualTo(digest("Repr-Digest", TEN));
                    assertThat(wire.post(TEN, true).field("Repr-Digest")).isEmpty();
                }),
                REPRESENTATION.should(3, since(V6), "once the upload is complete, and again", wire -> {
                    String upload = wire.create(slice(0, 4), "Want-Repr-Digest: sha-256=5");
                    for (Response last : List.of(
                            wire.append(upload, 4, slice(4, 10), true), wire.append(upload, 10, NOTHING, true))) {
                        assertThat("Repr-Digest: " + last.field("Repr-Digest").orElseThrow())
                                .isEqualTo(digest("Repr-Digest", TEN));
                    }
                }));
    }

    private static List<IetfRequirement> content() {
        return List.of(new Section("Content Digests")
                .should(1, since(V6), "a body that does not have its digest changes nothing", wire -> {
                    String upload = wire.create(slice(0, 4));
                    Response wrong = wire.append(upload, 4, slice(4, 10), true, digest("Content-Digest", TEN));
                    assertRefused(wire, wrong);
                    assertThat(wrong.field("Want-Content-Digest")).isPresent();
                    assertThat(wrong.field("Upload-Offset")).contains("4");
                    assertThat(wire.site().committed(upload)).isEqualTo(4);
                    wire.assertCompletes(
                            wire.append(upload, 4, slice(4, 10), true, digest("Content-Digest", slice(4, 10))));
                    wire.assertComplete(upload, TEN);
                    long before = wire.site().unfinished();
                    Response created = wire.post(TEN, true, digest("Content-Digest", NOTHING));
                    assertRefused(wire, created);
                    assertThat(created.field("Location")).isEmpty();
                    assertThat(wire.site().unfinished()).isEqualTo(before);
                }));
    }

    private static void assertRefused(IetfWire wire, Response response) {
        assertThat(response.status()).as("%s", response).isEqualTo(400);
        wire.assertGoesOn(response);
    }

    private static List<IetfRequirement> security() {
        return List.of(
                SECURITY.elsewhere(1, Level.SHOULD, "who may not know of an upload does not find it", "BadInputTest"),
                SECURITY.must(2, since(V8), "a location says nothing but a random id", wire -> {
                    String upload = wire.create(TEN, "Content-Disposition: attachment; filename=secret");
                    assertThat(upload).matches("/uploads/[A-Za-z0-9_-]{22,64}").doesNotContain("secret");
                }),
                SECURITY.must(3, since(V8), "a file name loses its directories, whatever it has", wire -> {
                    for (String name : List.of("../../etc/a.txt", "/etc/a.txt", "..%5C..%5Ca.txt", "C%3A%5Ca.txt")) {
                        String upload = wire.create(
                                TEN, "Content-Disposition: attachment; filename*=UTF-8''" + name.replace("/", "%2F"));
                        assertThat(wire.site()
                                        .request("GET", upload, "Accept: application/json")
                                        .text())
                                .contains("\"filename\":\"a.txt\"");
                    }
                }),
                SECURITY.others(4, Level.SHOULD, "who scans content has it whole, in the event of completion"),
                SECURITY.elsewhere(5, Level.SHOULD, "the authorizer is asked again by every request", "TusAccessTest"),
                SECURITY.elsewhere(6, Level.SHOULD, "a body that trickles ends", "TrickleIT"));
    }

    private static List<IetfRequirement> elsewhere() {
        return List.of(
                VERSION.others(1, Level.MUST, "a client names its version"),
                VERSION.elsewhere(2, Level.MUST_NOT, "no 104 to another version or none", INTERIM),
                VERSION.elsewhere(3, Level.MUST, "104 names the version", INTERIM),
                VERSION.others(4, Level.MUST, "what a client does with a 104 of another version"),
                STATUS.others(1, Level.MAY, "a client takes 104 for 100"),
                STATUS.elsewhere(2, Level.MUST_NOT, "104 does not stand for 100", INTERIM),
                new Section("Upgrading To Resumable Uploads")
                        .others(1, Level.SHOULD, "what a client or intermediary adds to a request"));
    }
}

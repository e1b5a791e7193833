package io.highwater.servlet;

import static io.highwater.servlet.IetfWire.NOTHING;
import static io.highwater.servlet.IetfWire.PARTIAL;
import static io.highwater.servlet.IetfWire.UPLOADS;
import static io.highwater.servlet.IetfWire.slice;
import static io.highwater.servlet.Interop.V6;
import static io.highwater.servlet.Interop.V8;
import static io.highwater.servlet.Interop.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.IetfRequirement.Check;
import io.highwater.servlet.IetfRequirement.Level;
import io.highwater.servlet.IetfRequirement.Section;
import io.highwater.servlet.RawClient.Response;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** "Limits". */
final class IetfLimitRules {

    private static final Section SECTION = new Section("Limits");

    private IetfLimitRules() {}

    static Stream<IetfRequirement> all() {
        return Stream.of(ofOthers(), kept(), discovered()).flatMap(List::stream);
    }

    private static List<IetfRequirement> ofOthers() {
        String reader = "how a reader takes the field";
        return List.of(
                SECTION.others(2, Level.MUST, reader),
                SECTION.others(3, Level.MUST_NOT, "how much a client may send"),
                SECTION.others(4, Level.MUST_NOT, "how little a client may send"),
                SECTION.others(5, Level.SHOULD_NOT, "until when a client may come back"),
                SECTION.others(7, Level.SHOULD, "when a client is to give up"),
                SECTION.others(11, Level.MUST, reader),
                SECTION.others(12, Level.MUST, reader),
                SECTION.others(13, Level.MUST, reader),
                SECTION.others(15, Level.SHOULD, "OPTIONS * belongs to the container; no servlet sees it"),
                SECTION.others(19, Level.SHOULD, "what a client does after 413"));
    }

    /** The limits but for the age, which passes. */
    private static String lasting(Response response) {
        return response.field("Upload-Limit").orElseThrow().replaceAll(", (max-age|expires)=[0-9]+$", "");
    }

    private static ZonedDateTime end(Response response) {
        return ZonedDateTime.parse(
                response.field("Upload-Expires").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static List<IetfRequirement> kept() {
        Check same = limitedSame();
        return List.of(
                SECTION.may(1, since(V6), "limits are enforced, and told", wire -> {
                    Response created = wire.limited().post(slice(0, 4), false);
                    assertThat(created.field("Upload-Limit").orElseThrow()).startsWith(IetfSites.TOLD + ", ");
                    assertThat(wire.limited()
                                    .post(slice(0, 4), false, "Upload-Length: 21")
                                    .status())
                            .isEqualTo(413);
                }),
                SECTION.shouldNot(6, since(V8), "they stay as they are", same),
                SECTION.shouldNot(8, since(V8), "the upper ones do not go down", same),
                SECTION.shouldNot(9, since(V8), "the lower ones do not go up", same),
                SECTION.shouldNot(10, since(V8), "the end of an upload does not come nearer", wire -> {
                    IetfWire limited = wire.limited();
                    String upload = limited.create(slice(0, 4));
                    Response first = limited.head(upload);
                    Response second = limited.head(upload);
                    limited.append(upload, 4, slice(4, 8), false);
                    Response third = limited.head(upload);
                    assertThat(end(second)).isEqualTo(end(first));
                    assertThat(end(third)).isAfterOrEqualTo(end(first));
                }));
    }

    static Check limitedSame() {
        return wire -> {
            IetfWire limited = wire.limited();
            Response created = limited.post(slice(0, 4), false);
            String upload = created.field("Location").orElseThrow();
            assertThat(lasting(created)).isEqualTo(IetfSites.TOLD);
            assertThat(lasting(limited.head(upload))).isEqualTo(IetfSites.TOLD);
            Response refused = limited.append(upload, 4, new byte[13], false);
            assertThat(lasting(refused)).isEqualTo(IetfSites.TOLD);
            limited.append(upload, 4, slice(4, 8), false);
            assertThat(lasting(limited.head(upload))).isEqualTo(IetfSites.TOLD);
        };
    }

    private static List<IetfRequirement> discovered() {
        return List.of(
                SECTION.must(14, since(V6), "OPTIONS on the collection tells them", wire -> {
                    Response options = wire.limited().send("OPTIONS", UPLOADS);
                    assertThat(options.status()).isEqualTo(204);
                    assertThat(options.field("Upload-Limit")).contains(IetfSites.TOLD + ", max-age=3600");
                }),
                SECTION.must(16, since(V6), "where there are none, it says min-size=0", wire -> {
                    IetfWire unlimited = wire.unlimited();
                    Response created = unlimited.post(slice(0, 4), false);
                    assertThat(created.field("Upload-Limit")).contains("min-size=0");
                    String upload = created.field("Location").orElseThrow();
                    assertThat(unlimited.head(upload).field("Upload-Limit")).contains("min-size=0");
                    assertThat(unlimited.send("OPTIONS", UPLOADS).field("Upload-Limit"))
                            .contains("min-size=0");
                }),
                SECTION.shouldNot(17, since(V6), "uploads are allowed what OPTIONS said", wire -> {
                    IetfWire limited = wire.limited();
                    assertThat(lasting(limited.post(slice(0, 4), false)))
                            .isEqualTo(lasting(limited.send("OPTIONS", UPLOADS)));
                }),
                SECTION.should(18, since(V6), "413 says what the limits are", IetfLimitRules::refuses));
    }

    private static void refuses(IetfWire wire) throws Exception {
        IetfWire limited = wire.limited();
        long before = limited.site().unfinished();
        for (Response refused : List.of(
                limited.post(slice(0, 4), false, "Upload-Length: 21"),
                limited.post(NOTHING, false, "Upload-Length: 2"),
                limited.post(new byte[13], false, "Upload-Length: 20"),
                limited.post(slice(0, 3), false, "Upload-Length: 20"),
                limited.post(slice(0, 2), true))) {
            assertToldWith413(wire, refused);
            assertThat(refused.field("Upload-Limit").orElseThrow()).matches(".*, (max-age|expires)=3[56][0-9]{2}");
            assertThat(refused.field("Location")).isEmpty();
        }
        assertThat(limited.site().unfinished()).isEqualTo(before);
        String upload = limited.create(slice(0, 4));
        for (int count : new int[] {1, 3, 13}) {
            Response refused = limited.append(upload, 4, new byte[count], false);
            assertToldWith413(wire, refused);
            assertThat(refused.field("Upload-Offset")).contains("4");
        }
        limited.append(upload, 4, new byte[12], false);
        assertToldWith413(wire, limited.append(upload, 16, new byte[5], false));
        assertThat(limited.site().committed(upload)).isEqualTo(16);
    }

    private static void assertToldWith413(IetfWire wire, Response refused) {
        assertThat(refused.status()).as("%s", refused).isEqualTo(413);
        assertThat(lasting(refused)).isEqualTo(IetfSites.TOLD);
        wire.assertGoesOn(refused);
    }

    /** A creation without content may be that small, and the last bytes of an upload, too. */
    static void assertSmallOnesAreTaken(IetfWire wire) throws Exception {
        IetfWire limited = wire.limited();
        String empty = limited.create(NOTHING);
        limited.append(empty, 0, slice(0, 4), false);
        limited.assertCompletes(limited.append(empty, 4, slice(4, 5), true));
        limited.assertComplete(empty, slice(0, 5));
        String upload = limited.create(slice(0, 9), PARTIAL);
        limited.assertCompletes(limited.append(upload, 9, slice(9, 10), true));
    }
}

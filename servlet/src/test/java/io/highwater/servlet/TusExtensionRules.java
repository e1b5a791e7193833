package io.highwater.servlet;

import static io.highwater.servlet.TusWire.BYTES;
import static io.highwater.servlet.TusWire.TEN;
import static io.highwater.servlet.TusWire.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.TusRequirement.Deviation;
import io.highwater.servlet.TusRequirement.Level;
import io.highwater.servlet.TusRequirement.Place;
import io.highwater.servlet.TusRequirement.Section;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** "Expiration", "Checksum" and "Termination". */
final class TusExtensionRules {

    private static final String RIGHT = "Upload-Checksum: sha1 h6zsF82dzSCnFsws9nQXtxyKcBY="; // of TEN
    private static final String WRONG = "Upload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final String UNKNOWN = "Upload-Checksum: sha3 AAAA";

    private TusExtensionRules() {}

    static Stream<TusRequirement> all() {
        return Stream.of(expiration(), checksum(), termination()).flatMap(List::stream);
    }

    private static List<TusRequirement> expiration() {
        Section section = new Section("Upload-Expires");
        return List.of(
                new Section("Expiration").must(1, "it is told, where uploads expire", sites -> {
                    assertThat(sites.plain().told("Tus-Extension")).contains("expiration");
                    assertThat(sites.limited().told("Tus-Extension")).doesNotContain("expiration");
                }),
                section.client(1, Level.SHOULD, "what a client is to use it for"),
                section.must(2, "on every answer to a PATCH, errors too, unless the upload is complete", sites -> {
                    TusWire tus = sites.plain();
                    String upload = tus.create("Upload-Length: 30");
                    for (Response response : List.of(
                            tus.patch(upload, 0, TEN),
                            tus.patch(upload, 5, TEN),
                            tus.patch(upload, 10, new byte[21]),
                            tus.patch(upload, 10, TEN, "Upload-Length: 31"),
                            tus.patch(upload, 10, TEN, WRONG),
                            tus.patch(upload, 10, TEN, UNKNOWN),
                            tus.send("PATCH", upload, TEN, BYTES),
                            tus.send("PATCH", upload, TEN, "Upload-Offset: 10"))) {
                        assertThat(response.field("Upload-Expires"))
                                .as("%s", response)
                                .isPresent();
                    }
                    assertThat(tus.patch(upload, 10, new byte[20]).field("Upload-Expires"))
                            .isEmpty();
                }),
                section.must(
                        3,
                        "on the answer to a creation",
                        sites -> assertThat(sites.plain()
                                        .send("POST", "/uploads", "Upload-Length: 10")
                                        .field("Upload-Expires"))
                                .isPresent()),
                section.should(4, "an expired upload is 404", sites -> {
                    String upload = sites.shortLived().create("Upload-Length: 10");
                    await().until(() -> sites.shortLived().head(upload).status() == 404);
                    assertThat(sites.shortLived().patch(upload, 0, TEN).status())
                            .isEqualTo(404);
                }),
                new Deviation(
                        new Place(section.name(), 5, Level.SHOULD),
                        "410 where expired uploads are remembered",
                        "404, as for every upload that is gone: clients of tus know what to do with it (protocols.md)",
                        sites -> {
                            String upload = sites.shortLived().create("Upload-Length: 10");
                            await().until(() -> sites.shortLived().head(upload).status() != 200);
                            assertThat(sites.shortLived().head(upload).status()).isEqualTo(404);
                        }),
                section.client(6, Level.SHOULD, "how a client goes on"),
                section.must(7, "a date of HTTP", sites -> {
                    String when = sites.plain()
                            .send("POST", "/uploads", "Upload-Length: 10")
                            .field("Upload-Expires")
                            .orElseThrow();
                    assertThat(ZonedDateTime.parse(when, DateTimeFormatter.RFC_1123_DATE_TIME))
                            .isAfter(ZonedDateTime.now());
                    assertThat(when).endsWith(" GMT").hasSize(29);
                }));
    }

    private static List<TusRequirement> checksum() {
        Section section = new Section("Checksum");
        return List.of(
                section.must(
                        1,
                        "it is told",
                        sites -> assertThat(sites.plain().told("Tus-Extension")).contains("checksum")),
                section.must(2, "the bytes of a PATCH are checked", sites -> {
                    String upload = sites.plain().create("Upload-Length: 20");
                    assertThat(sites.plain().patch(upload, 0, TEN, WRONG).status())
                            .isEqualTo(460);
                    assertThat(sites.plain().patch(upload, 0, TEN, UNKNOWN).status())
                            .isEqualTo(400);
                    assertThat(sites.plain().patch(upload, 0, TEN, RIGHT).status())
                            .isEqualTo(204);
                }),
                section.must(3, "thrown away if they do not match, or cannot be checked", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    byte[] other = new byte[10];
                    sites.plain().patch(upload, 0, other, RIGHT);
                    sites.plain().patch(upload, 0, other, UNKNOWN);
                    assertThat(sites.plain().patch(upload, 0, TEN, RIGHT).status())
                            .isEqualTo(204);
                    assertThat(sites.plain()
                                    .site()
                                    .request("GET", upload + "/content")
                                    .body())
                            .isEqualTo(TEN);
                }),
                section.mustNot(4, "and the offset stays", sites -> {
                    String upload = sites.plain().create("Upload-Length: 20");
                    sites.plain().patch(upload, 0, slice(0, 4));
                    for (String field : List.of(WRONG, UNKNOWN)) {
                        sites.plain().patch(upload, 4, TEN, field);
                        assertThat(sites.plain().head(upload).field("Upload-Offset"))
                                .contains("4");
                    }
                }),
                section.must(
                        5,
                        "sha1 is among them",
                        sites -> assertThat(sites.plain().told("Tus-Checksum-Algorithm"))
                                .contains("sha1")),
                section.must(
                        6,
                        "names are ASCII without capitals",
                        sites -> assertThat(sites.plain().told("Tus-Checksum-Algorithm"))
                                .allMatch(name -> name.matches("[a-z0-9]+"))),
                section.must(
                        7,
                        "OPTIONS lists them",
                        sites -> assertThat(sites.plain()
                                        .site()
                                        .request("OPTIONS", "/uploads")
                                        .field("Tus-Checksum-Algorithm"))
                                .isPresent()),
                section.must(8, "trailers are told, and heard", sites -> {
                    assertThat(sites.plain().told("Tus-Extension")).contains("checksum-trailer");
                    String upload = sites.plain().create("Upload-Length: 10");
                    String[] fields = {"Upload-Offset: 0", "Trailer: Upload-Checksum"};
                    assertThat(sites.plain()
                                    .chunked("PATCH", upload, TEN, fields, WRONG)
                                    .status())
                            .isEqualTo(460);
                    assertThat(sites.plain()
                                    .chunked("PATCH", upload, TEN, fields, RIGHT)
                                    .status())
                            .isEqualTo(204);
                }),
                new Section("Tus-Checksum-Algorithm").must(1, "a list of all that are checked", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    for (String name : sites.plain().told("Tus-Checksum-Algorithm")) {
                        Response refused = sites.plain().patch(upload, 0, TEN, "Upload-Checksum: " + name + " AA==");
                        assertThat(refused.text()).contains("Upload-Checksum must be " + name);
                    }
                }),
                new Section("Upload-Checksum").must(1, "a name, a space, and Base64; else 400", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    for (String value : List.of("sha1", "sha1 ", "sha1  AA==", "sha1=AA==", "sha1 !", "AA== sha1")) {
                        assertThat(sites.plain()
                                        .patch(upload, 0, TEN, "Upload-Checksum: " + value)
                                        .status())
                                .as(value)
                                .isEqualTo(400);
                    }
                }));
    }

    private static List<TusRequirement> termination() {
        Section section = new Section("DELETE");
        return List.of(
                new Section("Termination")
                        .must(
                                1,
                                "it is told",
                                sites -> assertThat(sites.plain().told("Tus-Extension"))
                                        .contains("termination")),
                section.should(1, "what the upload took is free again", sites -> {
                    long before = sites.plain().site().unfinished();
                    String upload = sites.plain().create("Upload-Length: 10");
                    assertThat(sites.plain().site().unfinished()).isEqualTo(before + 1);
                    sites.plain().send("DELETE", upload);
                    assertThat(sites.plain().site().unfinished()).isEqualTo(before);
                }),
                section.must(2, "204, complete or not", sites -> {
                    String begun = sites.plain().create("Upload-Length: 10");
                    String complete = sites.plain().create("Upload-Length: 0");
                    assertThat(sites.plain().send("DELETE", begun).status()).isEqualTo(204);
                    assertThat(sites.plain().send("DELETE", complete).status()).isEqualTo(204);
                }),
                section.should(3, "then 404, to everything", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    sites.plain().send("DELETE", upload);
                    assertThat(sites.plain().head(upload).status()).isEqualTo(404);
                    assertThat(sites.plain().patch(upload, 0, TEN).status()).isEqualTo(404);
                    assertThat(sites.plain().send("DELETE", upload).status()).isEqualTo(404);
                }));
    }
}

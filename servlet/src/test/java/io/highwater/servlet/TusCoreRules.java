package io.highwater.servlet;

import static io.highwater.servlet.TusWire.BYTES;
import static io.highwater.servlet.TusWire.TEN;
import static io.highwater.servlet.TusWire.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.TusRequirement.Check;
import io.highwater.servlet.TusRequirement.Deviation;
import io.highwater.servlet.TusRequirement.Level;
import io.highwater.servlet.TusRequirement.Place;
import io.highwater.servlet.TusRequirement.Section;
import io.highwater.servlet.TusRequirement.Sites;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** "Core Protocol", and the sentence above "Creation". */
final class TusCoreRules {

    private static final Set<String> EXTENSIONS = Set.of(
            "creation",
            "creation-with-upload",
            "creation-defer-length",
            "expiration",
            "checksum",
            "checksum-trailer",
            "termination",
            "concatenation",
            "concatenation-unfinished");

    private static final List<String> NO_NUMBERS = List.of("-1", "+1", "1.0", "01", "0x1", "1e3", "", "many", "1, 1");

    private TusCoreRules() {}

    static Stream<TusRequirement> all() {
        return Stream.of(numbers(), versions(), discovery(), override(), head(), patch(), options())
                .flatMap(List::stream);
    }

    private static List<TusRequirement> numbers() {
        return List.of(
                new Section("Core Protocol").must(1, "a server speaks the core protocol", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    assertThat(sites.plain().patch(upload, 0, slice(0, 4)).status())
                            .isEqualTo(204);
                    assertThat(sites.plain().head(upload).field("Upload-Offset"))
                            .contains("4");
                    assertThat(sites.plain().patch(upload, 4, slice(4, 10)).status())
                            .isEqualTo(204);
                    assertThat(sites.plain()
                                    .site()
                                    .request("GET", upload + "/content")
                                    .body())
                            .isEqualTo(TEN);
                }),
                new Section("Upload-Offset").must(1, "an offset is a whole number, not below 0", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    for (String offset : NO_NUMBERS) {
                        assertThat(sites.plain()
                                        .send("PATCH", upload, TEN, BYTES, "Upload-Offset: " + offset)
                                        .status())
                                .as(offset)
                                .isEqualTo(400);
                    }
                    assertThat(sites.plain().head(upload).field("Upload-Offset").orElseThrow())
                            .matches("[0-9]+");
                }),
                new Section("Upload-Length").must(1, "a length is a whole number, not below 0", sites -> {
                    for (String length : NO_NUMBERS) {
                        assertThat(sites.plain()
                                        .send("POST", "/uploads", "Upload-Length: " + length)
                                        .status())
                                .as(length)
                                .isEqualTo(400);
                    }
                    assertThat(sites.plain()
                                    .head(sites.plain().create("Upload-Length: 10"))
                                    .field("Upload-Length")
                                    .orElseThrow())
                            .matches("[0-9]+");
                }));
    }

    private static List<TusRequirement> versions() {
        Section version = new Section("Tus-Version");
        Section resumable = new Section("Tus-Resumable");
        return List.of(
                version.must(
                        1,
                        "a list of the versions that are spoken",
                        sites -> assertThat(sites.plain().told("Tus-Version")).containsExactly("1.0.0")),
                version.must(
                        2,
                        "in order of preference; there is one",
                        sites -> assertThat(sites.plain().told("Tus-Version")).hasSize(1)),
                resumable.must(1, "on every answer but that to OPTIONS; asked of requests too", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    for (Response response : List.of(
                            sites.plain().send("POST", "/uploads", "Upload-Length: 1"),
                            sites.plain().send("POST", "/uploads"),
                            sites.plain().patch(upload, 0, slice(0, 1)),
                            sites.plain().patch(upload, 5, TEN),
                            sites.plain().send("PATCH", upload, TEN, "Upload-Offset: 1"),
                            sites.plain().head(upload),
                            sites.plain().send("DELETE", upload),
                            sites.plain().head(upload),
                            sites.plain().head("/uploads/none"))) {
                        assertThat(response.field("Tus-Resumable"))
                                .as("%s", response)
                                .isPresent();
                    }
                    assertThat(sites.plain()
                                    .site()
                                    .request("PATCH", upload, TEN, BYTES, "Upload-Offset: 0")
                                    .status())
                            .isIn(404, 412);
                }),
                resumable.must(2, "it is the version that is spoken", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    assertThat(sites.plain().head(upload).field("Tus-Resumable"))
                            .contains("1.0.0");
                }),
                resumable.must(
                        3,
                        "another version is 412",
                        sites -> assertThat(otherVersion(sites)).allMatch(response -> response.status() == 412)),
                resumable.must(
                        4,
                        "with the versions that are spoken",
                        sites -> assertThat(otherVersion(sites))
                                .allMatch(response ->
                                        response.field("Tus-Version").equals(java.util.Optional.of("1.0.0")))),
                resumable.mustNot(5, "and such a request does nothing", sites -> {
                    Site site = sites.plain().site();
                    String upload = sites.plain().create("Upload-Length: 10");
                    long before = site.unfinished();
                    site.request("PATCH", upload, TEN, BYTES, "Upload-Offset: 0", "Tus-Resumable: 0.2.2");
                    site.request("DELETE", upload, "Tus-Resumable: 0.2.2");
                    site.request("POST", "/uploads", "Upload-Length: 5", "Tus-Resumable: 2.0.0");
                    assertThat(site.unfinished()).isEqualTo(before);
                    assertThat(site.committed(upload)).isZero();
                }));
    }

    private static List<Response> otherVersion(Sites sites) throws Exception {
        Site site = sites.plain().site();
        String upload = sites.plain().create("Upload-Length: 10");
        String other = "Tus-Resumable: 0.2.2";
        return List.of(
                site.request("HEAD", upload, other),
                site.request("PATCH", upload, TEN, other, BYTES, "Upload-Offset: 0"),
                site.request("DELETE", upload, other),
                site.request("POST", "/uploads", other, "Upload-Length: 10"));
    }

    private static List<TusRequirement> discovery() {
        Section extension = new Section("Tus-Extension");
        Section maxSize = new Section("Tus-Max-Size");
        return List.of(
                extension.must(
                        1,
                        "a list of the extensions that are spoken",
                        sites -> assertThat(sites.plain().told("Tus-Extension"))
                                .doesNotHaveDuplicates()
                                .isSubsetOf(EXTENSIONS)),
                extension.must(
                        2,
                        "left out if there is none; there always is one",
                        sites -> assertThat(sites.shortLived().told("Tus-Extension"))
                                .isNotEmpty()
                                .doesNotContain("")),
                maxSize.must(
                        1,
                        "the size limit, a whole number",
                        sites ->
                                assertThat(sites.limited().told("Tus-Max-Size")).containsExactly("100")),
                maxSize.should(2, "told where there is a limit, and only there", sites -> {
                    assertThat(sites.limited().told("Tus-Max-Size")).isNotEmpty();
                    assertThat(sites.plain()
                                    .site()
                                    .request("OPTIONS", "/uploads")
                                    .field("Tus-Max-Size"))
                            .isEmpty();
                }),
                new Section("Protocol Extensions")
                        .should(
                                1,
                                "OPTIONS lets clients find out what is spoken",
                                sites -> assertThat(sites.plain().told("Tus-Extension"))
                                        .contains("creation", "termination", "checksum")));
    }

    private static List<TusRequirement> override() {
        Section section = new Section("X-HTTP-Method-Override");
        Check onOthers = sites -> {
            TusWire tus = sites.plain();
            String upload = tus.create("Upload-Length: 10");
            assertThat(tus.head(upload, "X-HTTP-Method-Override: DELETE").status())
                    .isEqualTo(200);
            assertThat(tus.patch(upload, 0, slice(0, 4), "X-HTTP-Method-Override: DELETE")
                            .status())
                    .isEqualTo(204);
            assertThat(tus.head(upload).field("Upload-Offset")).contains("4");
        };
        return List.of(
                section.must(1, "it names a method, as methods are written", sites -> {
                    TusWire tus = sites.plain();
                    String upload = tus.create("Upload-Length: 10");
                    assertThat(tus.send("POST", upload, TEN, BYTES, "Upload-Offset: 0", "X-HTTP-Method-Override: patch")
                                    .status())
                            .isEqualTo(405);
                    assertThat(tus.site().committed(upload)).isZero();
                }),
                section.must(2, "a request is what it says", sites -> {
                    TusWire tus = sites.plain();
                    String upload = tus.create("Upload-Length: 10");
                    assertThat(tus.send("POST", upload, TEN, BYTES, "Upload-Offset: 0", "X-HTTP-Method-Override: PATCH")
                                    .status())
                            .isEqualTo(204);
                    assertThat(tus.send("POST", upload, "X-HTTP-Method-Override: DELETE")
                                    .status())
                            .isEqualTo(204);
                    assertThat(tus.head(upload).status()).isEqualTo(404);
                }),
                new Deviation(
                        new Place(section.name(), 3, Level.MUST),
                        "the method of the request line does not matter",
                        "only a POST is taken for another method, so that no link or form deletes (protocols.md)",
                        onOthers),
                section.client(4, Level.SHOULD, "when a client is to use it"));
    }

    private static List<TusRequirement> head() {
        Section section = new Section("HEAD");
        return List.of(
                section.must(1, "the offset, also 0 and when complete", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    assertThat(sites.plain().head(upload).field("Upload-Offset"))
                            .contains("0");
                    sites.plain().patch(upload, 0, TEN);
                    assertThat(sites.plain().head(upload).field("Upload-Offset"))
                            .contains("10");
                }),
                section.must(
                        2,
                        "the length if it is known",
                        sites -> assertThat(sites.plain()
                                        .head(sites.plain().create("Upload-Length: 10"))
                                        .field("Upload-Length"))
                                .contains("10")),
                section.should(3, "404 without an offset if there is none", sites -> {
                    Response none = sites.plain().head("/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa");
                    assertThat(none.status()).isEqualTo(404);
                    assertThat(none.field("Upload-Offset")).isEmpty();
                }),
                section.should(
                        4,
                        "200",
                        sites -> assertThat(sites.plain()
                                        .head(sites.plain().create("Upload-Length: 10"))
                                        .status())
                                .isEqualTo(200)),
                section.must(
                        5,
                        "kept by no cache",
                        sites -> assertThat(sites.plain()
                                        .head(sites.plain().create("Upload-Length: 10"))
                                        .field("Cache-Control"))
                                .contains("no-store")));
    }

    private static List<TusRequirement> patch() {
        Section section = new Section("PATCH");
        return List.of(
                section.should(1, "taken by any upload, whoever began it", sites -> {
                    String upload = sites.plain().site().create("{\"length\":10}");
                    sites.plain().site().put(upload, 0, slice(0, 4));
                    assertThat(sites.plain().patch(upload, 4, slice(4, 10)).status())
                            .isEqualTo(204);
                    assertThat(sites.plain()
                                    .site()
                                    .request("GET", upload + "/content")
                                    .body())
                            .isEqualTo(TEN);
                }),
                section.client(2, Level.MUST, "which media type clients send"),
                section.should(3, "another media type is 415", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    for (String type : List.of("X: y", "Content-Type: text/plain", "Content-Type: application/json")) {
                        assertThat(sites.plain()
                                        .send("PATCH", upload, TEN, type, "Upload-Offset: 0")
                                        .status())
                                .isEqualTo(415);
                    }
                    assertThat(sites.plain().site().committed(upload)).isZero();
                }),
                section.must(4, "the bytes begin where the upload ends", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    assertThat(sites.plain().patch(upload, 0, slice(0, 4)).status())
                            .isEqualTo(204);
                    assertThat(sites.plain().patch(upload, 4, slice(4, 10)).status())
                            .isEqualTo(204);
                }),
                section.must(5, "else 409, and nothing changes", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    sites.plain().patch(upload, 0, slice(0, 4));
                    for (long offset : new long[] {0, 3, 5, 10, 99}) {
                        assertThat(sites.plain().patch(upload, offset, TEN).status())
                                .isEqualTo(409);
                        assertThat(sites.plain().site().committed(upload)).isEqualTo(4);
                    }
                }),
                section.client(6, Level.SHOULD, "how much a client sends at once"),
                section.must(
                        7,
                        "204",
                        sites -> assertThat(sites.plain()
                                        .patch(sites.plain().create("Upload-Length: 10"), 0, TEN)
                                        .status())
                                .isEqualTo(204)),
                section.must(
                        8,
                        "with the new offset",
                        sites -> assertThat(sites.plain()
                                        .patch(sites.plain().create("Upload-Length: 10"), 0, slice(0, 3))
                                        .field("Upload-Offset"))
                                .contains("3")),
                section.must(9, "which is the old one and what was stored", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    sites.plain().patch(upload, 0, slice(0, 3));
                    assertThat(sites.plain()
                                    .chunked("PATCH", upload, slice(3, 8), new String[] {"Upload-Offset: 3"})
                                    .field("Upload-Offset"))
                            .contains("8");
                    assertThat(sites.plain().site().committed(upload)).isEqualTo(8);
                }),
                section.should(
                        10,
                        "404 if there is no such upload",
                        sites -> assertThat(sites.plain()
                                        .patch("/uploads/aaaaaaaaaaaaaaaaaaaaaaaaaa", 0, TEN)
                                        .status())
                                .isEqualTo(404)),
                section.should(11, "a broken connection is noticed", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    sites.plain().halfPatch(upload).reset();
                    await().until(() -> sites.plain().site().committed(upload) == 5);
                }),
                section.should(12, "a silent connection is closed, by the container's idle timeout", sites -> {
                    String upload = sites.limited().create("Upload-Length: 10");
                    try (RawClient silent = sites.limited().halfPatch(upload)) {
                        assertThat(silent.isEnded()).isTrue();
                    }
                    await().until(() -> sites.limited().site().committed(upload) == 5);
                }),
                section.should(13, "what arrived is kept", sites -> {
                    String upload = sites.plain().create("Upload-Length: 10");
                    sites.plain().halfPatch(upload).finish();
                    await().until(() -> sites.plain().site().committed(upload) == 5);
                    assertThat(sites.plain().patch(upload, 5, slice(5, 10)).status())
                            .isEqualTo(204);
                    assertThat(sites.plain()
                                    .site()
                                    .request("GET", upload + "/content")
                                    .body())
                            .isEqualTo(TEN);
                }));
    }

    private static List<TusRequirement> options() {
        Section section = new Section("OPTIONS");
        return List.of(
                section.must(1, "204 with the versions", sites -> {
                    Response response = sites.plain().site().request("OPTIONS", "/uploads");
                    assertThat(response.status()).isEqualTo(204);
                    assertThat(response.field("Tus-Version")).contains("1.0.0");
                }),
                section.client(2, Level.SHOULD_NOT, "what a client is to leave out"),
                section.must(3, "Tus-Resumable is not looked at", sites -> {
                    for (String version : List.of("0.2.2", "1.0.0", "x")) {
                        Response response =
                                sites.plain().site().request("OPTIONS", "/uploads", "Tus-Resumable: " + version);
                        assertThat(response.status()).isEqualTo(204);
                        assertThat(response.field("Tus-Version")).contains("1.0.0");
                    }
                }));
    }
}

package io.highwater.servlet;

import static io.highwater.servlet.TusWire.BYTES;
import static io.highwater.servlet.TusWire.TEN;
import static io.highwater.servlet.TusWire.slice;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.TusRequirement.Check;
import io.highwater.servlet.TusRequirement.Level;
import io.highwater.servlet.TusRequirement.Section;
import java.util.List;
import java.util.stream.Stream;

/** "Creation" and "Creation With Upload". */
final class TusCreationRules {

    private TusCreationRules() {}

    static Stream<TusRequirement> all() {
        return Stream.of(creation(), metadata(), post(), withUpload()).flatMap(List::stream);
    }

    private static List<TusRequirement> creation() {
        Section creation = new Section("Creation");
        Section deferred = new Section("Upload-Defer-Length");
        return List.of(
                creation.should(
                        1,
                        "a server creates uploads",
                        sites -> assertThat(sites.plain().create("Upload-Length: 10"))
                                .startsWith("/uploads/")),
                creation.must(
                        2,
                        "and says so",
                        sites -> assertThat(sites.plain().told("Tus-Extension")).contains("creation")),
                deferred.must(1, "its value is 1, another is 400", sites -> {
                    for (String value : List.of("0", "2", "true", "")) {
                        assertThat(sites.plain()
                                        .send("POST", "/uploads", "Upload-Defer-Length: " + value)
                                        .status())
                                .isEqualTo(400);
                    }
                }),
                deferred.must(2, "not there where the length is known", sites -> {
                    String known = sites.plain().create("Upload-Length: 10");
                    assertThat(sites.plain().head(known).field("Upload-Defer-Length"))
                            .isEmpty();
                    assertThat(sites.plain()
                                    .send("POST", "/uploads", "Upload-Length: 10", "Upload-Defer-Length: 1")
                                    .status())
                            .isEqualTo(400);
                }));
    }

    private static List<TusRequirement> metadata() {
        Section section = new Section("Upload-Metadata");
        return List.of(
                section.must(1, "one or more pairs, with commas between them", sites -> {
                    String pairs = "filename YS5iaW4=,k dg==";
                    assertThat(sites.plain()
                                    .head(sites.plain().create("Upload-Length: 10", "Upload-Metadata: " + pairs))
                                    .field("Upload-Metadata"))
                            .contains(pairs);
                    refuses("k dg==;l dg==").run(sites);
                }),
                section.must(2, "a space between key and value", refuses("k  dg==")),
                section.mustNot(3, "no space and no comma in a key", refuses("k l dg==")),
                section.mustNot(4, "no empty key", refuses(",k dg==")),
                section.should(5, "keys are ASCII", refuses("k\u00e4 dg==")),
                section.must(6, "values are Base64", refuses("k !")),
                section.must(7, "no key twice", refuses("k dg==,k dg==")),
                section.should(8, "no value gets into a header as it is", sites -> {
                    String evil = "Upload-Metadata: filename YQ0KWC1FdmlsOiAx"; // "a", CR, LF, "X-Evil: 1"
                    Response created = sites.plain().send("POST", "/uploads", "Upload-Length: 10", evil);
                    String upload = created.field("Location").orElseThrow();
                    sites.plain().patch(upload, 0, TEN);
                    for (Response response : List.of(
                            created,
                            sites.plain().head(upload),
                            sites.plain().site().request("GET", upload + "/content"))) {
                        assertThat(response.status()).isBetween(200, 201);
                        assertThat(response.field("X-Evil")).isEmpty();
                    }
                }));
    }

    private static Check refuses(String metadata) {
        return sites -> assertThat(sites.plain()
                        .send("POST", "/uploads", "Upload-Length: 10", "Upload-Metadata: " + metadata)
                        .status())
                .isEqualTo(400);
    }

    private static List<TusRequirement> post() {
        Section section = new Section("POST");
        return List.of(
                section.client(1, Level.MUST, "how a client asks for an upload"),
                section.must(
                        2,
                        "a length or that it is deferred, else 400",
                        sites -> assertThat(
                                        sites.plain().send("POST", "/uploads").status())
                                .isEqualTo(400)),
                section.client(3, Level.MUST, "when a client has to declare a deferred length"),
                section.mustNot(4, "a length that is set stays", sites -> {
                    String upload = sites.plain().create("Upload-Defer-Length: 1");
                    assertThat(sites.plain()
                                    .patch(upload, 0, slice(0, 4), "Upload-Length: 10")
                                    .status())
                            .isEqualTo(204);
                    assertThat(sites.plain()
                                    .patch(upload, 4, slice(4, 6), "Upload-Length: 11")
                                    .status())
                            .isEqualTo(400);
                    assertThat(sites.plain().head(upload).field("Upload-Length"))
                            .contains("10");
                    assertThat(sites.plain().head(upload).field("Upload-Offset"))
                            .contains("4");
                }),
                section.must(5, "while there is none, HEAD says so", sites -> {
                    String upload = sites.plain().create("Upload-Defer-Length: 1");
                    sites.plain().patch(upload, 0, TEN);
                    assertThat(sites.plain().head(upload).field("Upload-Defer-Length"))
                            .contains("1");
                }),
                section.must(
                        6,
                        "deferring is told",
                        sites -> assertThat(sites.plain().told("Tus-Extension")).contains("creation-defer-length")),
                section.must(7, "HEAD gives the metadata back as it was sent", sites -> {
                    String pairs = "filename YS5iaW4=, is_confidential,empty ";
                    assertThat(sites.plain()
                                    .head(sites.plain().create("Upload-Length: 10", "Upload-Metadata: " + pairs))
                                    .field("Upload-Metadata"))
                            .contains(pairs.strip());
                }),
                section.must(
                        8,
                        "too long is 413",
                        sites -> assertThat(sites.limited()
                                        .send("POST", "/uploads", "Upload-Length: 101")
                                        .status())
                                .isEqualTo(413)),
                section.must(
                        9,
                        "201",
                        sites -> assertThat(sites.plain()
                                        .send("POST", "/uploads", "Upload-Length: 10")
                                        .status())
                                .isEqualTo(201)),
                section.must(
                        10,
                        "with the URL of the upload",
                        sites -> assertThat(sites.plain()
                                        .head(sites.plain().create("Upload-Length: 10"))
                                        .status())
                                .isEqualTo(200)),
                section.client(11, Level.MUST, "how a client goes on"));
    }

    private static List<TusRequirement> withUpload() {
        Section section = new Section("Creation With Upload");
        return List.of(
                section.must(
                        1,
                        "it is told",
                        sites -> assertThat(sites.plain().told("Tus-Extension")).contains("creation-with-upload")),
                section.mustNot(
                        2,
                        "never without creation",
                        sites -> assertThat(sites.shortLived().told("Tus-Extension"))
                                .contains("creation", "creation-with-upload")),
                section.must(
                        3,
                        "the bytes have their media type, else 415",
                        sites -> assertThat(sites.plain()
                                        .send("POST", "/uploads", TEN, "Upload-Length: 10", "Content-Type: text/plain")
                                        .status())
                                .isEqualTo(415)),
                section.should(4, "all bytes are taken", sites -> {
                    String upload = sites.plain()
                            .send("POST", "/uploads", TEN, "Upload-Length: 10", BYTES)
                            .field("Location")
                            .orElseThrow();
                    assertThat(sites.plain()
                                    .site()
                                    .request("GET", upload + "/content")
                                    .body())
                            .isEqualTo(TEN);
                }),
                section.must(
                        5,
                        "the answer has the offset",
                        sites -> assertThat(sites.plain()
                                        .send("POST", "/uploads", TEN, "Upload-Length: 12", BYTES)
                                        .field("Upload-Offset"))
                                .isPresent()),
                section.must(6, "which is that of the upload", sites -> {
                    Response created = sites.plain().send("POST", "/uploads", slice(0, 4), "Upload-Length: 10", BYTES);
                    assertThat(created.field("Upload-Offset")).contains("4");
                    assertThat(sites.plain()
                                    .head(created.field("Location").orElseThrow())
                                    .field("Upload-Offset"))
                            .contains("4");
                }),
                section.client(7, Level.SHOULD, "what a client is to look at before"),
                section.client(8, Level.SHOULD, "that a client is to wait for 100"));
    }
}

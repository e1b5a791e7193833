package io.highwater.servlet;

import static io.highwater.servlet.TusWire.TEN;
import static io.highwater.servlet.TusWire.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.highwater.servlet.RawClient.Response;
import io.highwater.servlet.TusRequirement.Level;
import io.highwater.servlet.TusRequirement.Section;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** "Concatenation". */
final class TusConcatenationRules {

    private TusConcatenationRules() {}

    static Stream<TusRequirement> all() {
        return Stream.of(joining(), finals(), state(), field()).flatMap(List::stream);
    }

    /** A part with some of the ten bytes. */
    private static String part(TusWire tus, int from, int to, String... fields) throws IOException {
        String length = "Upload-Length: " + (to - from);
        String[] all = Stream.concat(Stream.of(fields), Stream.of("Upload-Concat: partial", length))
                .toArray(String[]::new);
        String part = tus.create(all);
        assertThat(tus.patch(part, 0, slice(from, to)).status()).isEqualTo(204);
        return part;
    }

    /** A part whose bytes are still to come. */
    private static String emptyPart(TusWire tus, String length) throws IOException {
        return tus.create("Upload-Concat: partial", length);
    }

    private static String joined(TusWire tus, String... parts) throws IOException {
        return tus.create("Upload-Concat: final;" + String.join(" ", parts));
    }

    private static Response joining(TusWire tus, String field) throws IOException {
        return tus.send("POST", "/uploads", "Upload-Concat: " + field);
    }

    private static List<TusRequirement> joining() {
        Section section = new Section("Concatenation");
        return List.of(
                section.must(
                        1,
                        "it is told",
                        sites -> assertThat(sites.plain().told("Tus-Extension")).contains("concatenation")),
                section.shouldNot(2, "a part is nobody's finished upload", sites -> {
                    TusWire tus = sites.plain();
                    String part = part(tus, 0, 10);
                    String whole = joined(tus, part);
                    await().until(() -> tus.site().completed().contains(whole));
                    assertThat(tus.site().completed()).doesNotContain(part);
                }),
                section.must(3, "the whole is as long as its parts together", sites -> {
                    TusWire tus = sites.plain();
                    String whole = joined(tus, part(tus, 0, 4), part(tus, 4, 10));
                    assertThat(tus.head(whole).field("Upload-Length")).contains("10");
                }),
                section.client(4, Level.MUST, "how a client asks for it"),
                section.must(5, "a list of URLs, else 400", sites -> {
                    for (String field : List.of("final", "final;", "final /a", "final;/elsewhere", "whole")) {
                        assertThat(joining(sites.plain(), field).status())
                                .as(field)
                                .isEqualTo(400);
                    }
                }),
                section.must(6, "in the order of the list", sites -> {
                    TusWire tus = sites.plain();
                    String late = part(tus, 4, 10);
                    String early = part(tus, 0, 4);
                    String whole = joined(tus, early, late);
                    assertThat(tus.site().request("GET", whole + "/content").body())
                            .isEqualTo(TEN);
                }),
                section.client(7, Level.SHOULD, "when a client is to ask for it"),
                section.mustNot(8, "a length of its own is 400", sites -> {
                    String part = part(sites.plain(), 0, 10);
                    assertThat(sites.plain()
                                    .send("POST", "/uploads", "Upload-Concat: final;" + part, "Upload-Length: 10")
                                    .status())
                            .isEqualTo(400);
                }),
                section.must(9, "parts may be unfinished, and that is told", sites -> {
                    TusWire tus = sites.plain();
                    assertThat(tus.told("Tus-Extension")).contains("concatenation-unfinished");
                    String part = emptyPart(tus, "Upload-Length: 10");
                    String whole = joined(tus, part);
                    tus.patch(part, 0, TEN);
                    await().until(() -> tus.head(whole).field("Upload-Offset").isPresent());
                    assertThat(tus.site().request("GET", whole + "/content").body())
                            .isEqualTo(TEN);
                }));
    }

    private static List<TusRequirement> finals() {
        Section section = new Section("Concatenation");
        return List.of(
                section.shallNot(10, "metadata of parts stay theirs", sites -> {
                    TusWire tus = sites.plain();
                    String part = part(tus, 0, 10, "Upload-Metadata: filename YS5iaW4=");
                    assertThat(tus.head(joined(tus, part)).field("Upload-Metadata"))
                            .isEmpty();
                }),
                section.client(11, Level.SHOULD, "where a client puts the metadata"),
                section.must(12, "a PATCH of the whole is 403", sites -> {
                    TusWire tus = sites.plain();
                    String whole = joined(tus, part(tus, 0, 10));
                    for (long offset : new long[] {0, 10}) {
                        assertThat(tus.patch(whole, offset, TEN).status()).isEqualTo(403);
                    }
                }),
                section.mustNot(13, "and changes neither it nor its parts", sites -> {
                    TusWire tus = sites.plain();
                    String part = emptyPart(tus, "Upload-Length: 10");
                    String whole = joined(tus, part);
                    tus.patch(whole, 0, TEN);
                    assertThat(tus.head(part).field("Upload-Offset")).contains("0");
                    tus.patch(part, 0, TEN);
                    await().until(() -> tus.head(whole).field("Upload-Offset").isPresent());
                    tus.patch(whole, 10, TEN);
                    assertThat(tus.site().request("GET", whole + "/content").body())
                            .isEqualTo(TEN);
                }));
    }

    private static List<TusRequirement> state() {
        Section section = new Section("Concatenation");
        return List.of(
                section.shouldNot(14, "no offset of the whole before it is there", sites -> {
                    TusWire tus = sites.plain();
                    String whole = joined(tus, emptyPart(tus, "Upload-Length: 10"));
                    assertThat(tus.head(whole).status()).isEqualTo(200);
                    assertThat(tus.head(whole).field("Upload-Offset")).isEmpty();
                }),
                section.must(15, "then offset and length", sites -> {
                    TusWire tus = sites.plain();
                    Response head = tus.head(joined(tus, part(tus, 0, 10)));
                    assertThat(head.field("Upload-Offset")).isPresent();
                    assertThat(head.field("Upload-Length")).isPresent();
                }),
                section.must(16, "which are equal", sites -> {
                    TusWire tus = sites.plain();
                    Response head = tus.head(joined(tus, part(tus, 0, 10)));
                    assertThat(head.field("Upload-Offset")).isEqualTo(head.field("Upload-Length"));
                }),
                section.must(
                        17,
                        "a part has its offset",
                        sites -> assertThat(sites.plain()
                                        .head(emptyPart(sites.plain(), "Upload-Length: 10"))
                                        .field("Upload-Offset"))
                                .contains("0")),
                section.must(18, "the length as soon as the parts tell", sites -> {
                    TusWire tus = sites.plain();
                    String known = joined(tus, emptyPart(tus, "Upload-Length: 4"), part(tus, 4, 10));
                    assertThat(tus.head(known).field("Upload-Length")).contains("10");
                    String unknown = joined(tus, emptyPart(tus, "Upload-Defer-Length: 1"));
                    assertThat(tus.head(unknown).field("Upload-Length")).isEmpty();
                }),
                section.must(19, "Upload-Concat as it was sent", sites -> {
                    TusWire tus = sites.plain();
                    String part = part(tus, 0, 10);
                    assertThat(tus.head(part).field("Upload-Concat")).contains("partial");
                    assertThat(tus.head(joined(tus, part)).field("Upload-Concat"))
                            .contains("final;" + part);
                }));
    }

    private static List<TusRequirement> field() {
        Section section = new Section("Upload-Concat");
        return List.of(
                section.client(1, Level.MUST, "which requests carry it"),
                section.must(2, "of a part its value is partial, nothing like it", sites -> {
                    for (String field : List.of("Partial", "part", "partial;", "")) {
                        assertThat(sites.plain()
                                        .send("POST", "/uploads", "Upload-Length: 10", "Upload-Concat: " + field)
                                        .status())
                                .as(field)
                                .isEqualTo(400);
                    }
                }),
                section.must(3, "of a whole the URLs, with spaces between them", sites -> {
                    TusWire tus = sites.plain();
                    String one = part(tus, 0, 4);
                    String other = part(tus, 4, 10);
                    assertThat(joining(tus, "final;" + one + "," + other).status())
                            .isEqualTo(400);
                    assertThat(joining(tus, "final;" + one + " http://localhost" + other)
                                    .status())
                            .isEqualTo(201);
                }),
                section.client(4, Level.MUST_NOT, "how a client writes URLs"));
    }
}

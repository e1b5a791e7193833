package io.highwater.servlet.protocol.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.session.Composition;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tus: Concatenation. */
class TusConcatenationCodecTest extends TusFixture {

    private static final UploadId A = new UploadId("aaaaaaaaaaaaaaaaaaaaaaaaaa");
    private static final UploadId B = new UploadId("bbbbbbbbbbbbbbbbbbbbbbbbbb");
    private static final Composition A_B_A = Composition.of(List.of(A, B, A));

    private static String named(String text) {
        return text.replace("{A}", A.value()).replace("{B}", B.value());
    }

    private NewUpload created(String... fields) {
        Command command = decode("POST", "", 0, fields);
        assertThat(command).isInstanceOf(Command.Create.class);
        return ((Command.Create) command).request().upload();
    }

    @Test
    void aPartialUploadIsAnUploadWithALengthOrADeferredOne() {
        assertThat(created("Upload-Concat: partial", "Upload-Length: 5"))
                .isEqualTo(NewUpload.ofLength(5)
                        .withComposition(Composition.PART)
                        .withAttributes(Map.of(UploadConcat.ATTRIBUTE, "partial")));
        assertThat(created("Upload-Concat: partial", "Upload-Defer-Length: 1").length())
                .isEmpty();
        assertThat(decode("POST", "", 5, "Upload-Concat: partial", "Upload-Length: 5", BYTES))
                .isInstanceOf(Command.CreateThenAppend.class);
        assertRefused(400, decode("POST", "", 0, "Upload-Concat: partial"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "final;/ctx/uploads/{A} /ctx/uploads/{B} /ctx/uploads/{A}",
                "final; /ctx/uploads/{A}  /ctx/uploads/{B} /ctx/uploads/{A} ",
                "final;http://example.org/ctx/uploads/{A} https://h:8443/ctx/uploads/{B} //h/ctx/uploads/{A}",
                "final;/ctx/uploads/%61aaaaaaaaaaaaaaaaaaaaaaaaa uploads/{B} /%63tx/uploads/{A}"
            })
    void aFinalUploadNamesItsPartsAndKeepsTheFieldAsItWasSent(String field) {
        NewUpload upload = created("Upload-Concat: " + named(field), "Upload-Metadata: a Yg==");

        assertThat(upload.composition()).isEqualTo(A_B_A);
        assertThat(upload.length()).isEmpty();
        assertThat(upload.metadata()).containsExactly(Map.entry("a", "b"));
        assertThat(upload.attributes()).containsEntry(UploadConcat.ATTRIBUTE, named(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Partial",
                "partial;",
                "final",
                "final;",
                "final;   ",
                "finale;/ctx/uploads/{A}",
                "partial, final;/ctx/uploads/{A}",
                "final;/ctx/uploads/{A},/ctx/uploads/{B}",
                "final;/ctx/uploads/{A} /ctx/other/{B}",
                "final;/other/uploads/{A}",
                "final;{A}",
                "final;/ctx/uploads/",
                "final;/ctx/uploads/short",
                "final;/ctx/uploads/{A}/content",
                "final;/ctx/uploads/{A}?offset=1",
                "final;/ctx/uploads/{A}#x",
                "final;/ctx/uploads/x/../{A}",
                "final;/ctx/uploads/%2e%2e/uploads/{A}",
                "final;http://[",
                "final;/ctx/uploads/%zz",
                "final;mailto:{A}"
            })
    void whatNamesNoPartsOfThisCollectionIsRefused(String field) {
        assertRefused(400, decode("POST", "", 0, "Upload-Concat: " + named(field)));
        assertRefused(400, decode("POST", "", 0, "Upload-Length: 4", "Upload-Concat: " + named(field)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | Upload-Length: 4",
                "0 | Upload-Length: 0",
                "0 | Upload-Defer-Length: 1",
                "0 | Upload-Checksum: sha1 98O8HYCOBHMq32eZZczDTKeuNEE=",
                "0 | Repr-Digest: md5=:1B2M2Y8AsgTpgAmY7PhCfg==:",
                "0 | Upload-Concat: partial",
                "0 | Content-Type: application/offset+octet-stream",
                "4 | Content-Type: application/offset+octet-stream",
                "4 | Content-Type: text/plain"
            })
    void aFinalUploadHasNoBytesOfItsOwn(long length, String field) {
        assertRefused(400, decode("POST", "", length, "Upload-Concat: final;/ctx/uploads/" + A, field));
    }

    @Test
    void aBodyOfUnknownLengthHasToBeEmpty() {
        Command command = decode("POST", "", -1, "Upload-Concat: final;/ctx/uploads/" + A);

        assertThat(command).isInstanceOf(Command.ReadBody.class);
        assertThat(((Command.ReadBody) command).maxBytes()).isZero();
        assertThat(((Command.ReadBody) command).tooLarge().status()).isEqualTo(400);
        assertThat(((Command.ReadBody) command).next().apply(new byte[0])).isInstanceOf(Command.Create.class);
    }

    @Test
    void partsMayHaveTheUrlThatClientsKnow() {
        TusCodec published = new TusCodec(
                new ProtocolSettings(UploadLimits.defaults(), false, true, "https://cdn.example.org/in"), () -> NOW);
        String field = "Upload-Concat: final;https://cdn.example.org/in/" + A + " /in/" + B + " /ctx/uploads/" + A;

        Command command = published
                .decode(request("POST", "", null, 0, field, "Tus-Resumable: 1.0.0"))
                .orElseThrow();

        assertThat(((Command.Create) command).request().upload().composition()).isEqualTo(A_B_A);
    }

    private static UploadSession joined(UploadStatus status, OptionalLong length) {
        NewUpload request = NewUpload.ofUnknownLength()
                .withLength(length)
                .withComposition(A_B_A)
                .withAttributes(Map.of(UploadConcat.ATTRIBUTE, "final; as sent"));
        UploadSession some = session(request, status);
        long committed = status == UploadStatus.COMPLETE ? length.orElseThrow() : 0;
        return new UploadSession(some.creation(), status, committed, length, 0, NOW);
    }

    @Test
    void anUploadThatWaitsHasNoOffsetAndALengthOnceItIsKnown() {
        Answer unknown =
                codec.inspected(request("HEAD", "/ID", null, 0), joined(UploadStatus.OPEN, OptionalLong.empty()));
        assertThat(unknown.fields())
                .containsEntry("Upload-Concat", "final; as sent")
                .doesNotContainKeys("Upload-Offset", "Upload-Length", "Upload-Defer-Length", "Upload-Expires");

        Answer known = codec.inspected(request("HEAD", "/ID", null, 0), joined(UploadStatus.OPEN, OptionalLong.of(9)));
        assertThat(known.fields()).containsEntry("Upload-Length", "9").doesNotContainKey("Upload-Offset");

        Answer created = codec.created(request("POST", "", null, 0), joined(UploadStatus.OPEN, OptionalLong.of(9)));
        assertThat(created.fields()).doesNotContainKey("Upload-Offset").containsKey("Location");
    }

    @Test
    void aFinishedFinalUploadHasItsLengthAsOffset() {
        Answer answer =
                codec.inspected(request("HEAD", "/ID", null, 0), joined(UploadStatus.COMPLETE, OptionalLong.of(9)));

        assertThat(answer.fields())
                .containsEntry("Upload-Length", "9")
                .containsEntry("Upload-Offset", "9")
                .containsEntry("Upload-Concat", "final; as sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upload-Offset: x", "X: y", "Content-Type: text/plain", "Upload-Length: -1"})
    void aPatchOfAFinalUploadIsForbiddenWhateverElseIsWrongWithIt(String field) {
        Command command = decode("PATCH", "/ID", 4, field);

        assertThat(command).isInstanceOf(Command.Look.class);
        Command next = ((Command.Look) command).next().apply(joined(UploadStatus.OPEN, OptionalLong.of(9)));
        assertThat(((Command.Reply) next).answer().status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatIsMadeOfTheRightPiecesIsReadOrRefusedAndReadAsItIsMeant(long seed) {
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "final;",
                " ",
                "/ctx/uploads/",
                "http://h",
                ":80",
                A.value(),
                B.value(),
                "%",
                "%61",
                "?",
                "#",
                "..",
                "/",
                "partial",
                ";",
                ",",
                "\t",
                "é",
                "[",
                "//");
        for (int i = 0; i < 5_000; i++) {
            StringBuilder noise = new StringBuilder(random.nextBoolean() ? "final;" : "");
            for (int n = random.nextInt(8); n > 0; n--) {
                noise.append(pieces.get(random.nextInt(pieces.size())));
            }
            Command command = decode("POST", "", 0, "Upload-Concat: " + noise);
            assertThat(command).isInstanceOfAny(Command.Create.class, Command.Reply.class);
            if (command instanceof Command.Create create) {
                assertThat(create.request().upload().composition().parts()).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyListOfPartsComesBack(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<UploadId> parts = new ArrayList<>(Stream.generate(UploadId::random)
                    .limit(1 + random.nextInt(20))
                    .toList());
            parts.add(parts.get(random.nextInt(parts.size())));
            StringBuilder field = new StringBuilder("final;");
            for (UploadId part : parts) {
                field.append(random.nextBoolean() ? "http://h:1" : "")
                        .append("/ctx/uploads/")
                        .append(part);
                field.append(random.nextBoolean() ? " " : "  ");
            }

            assertThat(created("Upload-Concat: " + field).composition().parts()).isEqualTo(parts);
        }
    }
}

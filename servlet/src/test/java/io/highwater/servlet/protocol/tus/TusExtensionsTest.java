package io.highwater.servlet.protocol.tus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest;
import io.highwater.engine.CreateRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.Fields;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol says under "Protocol Extensions", in its order. */
class TusExtensionsTest extends TusFixture {

    @Nested
    class CreationExtension {

        @Test
        void anUploadHasALengthOrDefersIt() {
            assertThat(decode("POST", "", 0, "Upload-Length: 10"))
                    .isEqualTo(new Command.Create(CreateRequest.of(NewUpload.ofLength(10))));
            assertThat(decode("POST", "", 0, "Upload-Defer-Length: 1"))
                    .isEqualTo(new Command.Create(CreateRequest.of(NewUpload.ofUnknownLength())));
        }

        @Test
        void aDigestOfTheWholeIsIgnoredAsTheClientWouldNotComeBackForItsCheck() {
            assertThat(decode("POST", "", 0, "Upload-Length: 10", "Repr-Digest: sha-256=:AA==:"))
                    .isEqualTo(new Command.Create(CreateRequest.of(NewUpload.ofLength(10))));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "400 | X: y",
                    "400 | Upload-Length: -1",
                    "400 | Upload-Length: 010",
                    "400 | Upload-Length:",
                    "400 | Upload-Length: 5, 5",
                    "400 | Upload-Defer-Length: 0",
                    "400 | Upload-Defer-Length: true",
                    "400 | Upload-Concat: partial",
                    "400 | Upload-Concat: final;/a /b",
                    "413 | Upload-Length: 1000000000000000",
                    "413 | Upload-Length: 99999999999999999999999999",
                })
        void whatIsNoCreationIsRefused(int status, String field) {
            assertRefused(status, decode("POST", "", 0, field));
        }

        @Test
        void aLengthIsGivenOnceAndNotWithADeferredOne() {
            assertRefused(400, decode("POST", "", 0, "Upload-Length: 10", "Upload-Length: 10"));
            assertRefused(400, decode("POST", "", 0, "Upload-Length: 10", "Upload-Defer-Length: 1"));
            assertRefused(400, decode("POST", "", 0, "Upload-Defer-Length: 1", "Upload-Defer-Length: 1"));
        }

        @Test
        void anEmptyFileIsCompleteWithItsCreation() {
            Command.CreateThenAppend command = (Command.CreateThenAppend) decode("POST", "", 0, "Upload-Length: 0");
            assertThat(command.request()).isEqualTo(CreateRequest.of(NewUpload.ofLength(0)));
            assertThat(command.first().completion()).isEqualTo(AppendRequest.Completion.AT_LENGTH);
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD", "PATCH", "DELETE"})
        void theCollectionKnowsNoOtherMethod(String method) {
            Answer answer = told(Optional.of(decode(method, "", 0)));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.fields()).containsEntry("Allow", "POST, OPTIONS");
        }

        @Test
        void theAnswerTellsWhereTheUploadIs() {
            UploadSession created = session(NewUpload.ofLength(10));
            Answer answer = codec.created(request("POST", "", null, 0), created);
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.fields())
                    .containsEntry("Location", "/ctx/uploads/" + ID)
                    .containsEntry("Upload-Offset", "4")
                    .containsEntry("Upload-Expires", "Mon, 30 Nov 2026 10:00:00 GMT");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Nested
    class UploadMetadataField {

        @Test
        void pairsBecomeMetadataAndTheFieldIsKeptAsItIs() {
            String field = "filename w6QuYmlu,filetype aW1hZ2UvcG5n , is_confidential,empty ";
            Command.Create create =
                    (Command.Create) decode("POST", "", 0, "Upload-Length: 1", "Upload-Metadata: " + field);
            assertThat(create.request().upload().metadata())
                    .isEqualTo(
                            Map.of("filename", "ä.bin", "filetype", "image/png", "is_confidential", "", "empty", ""));
            UploadSession upload = session(create.request().upload());
            assertThat(codec.inspected(request("HEAD", "/ID", null, 0), upload).fields())
                    .containsEntry("Upload-Metadata", field);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " "})
        void aBlankFieldSaysNothing(String field) {
            Command.Create create =
                    (Command.Create) decode("POST", "", 0, "Upload-Length: 1", "Upload-Metadata: " + field);
            assertThat(create.request().upload().metadata()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "k !!!!",
                    "k YQ",
                    "k YQ=",
                    "k YQ==YQ==",
                    "k Y-Q=",
                    "k  YQ==",
                    "k YQ== YQ==",
                    "k YQ==,k Yg==",
                    "k,k",
                    ",k YQ==",
                    "k YQ==,",
                    "k YQ==,,l Yg==",
                    "ä YQ==",
                    "k AA==",
                    "k Gw==",
                    "k wqA=x",
                    "k /w==",
                    "k wyg=",
                    "k 7aCA"
                })
        void badPairsAreRefused(String field) {
            assertRefused(400, decode("POST", "", 0, "Upload-Length: 1", "Upload-Metadata: " + field));
        }

        @Test
        void twoFieldsAreRefused() {
            assertRefused(
                    400,
                    decode("POST", "", 0, "Upload-Length: 1", "Upload-Metadata: a YQ==", "Upload-Metadata: b Yg=="));
        }

        @Test
        void aMegabyteIsRefused() {
            String field = "k " + "YWFh".repeat(250_000);
            assertRefused(413, decode("POST", "", 0, "Upload-Length: 1", "Upload-Metadata: " + field));
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4})
        void aMutilatedFieldIsAnsweredNotThrown(long seed) {
            Random random = new Random(seed);
            for (int i = 0; i < 3_000; i++) {
                byte[] field = "filename w6QuYmlu,filetype aW1hZ2UvcG5n,x".getBytes(ISO_8859_1);
                for (int k = 1 + random.nextInt(3); k > 0; k--) {
                    field[random.nextInt(field.length)] = (byte) random.nextInt(256);
                }
                Command command =
                        decode("POST", "", 0, "Upload-Length: 1", "Upload-Metadata: " + new String(field, ISO_8859_1));
                if (!(command instanceof Command.Create)) {
                    assertRefused(400, command);
                }
            }
        }
    }

    @Nested
    class CreationWithUpload {

        @Test
        void theBodyIsTheBeginningOfTheUpload() {
            assertThat(decode("POST", "", 5, "Upload-Length: 10", BYTES))
                    .isEqualTo(new Command.CreateThenAppend(
                            CreateRequest.of(NewUpload.ofLength(10)),
                            new AppendRequest(
                                    0,
                                    OffsetPolicy.EXACT,
                                    OptionalLong.of(5),
                                    OptionalLong.empty(),
                                    ExpectedDigests.none(),
                                    AppendRequest.Completion.AT_LENGTH)));
        }

        @Test
        void aBodyOfAnotherTypeIsRefused() {
            assertRefused(415, decode("POST", "", 5, "Upload-Length: 10", "Content-Type: application/json"));
            assertRefused(415, decode("POST", "", 5, "Upload-Length: 0"));
            Command.ReadBody read = (Command.ReadBody) decode("POST", "", -1, "Upload-Length: 10");
            assertThat(read.maxBytes()).isZero();
            assertThat(read.tooLarge().status()).isEqualTo(415);
            assertThat(read.next().apply(new byte[0]))
                    .isEqualTo(new Command.Create(CreateRequest.of(NewUpload.ofLength(10))));
        }
    }

    @Nested
    class CreationDeferLength {

        @Test
        void aPatchMayDeclareTheLength() {
            Command.Append append =
                    (Command.Append) decode("PATCH", "/ID", 5, "Upload-Offset: 4", "Upload-Length: 9", BYTES);
            assertThat(append.request().declaredLength()).hasValue(9);
            assertRefused(400, decode("PATCH", "/ID", 5, "Upload-Offset: 4", "Upload-Length: x", BYTES));
            assertRefused(413, decode("PATCH", "/ID", 5, "Upload-Offset: 4", "Upload-Length: 1000000000000000", BYTES));
        }
    }

    @Nested
    class Checksum {

        @ParameterizedTest
        @CsvSource({
            "sha1, SHA",
            "md5, MD5",
            "crc32, CRC32",
            "sha256, SHA_256",
            "sha512, SHA_512",
            "crc32c, CRC32C",
        })
        void sixAlgorithmsAreKnown(String name, DigestAlgorithm algorithm) {
            String value = Base64.getEncoder().encodeToString(new byte[algorithm.size()]);
            Command.Append append = (Command.Append)
                    decode("PATCH", "/ID", 5, "Upload-Offset: 4", BYTES, "Upload-Checksum: " + name + " " + value);
            assertThat(append.request().digests().digests())
                    .singleElement()
                    .satisfies(digest -> assertThat(digest.algorithm()).isEqualTo(algorithm));
            assertThat(((Command.CreateThenAppend) decode(
                                    "POST",
                                    "",
                                    5,
                                    "Upload-Length: 10",
                                    BYTES,
                                    "Upload-Checksum: " + name + " " + value))
                            .first()
                            .digests()
                            .digests())
                    .hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Upload-Checksum: sha3 AAAA",
                    "Upload-Checksum: SHA1 98O8HYCOBHMq32eZZczDTKeuNEE=",
                    "Upload-Checksum: sha1",
                    "Upload-Checksum: sha1 ",
                    "Upload-Checksum:",
                    "Upload-Checksum: sha1 98O8HYCOBHMq32eZZczDTKeuNEE",
                    "Upload-Checksum: sha1 98O8HYCOBHMq32eZZczDTKeu",
                    "Upload-Checksum: sha1 !8O8HYCOBHMq32eZZczDTKeuNEE=",
                    "Upload-Checksum: sha1  98O8HYCOBHMq32eZZczDTKeuNEE=",
                    "Upload-Checksum: sha1 98O8HYCOBHMq32eZZczDTKeuNEE= x",
                    "Upload-Checksum: sha1=98O8HYCOBHMq32eZZczDTKeuNEE=",
                    "Trailer: Upload-Checksum",
                    "Trailer: X, upload-checksum",
                    "Trailer: Content-Digest",
                    "Content-Digest: crc32=:y/Q5Jg==:",
                    "Content-Digest: sha-256=x"
                })
        void whatCannotBeCheckedIsForTheEngineToRefuse(String field) {
            assertThat(digestsOfPatch(field)).isInstanceOf(ExpectedDigests.Invalid.class);
            Command.CreateThenAppend create =
                    (Command.CreateThenAppend) decode("POST", "", 5, "Upload-Length: 10", BYTES, field);
            assertThat(create.first().digests()).isInstanceOf(ExpectedDigests.Invalid.class);
        }

        @Test
        void twoChecksumsCannotBeChecked() {
            assertThat(digestsOfPatch(SHA1, SHA1)).isInstanceOf(ExpectedDigests.Invalid.class);
        }

        private ExpectedDigests digestsOfPatch(String... fields) {
            String[] all = {"Upload-Offset: 4", BYTES};
            Command.Append append = (Command.Append) decode(
                    "PATCH",
                    "/ID",
                    5,
                    Stream.concat(Arrays.stream(all), Arrays.stream(fields)).toArray(String[]::new));
            return append.request().digests();
        }

        @Test
        void onlyAFailedUploadChecksumIs460() {
            UploadException why = new UploadException(Reason.DIGEST_MISMATCH, "no", session(NewUpload.ofLength(10)));
            RequestHead head = request("PATCH", "/ID", null, 5, "Tus-Resumable: 1.0.0", "Upload-Offset: 4", BYTES);
            assertThat(codec.failed(head, codec.decode(head).orElseThrow(), why).status())
                    .isEqualTo(400);
            UploadSession gone = session(NewUpload.ofLength(10), UploadStatus.GONE);
            RequestHead checked =
                    request("PATCH", "/ID", null, 5, "Tus-Resumable: 1.0.0", "Upload-Offset: 4", BYTES, SHA1);
            Answer answer = codec.failed(
                    checked,
                    codec.decode(checked).orElseThrow(),
                    new UploadException(Reason.DIGEST_MISMATCH, "of the whole", gone));
            assertThat(answer.status()).isEqualTo(400);
        }
    }

    @Nested
    class ChecksumTrailer {

        private final String[] announcing = {
            "Upload-Offset: 4", "Trailer: X, upload-checksum", BYTES, "Tus-Resumable: 1.0.0"
        };
        private final RequestHead head = request("PATCH", "/ID", null, -1, announcing);

        @Test
        void whatIsAnnouncedIsAwaited() {
            Command.Append append = (Command.Append) codec.decode(head).orElseThrow();
            assertThat(append.request().digests()).isEqualTo(new ExpectedDigests.Announced(List.of()));
        }

        @Test
        void whereTrailersDoNotGetThroughItIsRefusedAtOnce() {
            TusCodec deaf = new TusCodec(new ProtocolSettings(UploadLimits.defaults(), false, false, null), () -> NOW);
            Command.Append append = (Command.Append) deaf.decode(head).orElseThrow();
            assertThat(append.request().digests()).isInstanceOf(ExpectedDigests.Invalid.class);
            Command.Reply reply =
                    (Command.Reply) deaf.decode(request("OPTIONS", "", null, 0)).orElseThrow();
            assertThat(reply.answer().fields().get("Tus-Extension")).doesNotContain("checksum-trailer");
        }

        @Test
        void whatIsMissingCannotBeChecked() {
            assertThat(codec.trailing(head, Fields.NONE)).isInstanceOf(ExpectedDigests.Invalid.class);
        }

        @Test
        void whatWasNotAnnouncedIsOfNoInterest() {
            Fields trailers = Fields.NONE.with("Upload-Checksum", "nonsense");
            RequestHead silent = request("PATCH", "/ID", null, -1, "Upload-Offset: 4", BYTES);
            assertThat(codec.trailing(silent, trailers).isNone()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4})
        void aMutilatedTrailerIsReadOrInvalidButNothingElse(long seed) {
            Random random = new Random(seed);
            for (int i = 0; i < 3_000; i++) {
                byte[] field = "sha1 98O8HYCOBHMq32eZZczDTKeuNEE=".getBytes(ISO_8859_1);
                for (int k = random.nextInt(3); k > 0; k--) {
                    field[random.nextInt(field.length)] = (byte) random.nextInt(256);
                }
                Fields trailers = Fields.NONE.with("upload-checksum", new String(field, ISO_8859_1));
                ExpectedDigests read = codec.trailing(head, trailers);
                assertThat(read instanceof ExpectedDigests.Invalid
                                || read.digests().size() == 1)
                        .isTrue();
            }
        }
    }
}

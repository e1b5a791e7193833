package io.highwater.servlet.protocol.tus;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the protocol says under "Core Protocol", and which requests it is about. */
class TusCodecTest extends TusFixture {

    @Nested
    class WhichProtocol {

        @ParameterizedTest
        @CsvSource({
            "PUT, /ID, offset=0",
            "PUT, /ID,",
            "POST, /ID/complete,",
            "GET, /ID/content,",
        })
        void whatTheUrlSaysComesFirst(String method, String path, String query) {
            assertThat(codec.decode(request(method, path, query, 0, "Tus-Resumable: 1.0.0", BYTES)))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Upload-Complete: ?0",
                    "Upload-Draft-Interop-Version: 6",
                    "Upload-Incomplete: ?1",
                    "Upload-Limit: max-size=1"
                })
        void tusResumableWinsOverTheMarksOfTheIetf(String mark) {
            String[] fields = {mark, "Upload-Draft-Interop-Version: 3", "Upload-Length: 10", "Upload-Offset: 0", BYTES};
            assertThat(decode("POST", "", 10, fields)).isInstanceOf(Command.CreateThenAppend.class);
            assertThat(decode("PATCH", "/ID", 10, fields)).isInstanceOf(Command.Append.class);
            assertThat(decode("HEAD", "/ID", 0, fields)).isInstanceOf(Command.Inspect.class);
            assertThat(decode("DELETE", "/ID", 0, fields)).isInstanceOf(Command.Cancel.class);
        }

        @ParameterizedTest
        @CsvSource({"POST, ''", "HEAD, /ID", "GET, /ID", "DELETE, /ID"})
        void withoutAnyMarkItIsTheChunkProtocol(String method, String path) {
            assertThat(codec.decode(request(method, path, null, 0, "Upload-Length: 10")))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {BYTES, "Upload-Concat: partial", "Upload-Defer-Length: 1"})
        void fieldsOfTusWithoutItsMarkAreAnotherVersionOfIt(String field) {
            assertUnsupportedVersion(codec.decode(request("POST", "", null, 5, field)));
            assertUnsupportedVersion(codec.decode(request("PATCH", "/ID", null, 5, field)));
            assertThat(codec.decode(request("POST", "", null, 5, field, "Upload-Complete: ?1")))
                    .isEmpty();
            assertThat(codec.decode(request("PATCH", "/ID", null, 5, field, "Upload-Draft-Interop-Version: 6")))
                    .isEmpty();
        }

        @Test
        void aPatchThatNobodyKnowsIsToldWhatIsKnown() {
            Answer answer = told(codec.decode(request("PATCH", "/ID", null, 5, "Content-Type: text/plain")));
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.fields()).containsEntry("Accept-Patch", "application/offset+octet-stream");
            assertThat(codec.decode(request("PATCH", "/ID", null, 5, "Content-Type: application/partial-upload")))
                    .isEmpty();
        }

        private void assertUnsupportedVersion(Optional<Command> command) {
            assertThat(told(command).status()).isEqualTo(412);
            assertThat(told(command).fields()).containsEntry("Tus-Version", "1.0.0");
        }
    }

    @Nested
    class TusResumable {

        @ParameterizedTest
        @ValueSource(strings = {"0.2.2", "1.0.1", "1.0", "2.0.0", "", "1.0.0,0.2.2"})
        void anotherVersionIsRefusedAndToldWhichIsSpoken(String version) {
            for (String method : new String[] {"HEAD", "PATCH", "DELETE", "GET"}) {
                Optional<Command> command = codec.decode(request(method, "/ID", null, 0, "Tus-Resumable: " + version));
                assertThat(command).get().isInstanceOf(Command.Look.class); // an unknown upload comes first
                assertThat(told(command).status()).isEqualTo(412);
                assertThat(told(command).fields()).containsEntry("Tus-Version", "1.0.0");
            }
            assertThat(told(codec.decode(request("POST", "", null, 0, "Tus-Resumable: " + version)))
                            .status())
                    .isEqualTo(412);
        }

        @Test
        void everyAnswerCarriesIt() {
            RequestHead head = request("HEAD", "/ID", null, 0);
            assertThat(codec.marked(head, Answer.of(500)).fields()).containsEntry("Tus-Resumable", "1.0.0");
        }

        @Test
        void aPathThatNamesNothingIsAnsweredOnlyToTus() {
            assertThat(codec.decode(request("HEAD", "/x", null, 0))).isEmpty();
            assertThat(told(codec.decode(request("HEAD", "/x", null, 0, "Tus-Resumable: 1.0.0")))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Nested
    class MethodOverride {

        @ParameterizedTest
        @CsvSource({"PATCH, Append", "DELETE, Cancel", "HEAD, Inspect", "OPTIONS, Reply", "PUT, Look", "patch, Look"})
        void aPostIsWhatItsOverrideSays(String method, String command) {
            assertThat(decode("POST", "/ID", 5, "X-HTTP-Method-Override: " + method, "Upload-Offset: 0", BYTES)
                            .getClass()
                            .getSimpleName())
                    .isEqualTo(command);
        }

        @ParameterizedTest
        @CsvSource({"HEAD, Inspect", "DELETE, Cancel", "PATCH, Append"})
        void onOtherMethodsItIsIgnored(String method, String command) {
            assertThat(decode(method, "/ID", 5, "X-HTTP-Method-Override: GET", "Upload-Offset: 0", BYTES)
                            .getClass()
                            .getSimpleName())
                    .isEqualTo(command);
        }

        @Test
        void withoutTheMarkOfTusItIsIgnored() {
            assertThat(codec.decode(request("POST", "/ID", null, 0, "X-HTTP-Method-Override: DELETE")))
                    .isEmpty();
        }

        @Test
        void twoOverridesAreRefused() {
            assertRefused(
                    400, decode("POST", "/ID", 0, "X-HTTP-Method-Override: DELETE", "X-HTTP-Method-Override: DELETE"));
        }

        @Test
        void aPostOnAnUploadWithoutOneIsNotAllowed() {
            Answer answer = told(Optional.of(decode("POST", "/ID", 5, BYTES, "Upload-Length: 5")));
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.fields()).containsEntry("Allow", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
        }
    }

    @Nested
    class Head {

        @Test
        void anUploadTellsOffsetAndLength() {
            Answer answer = codec.inspected(request("HEAD", "/ID", null, 0), session(NewUpload.ofLength(10)));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.fields())
                    .containsEntry("Upload-Offset", "4")
                    .containsEntry("Upload-Length", "10")
                    .containsEntry("Upload-Complete", "?0")
                    .containsEntry("Upload-Expires", "Mon, 30 Nov 2026 10:00:00 GMT")
                    .containsEntry("Cache-Control", "no-store")
                    .doesNotContainKeys("Upload-Defer-Length", "Upload-Metadata");
        }

        @Test
        void anUnknownLengthIsADeferredOne() {
            Answer answer = codec.inspected(request("HEAD", "/ID", null, 0), session(NewUpload.ofUnknownLength()));
            assertThat(answer.fields())
                    .containsEntry("Upload-Defer-Length", "1")
                    .doesNotContainKey("Upload-Length");
        }
    }

    @Nested
    class Patch {

        @Test
        void theBytesMustBeginExactlyAtTheOffset() {
            Command.Append append = (Command.Append) decode("PATCH", "/ID", 5, "Upload-Offset: 4", BYTES);
            assertThat(append.id()).isEqualTo(ID);
            assertThat(append.request())
                    .isEqualTo(new AppendRequest(
                            4,
                            OffsetPolicy.EXACT,
                            OptionalLong.of(5),
                            OptionalLong.empty(),
                            ExpectedDigests.none(),
                            AppendRequest.Completion.AT_LENGTH));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-1",
                    "+5",
                    "05",
                    "1e3",
                    "9223372036854775808",
                    "",
                    "5, 5",
                    "٣",
                    "0x5",
                    "5.0",
                    "1 000",
                    "99999999999999999999999"
                })
        void anOffsetIsPlainDecimalDigits(String offset) {
            assertRefused(400, decode("PATCH", "/ID", 5, "Upload-Offset: " + offset, BYTES));
        }

        @Test
        void anOffsetIsGivenOnce() {
            assertRefused(400, decode("PATCH", "/ID", 5, BYTES));
            assertRefused(400, decode("PATCH", "/ID", 5, BYTES, "Upload-Offset: 5", "Upload-Offset: 5"));
        }

        @Test
        void theMarkIsGivenOnce() {
            assertRefused(400, decode("PATCH", "/ID", 5, BYTES, "Upload-Offset: 5", "Tus-Resumable: 1.0.0"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/octet-stream",
                    "application/partial-upload",
                    "text/plain",
                    "",
                    "application/offset+octet-stream, text/plain"
                })
        void otherMediaTypesAreRefused(String type) {
            Answer answer = told(Optional.of(decode("PATCH", "/ID", 5, "Upload-Offset: 4", "Content-Type: " + type)));
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.fields()).containsEntry("Accept-Patch", "application/offset+octet-stream");
        }

        @Test
        void theMediaTypeMayBeInAnyCaseAndHaveParameters() {
            assertThat(decode(
                            "PATCH",
                            "/ID",
                            5,
                            "Upload-Offset: 4",
                            "Content-Type: Application/Offset+Octet-Stream; charset=x"))
                    .isInstanceOf(Command.Append.class);
        }

        @Test
        void theAnswerTellsTheNewOffset() {
            Answer answer = codec.appended(request("PATCH", "/ID", null, 0), session(NewUpload.ofLength(10)));
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.fields()).containsEntry("Upload-Offset", "4");
            assertThat(answer.body()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(Reason.class)
        void everyReasonHasAnAnswer(Reason reason) {
            UploadException why = new UploadException(reason, "detail", session(NewUpload.ofLength(10)));
            RequestHead head =
                    request("PATCH", "/ID", null, 5, "Tus-Resumable: 1.0.0", "Upload-Offset: 7", BYTES, SHA1);
            Answer answer = codec.failed(head, codec.decode(head).orElseThrow(), why);
            assertThat(answer.status())
                    .isEqualTo(
                            switch (reason) {
                                case NOT_FOUND, GONE -> 404;
                                case FORBIDDEN, JOINED -> 403;
                                case OFFSET_MISMATCH, INCOMPLETE, TAKEN_OVER -> 409;
                                case ALREADY_COMPLETE, LENGTH_EXCEEDED, TOO_LARGE, TOO_SMALL -> 413;
                                case LENGTH_CONFLICT, DIGEST_INVALID, INVALID_PART -> 400;
                                case DIGEST_MISMATCH -> 460;
                                case OUT_OF_SPACE -> 507;
                                case TOO_SLOW, BUSY, UNAVAILABLE -> 503;
                                case QUOTA_EXCEEDED -> 429;
                            });
            assertThat(answer.fields())
                    .containsEntry("Content-Type", "application/problem+json")
                    .containsEntry("Cache-Control", "no-store");
            assertThat(answer.fields().containsKey("Retry-After"))
                    .isEqualTo(answer.status() == 503 || answer.status() == 429);
            assertThat(codec.hangsUp(why)).isEqualTo(reason == Reason.TOO_SLOW);
            assertThat(answer.fields().containsKey("Upload-Limit"))
                    .isEqualTo(reason == Reason.TOO_LARGE || reason == Reason.TOO_SMALL);
        }

        @Test
        void goneIsToldLikeUnknown() {
            RequestHead head = request("HEAD", "/ID", null, 0, "Tus-Resumable: 1.0.0");
            Command command = codec.decode(head).orElseThrow();
            UploadSession gone = session(NewUpload.ofLength(10), UploadStatus.GONE);
            assertThat(codec.failed(head, command, new UploadException(Reason.GONE, "expired", gone)))
                    .isEqualTo(codec.failed(head, command, new UploadException(Reason.NOT_FOUND, "none")));
        }

        @Test
        void aMismatchTellsBothOffsets() {
            RequestHead head = request("PATCH", "/ID", null, 5, "Tus-Resumable: 1.0.0", "Upload-Offset: 7", BYTES);
            UploadException why =
                    new UploadException(Reason.OFFSET_MISMATCH, "detail", session(NewUpload.ofLength(10)));
            Answer answer = codec.failed(head, codec.decode(head).orElseThrow(), why);
            assertThat(answer.fields()).containsEntry("Upload-Offset", "4").containsKey("Upload-Expires");
            assertThat(answer.body())
                    .contains("#mismatching-upload-offset")
                    .contains("\"expected-offset\":4")
                    .contains("\"provided-offset\":7");
        }
    }

    @Nested
    class Options {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {"'' | POST, OPTIONS", "/ID | GET, HEAD, PUT, PATCH, DELETE, OPTIONS"})
        void oneAnswerServesAllProtocols(String path, String allowed) {
            for (String mark : new String[] {"X: y", "Tus-Resumable: 0.2.2", "Upload-Complete: ?0"}) {
                Answer answer = told(codec.decode(request("OPTIONS", path, null, 0, mark)));
                assertThat(answer.status()).isEqualTo(204);
                assertThat(answer.fields())
                        .containsEntry("Allow", allowed)
                        .containsEntry("Tus-Version", "1.0.0")
                        .containsEntry(
                                "Tus-Extension",
                                "creation,creation-with-upload,creation-defer-length,checksum,termination,concatenation,concatenation-unfinished,checksum-trailer,expiration")
                        .containsEntry("Tus-Checksum-Algorithm", "sha1,md5,crc32,sha256,sha512,crc32c")
                        .containsEntry("Upload-Limit", "max-age=604800")
                        .containsEntry("Accept-Patch", "application/partial-upload, application/offset+octet-stream")
                        .doesNotContainKey("Tus-Max-Size");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Tus-Resumable: 1.0.0", "X: y"})
        void whatOnlyChunksHaveTellsOnlyOfThem(String mark) {
            Answer answer = told(codec.decode(request("OPTIONS", "/ID/complete", null, 0, mark)));
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.fields())
                    .containsEntry("Allow", "POST, OPTIONS")
                    .containsEntry("Upload-Limit", "max-age=604800")
                    .doesNotContainKeys("Tus-Version", "Accept-Patch");
            assertThat(codec.decode(request("OPTIONS", "/ID/content", null, 0, "X: y")))
                    .isEmpty();
        }

        @Test
        void limitsAreToldAsAStructuredField() {
            TusCodec limited = codec(new UploadLimits(100, 1, 50, 2, 10, null));
            assertThat(told(limited.decode(request("OPTIONS", "", null, 0))).fields())
                    .containsEntry("Upload-Limit", "max-size=100, min-size=1, max-append-size=50, min-append-size=2");
            TusCodec unlimited = codec(new UploadLimits(UploadLimits.MAX_SIZE, 0, UploadLimits.MAX_SIZE, 0, 10, null));
            assertThat(told(unlimited.decode(request("OPTIONS", "", null, 0))).fields())
                    .containsEntry("Upload-Limit", "min-size=0");
        }

        @Test
        void itIsTrueOfTheDeployment() {
            TusCodec limited = codec(new UploadLimits(100, 0, 50, 0, 10, null));
            Answer answer = told(limited.decode(request("OPTIONS", "", null, 0)));
            assertThat(answer.fields())
                    .containsEntry("Tus-Max-Size", "100")
                    .containsEntry(
                            "Tus-Extension",
                            "creation,creation-with-upload,creation-defer-length,checksum,termination,concatenation,concatenation-unfinished,checksum-trailer");
        }
    }
}

package io.highwater.servlet.protocol.ietf;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.offset.OffsetPolicy;
import io.highwater.servlet.protocol.Answer;
import io.highwater.servlet.protocol.Command;
import io.highwater.servlet.protocol.ProtocolSettings;
import io.highwater.servlet.protocol.RequestHead;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadStatus;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests of each version ask for. */
class IetfRequestsTest extends IetfFixture {

    private static final String EMPTY_SHA =
            "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"; // of no bytes at all

    @Nested
    class WhichRequests {

        @ParameterizedTest
        @CsvSource({
            "6, POST, '', Upload-Complete: yes",
            "6, POST, '', Upload-Complete: 1",
            "6, POST, '', Upload-Incomplete: ?1",
            "3, POST, '', Upload-Complete: ?1",
            "none, POST, '', Upload-Incomplete: ?1",
            "6, POST, '', X: y",
            "6, GET, '', Upload-Complete: ?1",
            "6, HEAD, '', Upload-Complete: ?1",
            "6, DELETE, '', Upload-Complete: ?1",
            "6, OPTIONS, '', Upload-Complete: ?1",
            "6, OPTIONS, /ID, Upload-Complete: ?1",
            "6, PUT, ?offset=0, Upload-Complete: ?1",
            "6, PUT, /ID?offset=0, Upload-Complete: ?1",
            "6, PUT, /ID, Upload-Complete: ?1",
            "6, POST, /ID/complete, Upload-Complete: ?1",
            "6, GET, /ID/content, Upload-Complete: ?1",
            "none, HEAD, /ID, X: y",
            "none, DELETE, /ID, X: y"
        })
        void areNotOurs(String version, String method, String path, String field) {
            assertThat(codec.decode(request(version, method, path, 0, field))).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("io.highwater.servlet.protocol.ietf.IetfFixture#versions")
        void areNotOursWithTheMarkOfTus(String version) {
            for (String path : new String[] {"", "/ID"}) {
                String[] fields = {mark(version, true), PARTIAL, "Upload-Offset: 0", "Tus-Resumable: 1.0.0"};
                assertThat(codec.decode(request(version, "PATCH", path, 0, fields)))
                        .isEmpty();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "PUT", "PATCH", "PROPPATCH", "QUERY"})
        void createByAnyMethodThatCarriesContent(String method) {
            for (String path : new String[] {"", "/"}) {
                assertThat(decode("8", method, path, 5, "Upload-Complete: ?1"))
                        .isInstanceOf(Command.CreateThenAppend.class);
            }
        }

        @ParameterizedTest
        @CsvSource({"POST, 405", "MKCOL, 405"})
        void mayNotBeMadeOnAnUpload(String method, int status) {
            assertThat(told(decode("6", method, "/ID", 0)).status()).isEqualTo(status);
        }

        @Test
        void onSomethingElseThanAnUploadFindNothing() {
            assertThat(told(decode("6", "HEAD", "/nothing", 0)).status()).isEqualTo(404);
        }

        @ParameterizedTest
        @MethodSource("io.highwater.servlet.protocol.ietf.IetfFixture#versions")
        void askForTheStateAndCancel(String version) {
            assertThat(decode(version, "HEAD", "/ID", 0, PARTIAL)).isEqualTo(new Command.Inspect(ID));
            assertThat(decode(version, "GET", "/ID", 0, PARTIAL)).isEqualTo(new Command.Inspect(ID));
            assertThat(decode(version, "GET", "/ID", 0, PARTIAL, "Accept: application/json"))
                    .isEqualTo(new Command.Peek(ID));
            assertThat(decode(version, "DELETE", "/ID", 0, PARTIAL)).isEqualTo(new Command.Cancel(ID));
        }

        @ParameterizedTest
        @ValueSource(strings = {"Upload-Offset: 0", "Upload-Complete: ?0", "Upload-Incomplete: ?1", "Upload-Length: 1"})
        void askForTheStateOrCancelWithAStateOfTheirOwnInVain(String field) {
            versions().forEach(version -> {
                assertThat(told(decode(version, "HEAD", "/ID", 0, PARTIAL, field))
                                .status())
                        .isEqualTo(400);
                assertThat(told(decode(version, "DELETE", "/ID", 0, PARTIAL, field))
                                .status())
                        .isEqualTo(400);
            });
        }

        @ParameterizedTest
        @ValueSource(strings = {"2", "9", "06.0", "six", "\"6\"", "", "-3", "6, 6"})
        void ofAnUnknownVersionAreAnsweredAsIfTheyNamedNone(String version) {
            RequestHead head = request(version, "POST", "", 0, "Upload-Complete: ?0");
            assertThat(codec.decode(head)).isPresent();
            Answer answer = codec.marked(head, codec.appended(head, unfinished()));
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.fields()).doesNotContainKey("Upload-Draft-Interop-Version");
        }

        @Test
        void mayHaveParametersThatMeanNothing() {
            RequestHead head = request("6;x=1", "POST", "", 0, "Upload-Complete: ?0;y");
            assertThat(codec.decode(head)).isPresent();
            assertThat(codec.marked(head, Answer.of(204)).fields()).containsEntry("Upload-Draft-Interop-Version", "6");
        }
    }

    @Nested
    class Creations {

        @ParameterizedTest
        @MethodSource("io.highwater.servlet.protocol.ietf.IetfFixture#versions")
        void appendTheirBodyAndCompleteWhereTheySaySo(String version) {
            for (boolean completes : new boolean[] {true, false}) {
                Command.CreateThenAppend creation = creation(version, 7, mark(version, completes));
                assertThat(creation.first().offset()).isZero();
                assertThat(creation.first().policy()).isSameAs(OffsetPolicy.EXACT);
                assertThat(creation.first().contentLength()).hasValue(7);
                assertThat(creation.first().completion())
                        .isEqualTo(completes ? Completion.AT_END : Completion.MORE_TO_COME);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "3, true, 7, , ",
            "3, true, 7, 7, 7",
            "3, false, 7, 9, 9",
            "4, true, 7, , 7",
            "5, true, 7, , 7",
            "6, true, 7, , 7",
            "7, true, 7, , 7",
            "8, true, 7, , 7",
            "none, true, 7, , 7",
            "none, true, -1, , ",
            "none, true, -1, 9, 9",
            "none, true, 0, , 0",
            "4, false, 7, , ",
            "8, false, 7, , ",
            "4, false, 7, 9, 9",
            "6, false, 0, 9, 9",
            "8, false, -1, 9, 9",
            "8, true, 7, 7, 7",
            "8, true, 7, x, 7",
            "8, false, 7, -9, ",
            "8, false, 7, 9.5, ",
            "8, false, 7, 9999999999999999, ",
            "8, false, 7, 999999999999999, 999999999999999"
        })
        void tellTheLength(String version, boolean completes, long body, String declared, Long length) {
            String field = declared == null ? "X: y" : "Upload-Length: " + declared;
            Command.CreateThenAppend creation = creation(version, body, mark(version, completes), field);
            assertThat(creation.request().upload().length())
                    .isEqualTo(length == null ? OptionalLong.empty() : OptionalLong.of(length));
        }

        @Test
        void ofMoreBytesThanAnyUploadHasAreTooLarge() {
            for (String version : new String[] {"4", "none"}) {
                Command command = decode(version, "POST", "", 1_000_000_000_000_000L, mark(version, true));
                assertThat(told(command).status()).isEqualTo(413);
            }
        }

        @Test
        void describeTheFile() {
            assertThat(creation(
                                    "6",
                                    1,
                                    "Upload-Complete: ?1",
                                    "Content-Type: image/png",
                                    "Content-Disposition: inline; filename=\"a b.png\"")
                            .request()
                            .upload()
                            .metadata())
                    .containsOnly(
                            java.util.Map.entry("filetype", "image/png"), java.util.Map.entry("filename", "a b.png"));
            assertThat(creation(
                                    "5",
                                    0,
                                    "Upload-Complete: ?0",
                                    "Upload-Metadata: filename YQ==,k dg==",
                                    "Upload-Defer-Length: 1",
                                    "Content-Disposition: inline; filename=x")
                            .request()
                            .upload()
                            .metadata())
                    .containsOnly(java.util.Map.entry("filename", "a"), java.util.Map.entry("k", "v"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/partial-upload", "Application/Offset+octet-stream", "nonsense"})
        void ofATypeThatIsNotTheFilesSayNothingOfIt(String type) {
            assertThat(creation("6", 1, "Upload-Complete: ?1", "Content-Type: " + type)
                            .request()
                            .upload()
                            .metadata())
                    .isEmpty();
        }

        @Test
        void rememberDigestsAndWhatTusClientsWantToSeeAgain() {
            Command.CreateThenAppend creation = creation(
                    "none",
                    0,
                    "Upload-Complete: ?1",
                    "Repr-Digest: " + EMPTY_SHA,
                    "Content-Digest: " + EMPTY_SHA,
                    "Want-Repr-Digest: md5=1",
                    "Upload-Metadata: a YQ==");
            assertThat(creation.request().digests().digests()).hasSize(1);
            assertThat(creation.first().digests().digests()).hasSize(1);
            assertThat(creation.request().upload().attributes())
                    .containsEntry("want-repr-digest", "md5")
                    .containsEntry("upload-metadata", "a YQ==");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Upload-Metadata: a ?", "Upload-Metadata: a YQ==,a YQ=="})
        void thatCannotBeReadCreateNothing(String field) {
            assertThat(told(decode("6", "POST", "", 0, "Upload-Complete: ?1", field))
                            .status())
                    .isEqualTo(400);
        }
    }

    @Nested
    class Appends {

        @ParameterizedTest
        @CsvSource({"3, AT_END", "4, MORE_TO_COME", "5, MORE_TO_COME", "6, MORE_TO_COME"})
        void withoutTheFieldOfCompletenessMeanWhatTheirVersionSays(String version, Completion completion) {
            assertThat(append(version, 3, PARTIAL, "Upload-Offset: 4").request().completion())
                    .isEqualTo(completion);
            assertThat(append(version, 3, PARTIAL, "Upload-Offset: 4", "Upload-Complete: yes")
                            .request()
                            .completion())
                    .isEqualTo(completion);
        }

        @ParameterizedTest
        @ValueSource(strings = {"7", "8", "none"})
        void withoutTheFieldOfCompletenessAreRefusedByLaterVersions(String version) {
            assertThat(told(decode(version, "PATCH", "/ID", 3, PARTIAL, "Upload-Offset: 4"))
                            .status())
                    .isEqualTo(400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "-1", "1.0", "?1", "1000000000000000", "1, 1", "\"1\""})
        void withoutAnOffsetThatParsesAreRefused(String offset) {
            versions()
                    .forEach(version -> assertThat(told(decode(
                                            version,
                                            "PATCH",
                                            "/ID",
                                            3,
                                            PARTIAL,
                                            mark(version, true),
                                            "Upload-Offset: " + offset))
                                    .status())
                            .isEqualTo(400));
        }

        @ParameterizedTest
        @CsvSource({
            "3, true, 7, , ",
            "3, true, 7, 11, ",
            "4, true, 7, , 11",
            "4, true, 7, 11, 11",
            "6, true, 7, , 11",
            "7, true, 7, , 11",
            "none, true, 7, , 11",
            "6, false, 7, 20, ",
            "7, false, 7, 20, 20",
            "8, false, 7, 20, 20",
            "none, false, -1, 20, 20",
            "8, true, -1, , ",
            "8, true, 0, , 4",
            "8, true, 9223372036854775807, , 9223372036854775807"
        })
        void tellTheLength(String version, boolean completes, long body, String declared, Long length) {
            String field = declared == null ? "X: y" : "Upload-Length: " + declared;
            assertThat(append(version, body, PARTIAL, mark(version, completes), "Upload-Offset: 4", field)
                            .request()
                            .declaredLength())
                    .isEqualTo(length == null ? OptionalLong.empty() : OptionalLong.of(length));
        }

        @Test
        void thatTellTwoLengthsAreRefused() {
            String[] fields = {PARTIAL, "Upload-Complete: ?1", "Upload-Offset: 4", "Upload-Length: 10"};
            Answer answer = told(decode("8", "PATCH", "/ID", 7, fields));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("#inconsistent-upload-length");
        }

        @ParameterizedTest
        @ValueSource(strings = {"3", "4", "5"})
        void ofEarlyVersionsMayBeOfAnyType(String version) {
            assertThat(append(version, 3, "Content-Type: image/png", "Upload-Offset: 4"))
                    .isNotNull();
            assertThat(append(version, 3, "Upload-Offset: 4")).isNotNull();
        }

        @ParameterizedTest
        @ValueSource(strings = {"6", "7", "8", "none"})
        void ofLaterVersionsMustBeOfTheirType(String version) {
            for (String type : new String[] {"X: y", "Content-Type: application/offset+octet-stream"}) {
                Answer answer = told(decode(version, "PATCH", "/ID", 3, type, mark(version, true), "Upload-Offset: 4"));
                assertThat(answer.status()).isEqualTo(415);
                assertThat(answer.fields().get("Accept-Patch")).contains("application/partial-upload");
            }
        }
    }

    @Nested
    class Answers {

        @Test
        void wantADigestThatTheCompletingRequestOrTheCreationNamed() {
            RequestHead head = request("none", "PATCH", "/ID", 0, "Upload-Complete: ?1", "Want-Repr-Digest: sha-512=2");
            assertThat(codec.wantedDigest(head, complete())).contains(DigestAlgorithm.SHA_512);
            assertThat(codec.wantedDigest(request("none", "PATCH", "/ID", 0, "Upload-Complete: ?1"), complete()))
                    .isEmpty();
        }

        @Test
        void tellALifetimeThatIsOverAsZero() {
            IetfCodec late = new IetfCodec(
                    new ProtocolSettings(LIMITS, false, true, null), () -> CREATED.plus(Duration.ofDays(1)));
            assertThat(late.inspected(request("8", "HEAD", "/ID", 0), unfinished())
                            .fields()
                            .get("Upload-Limit"))
                    .endsWith("max-age=0");
        }

        @ParameterizedTest
        @CsvSource({"3, false", "4, false", "5, false", "6, false", "7, true", "8, true", "none, true"})
        void makeAnUploadInvalidOnceABodyWentBeyondItsLength(String version, boolean invalid) {
            RequestHead head = request(version, "PATCH", "/ID", 0, PARTIAL);
            for (Reason reason : Reason.values()) {
                UploadException why = new UploadException(reason, "because", session(UploadStatus.OPEN, 4));
                assertThat(codec.invalidates(head, why)).isEqualTo(invalid && reason == Reason.LENGTH_EXCEEDED);
                assertThat(codec.hangsUp(why)).isEqualTo(reason == Reason.TOO_SLOW);
            }
        }
    }
}

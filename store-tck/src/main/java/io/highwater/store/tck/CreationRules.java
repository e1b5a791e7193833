package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.highwater.session.Composition;
import io.highwater.session.ContentDigest;
import io.highwater.session.Creation;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadLimits;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S1: what is created exists. S10: it comes back as it was given. */
abstract class CreationRules extends StoreRules {

    private static final UploadId PART = UploadId.random();

    CreationRules(UploadStoreContract contract) {
        super(contract);
    }

    @Test
    void s1_a_created_upload_is_open_and_empty() throws IOException {
        Creation creation = creation(NewUpload.ofLength(10));

        UploadSession created = store().create(creation);

        assertThat(created.creation()).isEqualTo(creation);
        assertThat(created.status()).isEqualTo(UploadStatus.OPEN);
        assertThat(created.committed()).isZero();
        assertThat(created.length()).isEqualTo(OptionalLong.of(10));
        assertThat(created.crc32c()).isZero();
        assertThat(created.updatedAt()).isCloseTo(now(), within(1, ChronoUnit.MILLIS));
    }

    @Test
    void s1_a_created_upload_is_found_as_create_returned_it() throws IOException {
        UploadSession created = store().create(creation(NewUpload.ofUnknownLength()));

        assertStored(created, new byte[0]);
    }

    @Test
    void s1_a_created_upload_is_found_after_reopening() throws IOException {
        UploadSession created = store().create(creation(NewUpload.ofLength(7)));

        reopen();

        assertStored(created, new byte[0]);
    }

    @Test
    void s1_a_created_upload_can_be_written_after_reopening() throws IOException {
        UploadId id = create();

        reopen();
        append(id, bytes(100, 1), Commit.complete());

        assertBytes(id, bytes(100, 1));
    }

    @Test
    void s1_what_was_never_created_is_not_found() throws IOException {
        create();
        UploadId unknown = UploadId.random();

        assertThat(store().find(unknown)).isEmpty();
        assertFails(Reason.NOT_FOUND, () -> store().openWriter(unknown));
        assertFails(Reason.NOT_FOUND, () -> store().content(unknown));
        assertThat(store().find(unknown)).as("after it was asked for").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abcdefghijklmnopqrstuv",
                "0123456789-_0123456789",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "a-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_"
            })
    void s1_every_id_of_the_syntax_can_be_used(String id) throws IOException {
        UploadId chosen = new UploadId(id);
        store().create(new Creation(chosen, "/uploads", null, now(), NewUpload.ofUnknownLength()));

        append(chosen, bytes(10, 2), Commit.complete());

        assertBytes(chosen, bytes(10, 2));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("nothing", Map.of()),
                Arguments.of("an empty value", Map.of("k", "")),
                Arguments.of("an empty key", Map.of("", "v")),
                Arguments.of("many scripts", Map.of("имя", "résumé 履歴書 سيرة \uD83D\uDE80 e\u0301")),
                Arguments.of("line ends", Map.of("k", "a\nb\r\nc\rd\n", "a\nb", "c")),
                Arguments.of("control characters", Map.of("k", "\0\1\t\33\177\u0085\u2028\uFEFF")),
                Arguments.of("half a surrogate pair", Map.of("k", "\uD83D", "l", "\uDE80x")),
                Arguments.of("separators", Map.of("k=v;,:\"'\\", " = ; , : \" ' \\ # ! % ")),
                Arguments.of("blanks at both ends", Map.of(" k ", "  v  ")),
                Arguments.of("paths", Map.of(NewUpload.FILENAME, "../../etc/passwd", NewUpload.FILETYPE, "a/b")),
                Arguments.of("64 KiB", Map.of("k", "0123456789abcdef".repeat(4096))),
                Arguments.of("64 KiB of three bytes each", Map.of("k", "語".repeat(65_536))),
                Arguments.of("many", many()));
    }

    private static Map<String, String> many() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            many.put("key" + i, "value" + i);
        }
        return many;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void s10_metadata_comes_back_as_given(String what, Map<String, String> texts) throws IOException {
        assertComesBack(creation(NewUpload.ofUnknownLength().withMetadata(texts)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void s10_metadata_comes_back_as_given_after_reopening(String what, Map<String, String> texts) throws IOException {
        assertComesBackReopened(creation(NewUpload.ofUnknownLength().withMetadata(texts)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void s10_attributes_come_back_as_given(String what, Map<String, String> texts) throws IOException {
        assertComesBack(creation(NewUpload.ofUnknownLength().withAttributes(texts)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void s10_attributes_come_back_as_given_after_reopening(String what, Map<String, String> texts) throws IOException {
        assertComesBackReopened(creation(NewUpload.ofUnknownLength().withAttributes(texts)));
    }

    private static Creation composed(Composition composition) {
        NewUpload request = NewUpload.ofUnknownLength().withComposition(composition);
        return new Creation(UploadId.random(), "/u", null, Instant.EPOCH, request);
    }

    static Stream<Arguments> facts() {
        NewUpload plain = NewUpload.ofUnknownLength();
        Instant noon = Instant.parse("2026-06-01T12:00:00Z");
        return Stream.of(
                Arguments.of("no owner", new Creation(UploadId.random(), "/u", null, noon, plain)),
                Arguments.of("an empty owner", new Creation(UploadId.random(), "/u", "", noon, plain)),
                Arguments.of("an owner of many scripts", new Creation(UploadId.random(), "/u", "Zoë 語\n", noon, plain)),
                Arguments.of("an empty path", new Creation(UploadId.random(), "", "alice", noon, plain)),
                Arguments.of("a path of many scripts", new Creation(UploadId.random(), "/ü/語", "alice", noon, plain)),
                Arguments.of("nanoseconds", creationAt(Instant.parse("2026-06-01T12:00:00.000000001Z"))),
                Arguments.of("the epoch", creationAt(Instant.EPOCH)),
                Arguments.of("before the epoch", creationAt(Instant.parse("1901-02-03T04:05:06.789Z"))),
                Arguments.of("length 0", ofLength(0)),
                Arguments.of("length 1", ofLength(1)),
                Arguments.of("beyond 4 GiB", ofLength(1L << 33)),
                Arguments.of("the largest length", ofLength(UploadLimits.MAX_SIZE)),
                Arguments.of("a part", composed(Composition.PART)),
                Arguments.of("the body of a request", composed(Composition.REQUEST)),
                Arguments.of("parts", composed(Composition.of(List.of(PART, UploadId.random(), PART)))),
                Arguments.of("digests", new Creation(UploadId.random(), "/u", null, noon, digests())));
    }

    private static Creation creationAt(Instant moment) {
        return new Creation(UploadId.random(), "/u", "alice", moment, NewUpload.ofUnknownLength());
    }

    private static Creation ofLength(long length) {
        return new Creation(UploadId.random(), "/u", "alice", Instant.EPOCH, NewUpload.ofLength(length));
    }

    private static NewUpload digests() {
        List<ContentDigest> digests = Arrays.stream(DigestAlgorithm.values())
                .map(algorithm -> new ContentDigest(algorithm, bytes(algorithm.size(), algorithm.size())))
                .toList();
        return NewUpload.ofLength(5)
                .withDigests(digests)
                .withMetadata(Map.of("m", "1"))
                .withAttributes(Map.of("a", "2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facts")
    void s10_every_fact_comes_back_as_given(String what, Creation creation) throws IOException {
        assertComesBack(creation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("facts")
    void s10_every_fact_comes_back_as_given_after_reopening(String what, Creation creation) throws IOException {
        assertComesBackReopened(creation);
    }

    @Test
    void s10_facts_stay_through_the_whole_life_of_an_upload() throws IOException {
        Creation creation = creation(digests());
        UploadId id = store().create(creation).id();

        append(id, bytes(2, 3), Commit.progress());
        assertThat(find(id).creation()).as("after a commit").isEqualTo(creation);
        append(id, bytes(3, 4), Commit.completeAndAnnounce());
        assertThat(find(id).creation()).as("complete").isEqualTo(creation);
        store().markAnnounced(id);
        assertThat(find(id).creation()).as("announced").isEqualTo(creation);
    }

    @Test
    void s10_facts_stay_when_an_upload_is_retired() throws IOException {
        Creation creation = creation(digests());

        UploadSession gone = store().retire(store().create(creation).id());

        assertThat(gone.creation()).isEqualTo(creation);
        assertThat(find(creation.id()).creation()).isEqualTo(creation);
    }

    private void assertComesBack(Creation creation) throws IOException {
        assertThat(store().create(creation).creation()).isEqualTo(creation);
        assertThat(find(creation.id()).creation()).isEqualTo(creation);
    }

    private void assertComesBackReopened(Creation creation) throws IOException {
        store().create(creation);
        reopen();
        assertThat(find(creation.id()).creation()).isEqualTo(creation);
        append(creation.id(), new byte[0], Commit.progress());
        reopen();
        assertThat(find(creation.id()).creation()).as("after a commit").isEqualTo(creation);
    }
}

package io.highwater.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.engine.AppendRequest.Completion;
import io.highwater.session.ContentDigest;
import io.highwater.session.DigestAlgorithm;
import io.highwater.session.ExpectedDigests;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.file.FileUploadStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules 4 and 12: complete is one durable flag, and nothing is complete that does not hash to what was said. */
class CompletionTest extends EngineFixture {

    private UploadId createWith(ContentDigest... digests) {
        return create(NewUpload.ofUnknownLength().withDigests(List.of(digests)));
    }

    @Test
    void completing_is_durable_and_the_second_answer_equals_the_first() {
        UploadId id = create();
        put(id, 0, "abc");
        UploadSession first = engine.complete(ALICE, id, ExpectedDigests.none());

        assertThat(first.isComplete()).isTrue();
        assertThat(first.length()).hasValue(3);
        assertThat(state(id)).isEqualTo(first);
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none())).isEqualTo(first);
        assertThat(engine.inspect(ALICE, id).etag()).isEqualTo(first.etag());
    }

    @Test
    void an_upload_that_lacks_bytes_is_not_completed() {
        UploadId id = create(5);
        put(id, 0, "abc");
        var refusal = refused(Reason.INCOMPLETE, () -> engine.complete(ALICE, id, ExpectedDigests.none()));
        assertThat(refusal).hasMessageContaining("lacks 2 of 5 bytes");
        assertThat(state(id).isOpen()).isTrue();
    }

    @Test
    void a_chunk_upload_that_reaches_its_length_waits_for_complete() {
        UploadId id = create(3);
        assertThat(put(id, 0, "abc").isComplete()).isFalse();
        assertThat(engine.inspect(ALICE, id).isComplete()).isFalse();
        assertThat(engine.complete(ALICE, id, ExpectedDigests.none()).isComplete())
                .isTrue();
    }

    @Test
    void an_upload_completes_when_its_offset_reaches_its_length() {
        UploadId id = create(6);
        assertThat(patch(id, 0, "abc", Completion.AT_LENGTH).isComplete()).isFalse();
        assertThat(patch(id, 3, "def", Completion.AT_LENGTH).isComplete()).isTrue();
    }

    @Test
    void without_a_length_nothing_completes_by_offset() {
        UploadId id = create();
        assertThat(patch(id, 0, "abc", Completion.AT_LENGTH).isComplete()).isFalse();
        OpenAppend declaring = open(id, declaring(exact(3, 0, Completion.AT_LENGTH), 3));
        assertThat(declaring.finish().isComplete()).isTrue();
    }

    @Test
    void a_client_that_goes_by_the_offset_finds_it_complete_though_its_request_was_taken_over_at_the_last_byte() {
        UploadId id = create(3);
        OpenAppend append = open(id, exact(0, 3, Completion.AT_LENGTH));
        append.write(bytes("abc"));

        assertThat(engine.inspect(ALICE, id).isComplete()).isTrue();

        refused(Reason.TAKEN_OVER, append::finish);
    }

    @Test
    void a_client_that_goes_by_the_offset_finds_it_complete_though_its_request_broke_off_after_the_last_byte() {
        UploadId id = create(3);
        OpenAppend append = open(id, exactOfUnknownLength(0, Completion.AT_LENGTH));
        append.write(bytes("abc"));
        assertThat(append.abandon().orElseThrow().isComplete()).isTrue();
    }

    @Test
    void a_later_append_that_finds_the_upload_completed_by_its_takeover_writes_nothing() {
        UploadId id = create(3);
        open(id, exact(0, 3, Completion.AT_LENGTH)).write(bytes("abc"));

        assertThat(open(id, exact(3, 0, Completion.AT_LENGTH)).finish().isComplete())
                .isTrue();
        refused(Reason.ALREADY_COMPLETE, () -> open(id, exact(3, 1, Completion.AT_LENGTH)));
    }

    @Test
    void a_last_body_that_breaks_off_never_completes() {
        UploadId id = create();
        OpenAppend append = open(id, exact(0, 6, Completion.AT_END));
        append.write(bytes("abc"));
        assertThat(append.abandon().orElseThrow().isComplete()).isFalse();
        assertThat(patch(id, 3, "def", Completion.AT_END).length()).hasValue(6);
        assertThat(state(id).isComplete()).isTrue();
    }

    @Test
    void an_empty_upload_completes_in_each_way() {
        UploadId byCommand = create(0);
        assertThat(engine.complete(ALICE, byCommand, ExpectedDigests.none()).isComplete())
                .isTrue();
        UploadId byLength = create(0);
        assertThat(patch(byLength, 0, "", Completion.AT_LENGTH).isComplete()).isTrue();
        UploadId byEnd = create();
        assertThat(patch(byEnd, 0, "", Completion.AT_END).length()).hasValue(0);
        assertThat(stored(byEnd)).isEmpty();
        refused(Reason.ALREADY_COMPLETE, () -> chunk(byEnd, 0, 1));
    }

    @Test
    void a_body_with_the_wrong_digest_counts_for_nothing_and_the_upload_goes_on() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend append = open(id, declaring(with(exact(3, 3, Completion.AT_LENGTH), sha256("def")), 6));
        append.write(bytes("dEf"));
        refused(Reason.DIGEST_MISMATCH, append::finish);

        assertThat(state(id).length()).isEmpty();
        assertThat(stored(id)).isEqualTo("abc");
        assertThat(put(id, 3, "def").committed()).isEqualTo(6);
    }

    @Test
    void of_a_body_with_a_digest_that_breaks_off_nothing_is_kept() {
        UploadId id = create();
        OpenAppend append = open(id, with(AppendRequest.chunk(0, OptionalLong.of(6)), sha256("abcdef")));
        append.write(bytes("abc"));
        assertThat(append.abandon().orElseThrow().committed()).isZero();
        assertThat(stored(id)).isEmpty();
    }

    @Test
    void a_body_may_have_several_digests_and_all_of_them_count() {
        UploadId id = create();
        ContentDigest wrong = new ContentDigest(DigestAlgorithm.CRC32C, new byte[4]);
        OpenAppend append = open(id, with(AppendRequest.chunk(0, OptionalLong.of(3)), sha256("abc"), wrong));
        append.write(bytes("abc"));
        refused(Reason.DIGEST_MISMATCH, append::finish);
        assertThat(stored(id)).isEmpty();
    }

    @Test
    void the_digest_of_an_overlapping_body_is_that_of_all_its_bytes() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend append = open(id, with(AppendRequest.chunk(1, OptionalLong.of(4)), sha256("bcde")));
        append.write(bytes("bc"));
        append.write(bytes("de"));
        assertThat(append.finish().committed()).isEqualTo(5);
    }

    @Test
    void a_body_that_is_thrown_away_is_checked_too() {
        UploadId id = create();
        put(id, 0, "abc");
        OpenAppend append = open(id, with(AppendRequest.chunk(0, OptionalLong.of(3)), sha256("abc")));
        append.write(bytes("abX"));
        refused(Reason.DIGEST_MISMATCH, append::finish);
    }

    @Test
    void a_completing_request_with_the_wrong_digest_of_the_whole_leaves_the_upload_open() {
        UploadId id = create();
        put(id, 0, "abc");
        refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, id, ExpectedDigests.of(List.of(sha256("abd")))));
        assertThat(state(id).isOpen()).isTrue();
        assertThat(engine.complete(ALICE, id, ExpectedDigests.of(List.of(sha256("abc"))))
                        .isComplete())
                .isTrue();
        refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, id, ExpectedDigests.of(List.of(sha256("abd")))));
        assertThat(state(id).isComplete()).isTrue();
    }

    @Test
    void the_digest_of_the_creation_is_checked_by_every_way_to_complete() {
        UploadId byCommand = createWith(sha256("abc"));
        put(byCommand, 0, "abc");
        assertThat(engine.complete(ALICE, byCommand, ExpectedDigests.none()).isComplete())
                .isTrue();

        UploadId byEnd = createWith(sha256("abc"));
        assertThat(patch(byEnd, 0, "abc", Completion.AT_END).isComplete()).isTrue();

        UploadId byLength = create(NewUpload.ofLength(3).withDigests(List.of(sha256("abc"))));
        assertThat(patch(byLength, 0, "abc", Completion.AT_LENGTH).isComplete()).isTrue();
    }

    @Test
    void an_upload_that_does_not_have_the_digest_of_its_creation_is_gone() {
        UploadId byCommand = createWith(sha256("abc"));
        put(byCommand, 0, "abX");
        refused(Reason.DIGEST_MISMATCH, () -> engine.complete(ALICE, byCommand, ExpectedDigests.none()));
        refused(Reason.GONE, () -> engine.inspect(ALICE, byCommand));

        UploadId byEnd = createWith(sha256("abc"));
        var refusal = refused(Reason.DIGEST_MISMATCH, () -> patch(byEnd, 0, "abX", Completion.AT_END));
        assertThat(refusal.session().orElseThrow().isGone()).isTrue();
        refused(Reason.GONE, () -> engine.complete(ALICE, byEnd, ExpectedDigests.none()));
        engine.cancel(ALICE, byEnd);
    }

    @Test
    void complete_is_answered_again_with_its_digest_after_the_bytes_were_moved_away(@TempDir Path directory)
            throws Exception {
        UploadId id = create();
        put(id, 0, "abc");
        UploadSession first = engine.complete(ALICE, id, ExpectedDigests.of(List.of(sha256("abc"))));
        memory.content(id).moveTo(directory.resolve("abc"));

        assertThat(engine.complete(ALICE, id, ExpectedDigests.of(List.of(sha256("abc")))))
                .isEqualTo(first);

        assertThat(Files.readString(directory.resolve("abc"))).isEqualTo("abc");
        refused(Reason.GONE, () -> engine.download(ALICE, id));
        refused(Reason.GONE, () -> engine.digest(ALICE, id, DigestAlgorithm.SHA_256));
    }

    @Test
    void a_download_of_moved_bytes_is_refused_before_it_begins(@TempDir Path directory) throws Exception {
        FileUploadStore files = FileUploadStore.open(directory.resolve("store"), clock);
        start(files, builder -> {});
        UploadId id = create();
        put(id, 0, "abc");
        engine.complete(ALICE, id, ExpectedDigests.none());
        assertThat(engine.download(ALICE, id).content().size()).isEqualTo(3);
        files.content(id).moveTo(directory.resolve("abc"));

        refused(Reason.GONE, () -> engine.download(ALICE, id));
        refused(Reason.GONE, () -> engine.digest(ALICE, id, DigestAlgorithm.SHA_256));
        assertThat(engine.complete(ALICE, id, ExpectedDigests.of(List.of(sha256("abc"))))
                        .isComplete())
                .isTrue();
    }

    @Test
    void a_complete_upload_cannot_be_invalidated() {
        UploadId id = create();
        put(id, 0, "abc");
        engine.complete(ALICE, id, ExpectedDigests.none());
        refused(Reason.ALREADY_COMPLETE, () -> engine.invalidate(ALICE, id));
        assertThat(stored(id)).isEqualTo("abc");
    }

    @Test
    void only_complete_bytes_can_be_downloaded_and_digested() throws Exception {
        UploadId id = create();
        put(id, 0, "abc");
        refused(Reason.INCOMPLETE, () -> engine.download(ALICE, id));
        refused(Reason.INCOMPLETE, () -> engine.digest(ALICE, id, DigestAlgorithm.SHA_256));
        engine.complete(ALICE, id, ExpectedDigests.none());

        assertThat(engine.digest(ALICE, id, DigestAlgorithm.SHA_256)).isEqualTo(sha256("abc"));
        try (var in = engine.download(ALICE, id).content().openStream()) {
            assertThat(in.readAllBytes()).asString().isEqualTo("abc");
        }
    }
}

package io.highwater.store.tck.broken;

import static io.highwater.store.tck.broken.Sessions.withCommitted;
import static io.highwater.store.tck.broken.Sessions.withCrc32c;
import static io.highwater.store.tck.broken.Sessions.withLength;
import static io.highwater.store.tck.broken.Sessions.withStatus;
import static io.highwater.store.tck.broken.Sessions.withUpdatedAt;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** Stores that break S2 or S5, or whose writers are wrong. */
final class BrokenCommits {

    private BrokenCommits() {}

    static List<Breakage> all() {
        return List.of(
                Breakage.session(
                        "shows a created upload with one byte",
                        s -> s.committed() == 0 ? withCommitted(s, 1) : s,
                        "s1_a_created_upload_is_open_and_empty",
                        "s1_a_created_upload_is_found_as_create_returned_it"),
                Breakage.session(
                        "never moves the offset",
                        s -> withCommitted(s, 0),
                        "s2_a_commit_moves_the_offset",
                        "s2_a_second_writer_goes_on_where_the_first_committed",
                        "s2_each_commit_of_one_writer_counts"),
                Breakage.reopenedSession(
                        "loses the last byte when it is reopened",
                        s -> s.committed() > 0 ? withCommitted(s, s.committed() - 1) : s,
                        "s2_committed_bytes_and_state_are_found_after_reopening",
                        "s2_an_upload_goes_on_after_each_reopening",
                        "s2_commits_survive_although_the_writer_was_never_closed",
                        "s2_commits_survive_a_store_that_was_closed_in_order",
                        "s2_a_commit_of_a_few_mebibytes_survives_reopening",
                        "s5_offset_length_and_completion_are_found_together_after_reopening"),
                Breakage.session(
                        "has the wrong checksum",
                        s -> withCrc32c(s, s.crc32c() ^ 1),
                        "s2_the_checksum_is_of_all_committed_bytes_after_every_commit",
                        "s1_a_created_upload_is_open_and_empty"),
                Breakage.session(
                        "never notes the time of a commit",
                        s -> withUpdatedAt(s, s.creation().createdAt()),
                        "s2_the_time_of_the_last_commit_is_kept"),
                Breakage.reopenedSession(
                        "makes every commit as old as the epoch when it is reopened",
                        s -> withUpdatedAt(s, Instant.EPOCH),
                        "s2_the_time_of_the_last_commit_is_kept_after_reopening"),
                Breakage.content(
                        "keeps 64 KiB of an upload",
                        content -> ChangedContent.of(content, bytes -> zero(bytes, 65_536)),
                        "s2_a_commit_of_a_few_mebibytes_survives",
                        "s2_a_commit_of_a_few_mebibytes_survives_reopening",
                        "s2_pieces_of_any_size_make_the_same_bytes"),
                Breakage.content(
                        "mixes up the second half",
                        content -> ChangedContent.of(content, bytes -> zero(bytes, bytes.length / 2)),
                        "s2_a_second_writer_goes_on_where_the_first_committed",
                        "s2_each_commit_of_one_writer_counts",
                        "crowd_of_uploads_from_many_threads_is_kept_apart",
                        "crowd_of_writers_open_at_once_is_kept_apart"),
                Breakage.writer(
                        "keeps the caller's buffers until the commit",
                        (writer, id) -> new LazyWriter(writer),
                        "writer_keeps_nothing_of_a_buffer_that_the_caller_uses_again"),
                Breakage.writer(
                        "takes bytes from the beginning of an array always",
                        (writer, id) -> new ArrayWriter(writer),
                        "writer_takes_the_remaining_bytes_of_any_buffer"),
                Breakage.writer(
                        "leaves a buffer's position where it was",
                        (writer, id) -> new ForwardingWriter(writer) {
                            @Override
                            public void write(ByteBuffer bytes) throws IOException {
                                super.write(bytes.duplicate());
                            }
                        },
                        "writer_takes_the_remaining_bytes_of_any_buffer"),
                Breakage.writer(
                        "has writers whose position moves by commits only",
                        (writer, id) -> new LazyPositionWriter(writer),
                        "writer_says_where_the_next_byte_goes"),
                Breakage.session(
                        "forgets the length",
                        s -> withLength(s, OptionalLong.empty()),
                        "s1_a_created_upload_is_open_and_empty",
                        "s5_offset_length_and_completion_move_together",
                        "s5_a_declared_length_stays_through_later_commits",
                        "s5_an_upload_of_length_zero_completes"),
                Breakage.reopenedSession(
                        "forgets the length when it is reopened",
                        s -> withLength(s, OptionalLong.empty()),
                        "s5_a_declared_length_stays_after_reopening",
                        "s5_an_upload_of_length_zero_is_complete_after_reopening"),
                commits(
                        "ignores a length that is declared late",
                        c -> new Commit(OptionalLong.empty(), c.completes(), c.announce()),
                        "s5_a_length_can_be_declared_with_bytes",
                        "s5_a_length_can_be_declared_without_bytes"),
                Breakage.session(
                        "takes the offset for the length",
                        s -> withLength(s, OptionalLong.of(s.committed())),
                        "s5_an_unknown_length_stays_unknown_until_completion"),
                Breakage.session(
                        "leaves the length of a complete upload unknown",
                        s -> s.isComplete() ? withLength(s, OptionalLong.empty()) : s,
                        "s5_completion_makes_the_offset_the_length"),
                commits(
                        "never completes",
                        c -> new Commit(c.length(), false, false),
                        "s5_offset_length_and_completion_move_together",
                        "s5_an_upload_of_length_zero_completes",
                        "s6_after_one_failed_call_the_upload_goes_on"),
                Breakage.session(
                        "completes when the offset reaches the length, without being told",
                        s -> s.isOpen() && s.length().equals(OptionalLong.of(s.committed()))
                                ? withStatus(s, UploadStatus.COMPLETE)
                                : s,
                        "s5_reaching_the_length_completes_nothing"),
                Breakage.writer(
                        "commits nothing when nothing was written",
                        (writer, id) -> new EagerWriter(writer),
                        "s5_completion_without_new_bytes_moves_the_state_alone",
                        "s5_a_length_can_be_declared_without_bytes",
                        "s5_an_upload_of_length_zero_completes",
                        "unannounced_are_empty_uploads_too"),
                Breakage.store(
                        "completes an upload only in what it returns",
                        (sound, storage) -> new BoastingStore(sound),
                        "s5_completion_without_new_bytes_moves_the_state_alone",
                        "s6_after_one_failed_call_the_upload_goes_on"));
    }

    private static byte[] zero(byte[] bytes, int from) {
        byte[] changed = bytes.clone();
        for (int i = from; i < changed.length; i++) {
            changed[i] = 0;
        }
        return changed;
    }

    private static Breakage commits(String what, UnaryOperator<Commit> change, String... mustFail) {
        return Breakage.writer(
                what,
                (writer, id) -> new ForwardingWriter(writer) {
                    @Override
                    public UploadSession commit(Commit commit) throws IOException {
                        return super.commit(change.apply(commit));
                    }
                },
                mustFail);
    }

    private static final class LazyWriter extends ForwardingWriter {
        private final List<ByteBuffer> later = new ArrayList<>();

        LazyWriter(UploadWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer bytes) {
            later.add(bytes.duplicate());
            bytes.position(bytes.limit());
        }

        @Override
        public UploadSession commit(Commit commit) throws IOException {
            for (ByteBuffer bytes : later) {
                writer.write(bytes);
            }
            later.clear();
            return super.commit(commit);
        }
    }

    private static final class ArrayWriter extends ForwardingWriter {
        ArrayWriter(UploadWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            writer.write(bytes.hasArray() ? ByteBuffer.wrap(bytes.array(), 0, bytes.remaining()) : bytes.duplicate());
            bytes.position(bytes.limit());
        }
    }

    private static final class LazyPositionWriter extends ForwardingWriter {
        private long position;

        LazyPositionWriter(UploadWriter writer) {
            super(writer);
            position = writer.position();
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public UploadSession commit(Commit commit) throws IOException {
            UploadSession session = super.commit(commit);
            position = writer.position();
            return session;
        }
    }

    private static final class EagerWriter extends ForwardingWriter {
        private boolean written;

        EagerWriter(UploadWriter writer) {
            super(writer);
        }

        @Override
        public void write(ByteBuffer bytes) throws IOException {
            written |= bytes.hasRemaining();
            super.write(bytes);
        }

        @Override
        public UploadSession commit(Commit commit) throws IOException {
            return super.commit(written ? commit : Commit.progress());
        }
    }

    private static final class BoastingStore extends ForwardingStore {
        BoastingStore(UploadStore store) {
            super(store);
        }

        @Override
        public Optional<UploadSession> find(UploadId id) throws IOException {
            return super.find(id).map(s -> s.isComplete() ? withStatus(s, UploadStatus.OPEN) : s);
        }
    }
}

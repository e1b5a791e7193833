package io.highwater.store.tck.broken;

import static io.highwater.store.tck.broken.Sessions.withCommitted;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that break S3 or S4. */
final class BrokenDiscards {

    private BrokenDiscards() {}

    static List<Breakage> all() {
        return List.of(
                Breakage.store(
                        "changes committed bytes at the second commit",
                        (sound, storage) -> new SpoilingStore(sound, true),
                        "s3_committed_bytes_stay_when_more_is_committed"),
                Breakage.store(
                        "changes committed bytes at a discard",
                        (sound, storage) -> new SpoilingStore(sound, false),
                        "s3_committed_bytes_stay_when_more_is_discarded",
                        "s4_discarding_nothing_changes_nothing"),
                Breakage.store(
                        "has content that grows",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            UploadContent reading(UploadId id, UploadContent content) {
                                return new GrowingContent(store, id, content);
                            }
                        },
                        "s3_content_opened_earlier_stays_what_it_was",
                        "s3_a_stream_opened_earlier_ends_where_the_bytes_ended"),
                Breakage.writer(
                        "commits what is left when a writer is closed",
                        (writer, id) -> new CommittingWriter(writer),
                        "s4_discarded_bytes_are_not_found",
                        "s4_the_next_writer_begins_at_the_committed_offset",
                        "s4_other_bytes_take_the_place_of_discarded_ones",
                        "s4_other_bytes_take_the_place_of_discarded_ones_after_reopening",
                        "s4_fewer_bytes_leave_nothing_of_the_discarded_ones_behind",
                        "s4_nothing_is_left_of_discarded_bytes_when_an_empty_upload_completes",
                        "s4_bytes_written_after_the_last_commit_of_a_writer_are_discarded",
                        "s6_after_one_failed_call_the_upload_goes_on",
                        "s6_after_a_fault_that_stayed_for_a_while_the_upload_goes_on",
                        "s6_what_is_written_after_a_failed_commit_begins_at_the_committed_offset"),
                Breakage.store(
                        "commits at the reopening what was never committed",
                        (sound, storage) -> new RecoveringStore(sound, storage),
                        "s4_uncommitted_bytes_do_not_count_after_a_crash",
                        "s4_closing_the_store_discards_what_its_writers_had_not_committed",
                        "s6_after_a_crash_at_any_call_the_upload_goes_on"),
                Breakage.store(
                        "shows what is written and not committed",
                        (sound, storage) -> new ImpatientStore(sound, storage),
                        "s4_bytes_are_not_found_before_their_commit"),
                Breakage.writer(
                        "has writers that can be closed once",
                        (writer, id) -> new OnceWriter(writer),
                        "s4_a_writer_can_be_closed_twice"),
                Breakage.store(
                        "ends the newest writer when an old one is closed again",
                        (sound, storage) -> new ConfusedStore(sound),
                        "s4_closing_a_writer_again_does_not_disturb_the_next_one"));
    }

    /** Flips a byte of what is read once a writer was closed, having committed again or not. */
    private static final class SpoilingStore extends ForwardingStore {
        private final boolean byCommit;
        private final Set<UploadId> spoilt = ConcurrentHashMap.newKeySet();

        SpoilingStore(UploadStore store, boolean byCommit) {
            super(store);
            this.byCommit = byCommit;
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            long start = writer.position();
            return new ForwardingWriter(writer) {
                private boolean committed;

                @Override
                public UploadSession commit(Commit commit) throws IOException {
                    committed = true;
                    return super.commit(commit);
                }

                @Override
                public void close() throws IOException {
                    super.close();
                    if (start > 0 && committed == byCommit) {
                        spoilt.add(id);
                    }
                }
            };
        }

        @Override
        UploadContent reading(UploadId id, UploadContent content) throws IOException {
            return spoilt.contains(id) ? ChangedContent.of(content, SpoilingStore::flip) : content;
        }

        private static byte[] flip(byte[] bytes) {
            byte[] changed = bytes.clone();
            changed[0] ^= 1;
            return changed;
        }
    }

    private static final class GrowingContent extends ForwardingContent {
        private final UploadStore store;
        private final UploadId id;

        GrowingContent(UploadStore store, UploadId id, UploadContent content) {
            super(content);
            this.store = store;
            this.id = id;
        }

        private UploadContent now() {
            try {
                return store.content(id);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long size() {
            return now().size();
        }

        @Override
        public ReadableByteChannel open(long from, long to) {
            return new ReadableByteChannel() {
                private long at = from;

                @Override
                public int read(ByteBuffer buffer) throws IOException {
                    UploadContent all = now();
                    try (ReadableByteChannel channel = all.open(at, all.size())) {
                        int count = channel.read(buffer);
                        at += Math.max(0, count);
                        return count;
                    }
                }

                @Override
                public boolean isOpen() {
                    return true;
                }

                @Override
                public void close() {
                    at = from;
                }
            };
        }
    }

    private static final class CommittingWriter extends ForwardingWriter {
        private boolean closed;

        CommittingWriter(UploadWriter writer) {
            super(writer);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                try {
                    writer.commit(Commit.progress());
                } catch (IllegalStateException complete) {
                    super.close();
                }
            }
            super.close();
        }
    }

    private static final class RecoveringStore extends ForwardingStore {
        private final Storage storage;

        RecoveringStore(UploadStore store, Storage storage) {
            super(store);
            this.storage = storage;
            for (UploadWriter writer : storage.writers) {
                recover(writer);
            }
            storage.writers.clear();
        }

        private static void recover(UploadWriter writer) {
            try {
                writer.commit(Commit.progress());
            } catch (IOException | IllegalStateException lost) {
                throw new IllegalStateException(lost);
            }
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            storage.writers.add(writer);
            return new ForwardingWriter(writer) {
                @Override
                public UploadSession commit(Commit commit) throws IOException {
                    UploadSession session = super.commit(commit);
                    if (session.isComplete()) {
                        storage.writers.remove(writer);
                    }
                    return session;
                }

                @Override
                public void close() throws IOException {
                    super.close();
                    storage.writers.remove(writer);
                }
            };
        }
    }

    private static final class ImpatientStore extends ForwardingStore {
        private final Storage storage;

        ImpatientStore(UploadStore store, Storage storage) {
            super(store);
            this.storage = storage;
        }

        @Override
        UploadSession seen(UploadSession session) {
            long written = storage.writers.stream()
                    .mapToLong(UploadWriter::position)
                    .max()
                    .orElse(0);
            return withCommitted(session, Math.max(session.committed(), written));
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            storage.writers.add(writer);
            return new ForwardingWriter(writer) {
                @Override
                public void close() throws IOException {
                    super.close();
                    storage.writers.remove(writer);
                }
            };
        }
    }

    private static final class OnceWriter extends ForwardingWriter {
        private boolean closed;

        OnceWriter(UploadWriter writer) {
            super(writer);
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            closed = true;
            super.close();
        }
    }

    private static final class ConfusedStore extends ForwardingStore {
        private final Map<UploadId, UploadWriter> newest = new ConcurrentHashMap<>();

        ConfusedStore(UploadStore store) {
            super(store);
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            newest.put(id, writer);
            return new ForwardingWriter(writer) {
                @Override
                public void close() throws IOException {
                    super.close();
                    newest.get(id).close();
                }
            };
        }
    }
}

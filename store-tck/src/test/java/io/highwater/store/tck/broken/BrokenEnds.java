package io.highwater.store.tck.broken;

import static io.highwater.store.tck.broken.Sessions.withCommitted;
import static io.highwater.store.tck.broken.Sessions.withStatus;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that break S7 or S9, or do not retire. */
final class BrokenEnds {

    private BrokenEnds() {}

    static List<Breakage> all() {
        return List.of(
                Breakage.store(
                        "never deletes",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public void delete(UploadId id) {
                                storage.marks.add(id);
                            }
                        },
                        "s7_a_deleted_upload_is_not_found",
                        "s7_closing_a_writer_does_not_bring_a_deleted_upload_back",
                        "move_leaves_the_file_alone_when_the_upload_is_deleted",
                        "unannounced_is_no_upload_that_was_deleted"),
                Breakage.store(
                        "hides what is deleted until it is reopened",
                        (sound, storage) -> new HidingStore(sound),
                        "s7_a_deleted_upload_is_not_found_after_reopening"),
                Breakage.store(
                        "deletes only what it has created since it was opened",
                        (sound, storage) -> new ForgetfulStore(sound),
                        "s7_an_upload_from_before_the_reopening_can_be_deleted"),
                Breakage.store(
                        "fails to delete what is not there",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public void delete(UploadId id) throws IOException {
                                if (store.find(id).isEmpty()) {
                                    throw new UploadException(Reason.NOT_FOUND, "no such upload");
                                }
                                super.delete(id);
                            }
                        },
                        "s7_deleting_what_is_not_there_does_nothing"),
                Breakage.store(
                        "makes a deleted upload again when its writer is closed",
                        (sound, storage) -> new RevivingStore(sound) {
                            @Override
                            UploadWriter writing(UploadId id, UploadWriter writer) {
                                return new ForwardingWriter(writer) {
                                    @Override
                                    public void close() throws IOException {
                                        super.close();
                                        revive(id);
                                    }
                                };
                            }
                        },
                        "s7_closing_a_writer_does_not_bring_a_deleted_upload_back"),
                Breakage.store(
                        "makes a deleted upload again when its writer commits",
                        (sound, storage) -> new RevivingStore(sound) {
                            @Override
                            UploadWriter writing(UploadId id, UploadWriter writer) {
                                return new ForwardingWriter(writer) {
                                    @Override
                                    public UploadSession commit(Commit commit) throws IOException {
                                        revive(id);
                                        return super.commit(commit);
                                    }
                                };
                            }
                        },
                        "s7_a_late_commit_does_not_bring_a_deleted_upload_back"),
                Breakage.store(
                        "makes a deleted upload again when it is marked announced",
                        (sound, storage) -> new RevivingStore(sound) {
                            @Override
                            public void markAnnounced(UploadId id) throws IOException {
                                revive(id);
                                super.markAnnounced(id);
                            }
                        },
                        "s7_marking_it_announced_does_not_bring_a_deleted_upload_back"),
                Breakage.store(
                        "makes a deleted upload again when its bytes are moved",
                        (sound, storage) -> new RevivingStore(sound) {
                            @Override
                            UploadContent reading(UploadId id, UploadContent content) {
                                return new ForwardingContent(content) {
                                    @Override
                                    public void moveTo(Path target) throws IOException {
                                        super.moveTo(target);
                                        revive(id);
                                    }
                                };
                            }
                        },
                        "s7_a_late_move_does_not_bring_a_deleted_upload_back"),
                Breakage.store(
                        "makes a deleted upload again when it is retired",
                        (sound, storage) -> new RevivingStore(sound) {
                            @Override
                            public UploadSession retire(UploadId id) throws IOException {
                                revive(id);
                                return super.retire(id);
                            }
                        },
                        "s7_retiring_it_does_not_bring_a_deleted_upload_back",
                        "retire_fails_where_there_is_nothing"),
                Breakage.reopenedSession(
                        "opens complete uploads again when it is reopened",
                        s -> s.isComplete() ? withStatus(s, UploadStatus.OPEN) : s,
                        "s9_a_complete_upload_stays_as_it_is_after_reopening",
                        "s5_an_upload_of_length_zero_is_complete_after_reopening",
                        "unannounced_uploads_are_listed_after_reopening"),
                Breakage.store(
                        "lets the writer that completed an upload go on",
                        (sound, storage) -> new UnfinishedStore(sound, storage, Late.SAME_WRITER),
                        "s9_the_writer_that_completed_an_upload_cannot_change_it"),
                Breakage.store(
                        "lets later writers append to a complete upload",
                        (sound, storage) -> new UnfinishedStore(sound, storage, Late.LATER_COMMIT),
                        "s9_a_later_writer_cannot_change_a_complete_upload"),
                Breakage.store(
                        "opens a complete upload again for a later writer",
                        (sound, storage) -> new UnfinishedStore(sound, storage, Late.LATER_CLOSE),
                        "s9_a_later_writer_that_is_closed_without_a_commit_cannot_change_a_complete_upload"),
                Breakage.store(
                        "retires complete uploads",
                        (sound, storage) -> new UnfinishedStore(sound, storage, Late.RETIREMENT),
                        "s9_a_complete_upload_cannot_be_retired"),
                Breakage.store(
                        "opens a complete upload again when it is marked announced",
                        (sound, storage) -> new UnfinishedStore(sound, storage, Late.MARK),
                        "s9_marking_it_announced_does_not_change_a_complete_upload",
                        "unannounced_is_no_upload_that_was_marked"),
                Breakage.session(
                        "shows retired uploads as open",
                        s -> s.isGone() ? withStatus(s, UploadStatus.OPEN) : s,
                        "retire_makes_an_upload_gone",
                        "retire_of_an_empty_upload_makes_it_gone",
                        "retire_is_not_undone_by_a_late_commit"),
                Breakage.reopenedSession(
                        "forgets a retirement when it is reopened",
                        s -> s.isGone() ? withStatus(s, UploadStatus.OPEN) : s,
                        "retire_survives_reopening"),
                Breakage.store(
                        "deletes instead of retiring",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public UploadSession retire(UploadId id) throws IOException {
                                UploadSession gone = super.retire(id);
                                store.delete(id);
                                return gone;
                            }
                        },
                        "retire_makes_an_upload_gone",
                        "s10_facts_stay_when_an_upload_is_retired",
                        "inactive_are_retired_uploads_from_their_retirement_on"),
                Breakage.store(
                        "keeps the bytes of a retired upload",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public UploadContent content(UploadId id) throws IOException {
                                boolean gone = store.find(id)
                                        .filter(UploadSession::isGone)
                                        .isPresent();
                                return gone ? new ForwardingContent(null) : super.content(id);
                            }
                        },
                        "retire_makes_an_upload_gone",
                        "content_of_a_retired_upload_is_gone"));
    }

    private static final class HidingStore extends ForwardingStore {
        private final Map<UploadId, Boolean> hidden = new ConcurrentHashMap<>();

        HidingStore(UploadStore store) {
            super(store);
        }

        @Override
        public void delete(UploadId id) {
            hidden.put(id, true);
        }

        @Override
        public Optional<UploadSession> find(UploadId id) throws IOException {
            return hidden.containsKey(id) ? Optional.empty() : super.find(id);
        }
    }

    private static final class ForgetfulStore extends ForwardingStore {
        private final Map<UploadId, Boolean> known = new ConcurrentHashMap<>();

        ForgetfulStore(UploadStore store) {
            super(store);
        }

        @Override
        public UploadSession create(Creation creation) throws IOException {
            known.put(creation.id(), true);
            return super.create(creation);
        }

        @Override
        public void delete(UploadId id) throws IOException {
            if (known.containsKey(id)) {
                super.delete(id);
            }
        }
    }

    private abstract static class RevivingStore extends ForwardingStore {
        RevivingStore(UploadStore store) {
            super(store);
        }

        void revive(UploadId id) throws IOException {
            if (store.find(id).isEmpty()) {
                store.create(new Creation(id, "/uploads", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
            }
        }
    }

    private enum Late {
        SAME_WRITER,
        LATER_COMMIT,
        LATER_CLOSE,
        RETIREMENT,
        MARK
    }

    /** Shows another state of a complete upload after one kind of late call. */
    private static final class UnfinishedStore extends ForwardingStore {
        private final Storage storage;
        private final Late late;

        UnfinishedStore(UploadStore store, Storage storage, Late late) {
            super(store);
            this.storage = storage;
            this.late = late;
        }

        @Override
        UploadSession seen(UploadSession session) {
            return storage.sessions.getOrDefault(session.id(), session);
        }

        private UploadSession change(UploadId id, UploadSession changed) {
            storage.sessions.put(id, changed);
            return changed;
        }

        @Override
        public UploadWriter openWriter(UploadId id) throws IOException {
            Optional<UploadSession> complete = store.find(id).filter(UploadSession::isComplete);
            if (complete.isPresent() && (late == Late.LATER_COMMIT || late == Late.LATER_CLOSE)) {
                return new LateWriter(complete.get());
            }
            return super.openWriter(id);
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            return new ForwardingWriter(writer) {
                @Override
                public UploadSession commit(Commit commit) throws IOException {
                    UploadSession session = store.find(id).orElseThrow();
                    boolean again = session.isComplete() && late == Late.SAME_WRITER;
                    return again ? change(id, withCommitted(session, writer.position())) : super.commit(commit);
                }
            };
        }

        @Override
        public UploadSession retire(UploadId id) throws IOException {
            Optional<UploadSession> complete = store.find(id).filter(UploadSession::isComplete);
            return complete.isPresent() && late == Late.RETIREMENT
                    ? change(id, withStatus(complete.get(), UploadStatus.GONE))
                    : super.retire(id);
        }

        @Override
        public void markAnnounced(UploadId id) throws IOException {
            super.markAnnounced(id);
            if (late == Late.MARK) {
                Optional<UploadSession> found = store.find(id);
                found.ifPresent(session -> change(id, withCommitted(session, session.committed() / 2)));
            }
        }

        private final class LateWriter implements UploadWriter {
            private final UploadSession complete;
            private long position;

            LateWriter(UploadSession complete) {
                this.complete = complete;
                this.position = complete.committed();
            }

            @Override
            public long position() {
                return position;
            }

            @Override
            public void write(ByteBuffer bytes) {
                position += bytes.remaining();
                bytes.position(bytes.limit());
            }

            @Override
            public UploadSession commit(Commit commit) {
                return late == Late.LATER_COMMIT ? change(complete.id(), withCommitted(complete, position)) : complete;
            }

            @Override
            public void close() {
                if (late == Late.LATER_CLOSE) {
                    change(complete.id(), withStatus(complete, UploadStatus.OPEN));
                }
            }
        }
    }
}

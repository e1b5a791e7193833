package io.highwater.store.tck.broken;

import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Stores whose listings are wrong, and one that mixes uploads up. */
final class BrokenListings {

    private BrokenListings() {}

    static List<Breakage> all() {
        return List.of(
                inactive(
                        "lists no inactive upload",
                        (store, moment) -> Stream.empty(),
                        "inactive_are_open_uploads_whose_last_commit_was_before_the_moment",
                        "inactive_are_retired_uploads_from_their_retirement_on",
                        "inactive_uploads_are_listed_as_they_are_found",
                        "inactive_uploads_are_listed_after_reopening",
                        "inactive_can_be_closed_before_its_end",
                        "s8_a_damaged_upload_keeps_no_other_from_being_listed",
                        "crowd_can_be_listed_while_it_grows_and_shrinks"),
                inactive(
                        "lists all uploads as inactive",
                        (store, moment) -> store.inactiveSince(Instant.MAX),
                        "inactive_are_open_uploads_whose_last_commit_was_before_the_moment",
                        "inactive_are_not_uploads_committed_at_the_moment",
                        "inactive_is_no_upload_any_more_when_something_was_committed"),
                inactive(
                        "lists uploads that were committed at the moment",
                        (store, moment) -> store.inactiveSince(moment.plusNanos(1)),
                        "inactive_are_not_uploads_committed_at_the_moment"),
                inactive(
                        "lists no retired upload",
                        (store, moment) -> store.inactiveSince(moment).filter(UploadSession::isOpen),
                        "inactive_are_retired_uploads_from_their_retirement_on"),
                inactive(
                        "counts from the creation",
                        (store, moment) -> store.inactiveSince(Instant.MAX)
                                .filter(s -> s.creation().createdAt().isBefore(moment)),
                        "inactive_is_no_upload_any_more_when_something_was_committed"),
                inactive(
                        "lists states that are not the ones found",
                        (store, moment) -> store.inactiveSince(moment).map(s -> Sessions.withCrc32c(s, 0)),
                        "inactive_uploads_are_listed_as_they_are_found"),
                Breakage.store(
                        "lists complete uploads as inactive",
                        (sound, storage) -> new CompleteListingStore(sound),
                        "inactive_are_never_complete_uploads"),
                Breakage.store(
                        "cannot be changed while it is listed",
                        (sound, storage) -> new FailFastStore(sound),
                        "inactive_uploads_can_be_deleted_and_retired_while_they_are_listed",
                        "unannounced_can_be_marked_while_they_are_listed"),
                inactive(
                        "lists something in an empty store",
                        (store, moment) -> {
                            List<UploadSession> inactive =
                                    store.inactiveSince(moment).toList();
                            return inactive.isEmpty() ? Stream.of((UploadSession) null) : inactive.stream();
                        },
                        "inactive_is_nothing_in_an_empty_store"),
                Breakage.store(
                        "lists nothing to be announced",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public Stream<UploadId> unannounced() {
                                return Stream.empty();
                            }
                        },
                        "unannounced_are_uploads_that_were_completed_to_be_announced",
                        "unannounced_are_empty_uploads_too",
                        "unannounced_uploads_are_listed_after_reopening",
                        "move_announces_nothing"),
                Breakage.writer(
                        "announces every completion",
                        (writer, id) -> new ForwardingWriter(writer) {
                            @Override
                            public UploadSession commit(Commit commit) throws IOException {
                                return super.commit(new Commit(commit.length(), commit.completes(), true));
                            }
                        },
                        "unannounced_are_uploads_that_were_completed_to_be_announced"),
                Breakage.store(
                        "announces before the commit",
                        (sound, storage) -> new HastyStore(sound, storage),
                        "unannounced_is_no_upload_whose_completing_commit_never_came"),
                Breakage.store(
                        "ignores that an upload was announced",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public void markAnnounced(UploadId id) {
                                storage.marks.add(id);
                            }
                        },
                        "unannounced_is_no_upload_that_was_marked",
                        "unannounced_can_be_marked_after_reopening",
                        "unannounced_can_be_marked_while_they_are_listed"),
                Breakage.store(
                        "lists what was deleted",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public void delete(UploadId id) throws IOException {
                                super.delete(id);
                                storage.marks.add(id);
                            }

                            @Override
                            public Stream<UploadId> unannounced() throws IOException {
                                return Stream.concat(super.unannounced(), storage.marks.stream());
                            }
                        },
                        "unannounced_is_no_upload_that_was_deleted",
                        "s7_a_deleted_upload_is_not_found"),
                Breakage.store(
                        "has one buffer for all writers",
                        (sound, storage) -> new MixingStore(sound),
                        "crowd_of_writers_open_at_once_is_kept_apart",
                        "crowd_of_uploads_from_many_threads_is_kept_apart"));
    }

    @FunctionalInterface
    private interface Listing {
        Stream<UploadSession> inactiveSince(UploadStore store, Instant moment) throws IOException;
    }

    private static Breakage inactive(String what, Listing listing, String... mustFail) {
        return Breakage.store(
                what,
                (sound, storage) -> new ForwardingStore(sound) {
                    @Override
                    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
                        return listing.inactiveSince(store, moment);
                    }
                },
                mustFail);
    }

    private static final class CompleteListingStore extends ForwardingStore {
        private final Set<UploadId> ids = ConcurrentHashMap.newKeySet();

        CompleteListingStore(UploadStore store) {
            super(store);
        }

        @Override
        UploadSession seen(UploadSession session) {
            ids.add(session.id());
            return session;
        }

        @Override
        public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
            Stream.Builder<UploadSession> complete = Stream.builder();
            for (UploadId id : ids) {
                store.find(id).filter(UploadSession::isComplete).ifPresent(complete);
            }
            return Stream.concat(super.inactiveSince(moment), complete.build());
        }
    }

    private static final class FailFastStore extends ForwardingStore {
        private final AtomicInteger changes = new AtomicInteger();

        FailFastStore(UploadStore store) {
            super(store);
        }

        @Override
        public void delete(UploadId id) throws IOException {
            changes.incrementAndGet();
            super.delete(id);
        }

        @Override
        public void markAnnounced(UploadId id) throws IOException {
            changes.incrementAndGet();
            super.markAnnounced(id);
        }

        @Override
        public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
            return failFast(super.inactiveSince(moment));
        }

        @Override
        public Stream<UploadId> unannounced() throws IOException {
            return failFast(super.unannounced());
        }

        private <T> Stream<T> failFast(Stream<T> stream) {
            int before = changes.get();
            return stream.peek(element -> {
                if (changes.get() != before) {
                    throw new ConcurrentModificationException();
                }
            });
        }
    }

    private static final class HastyStore extends ForwardingStore {
        private final Storage storage;

        HastyStore(UploadStore store, Storage storage) {
            super(store);
            this.storage = storage;
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            return new ForwardingWriter(writer) {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    super.write(bytes);
                    storage.marks.add(id);
                }
            };
        }

        @Override
        public Stream<UploadId> unannounced() {
            return storage.marks.stream();
        }
    }

    private static final class MixingStore extends ForwardingStore {
        private final ByteBuffer shared = ByteBuffer.allocate(1 << 20);

        MixingStore(UploadStore store) {
            super(store);
        }

        @Override
        UploadWriter writing(UploadId id, UploadWriter writer) {
            return new ForwardingWriter(writer) {
                @Override
                public void write(ByteBuffer bytes) {
                    shared.put(bytes);
                }

                @Override
                public UploadSession commit(Commit commit) throws IOException {
                    writer.write(shared.flip());
                    shared.clear();
                    return super.commit(commit);
                }
            };
        }
    }
}

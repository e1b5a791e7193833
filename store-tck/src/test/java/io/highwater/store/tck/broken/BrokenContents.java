package io.highwater.store.tck.broken;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stores whose content is wrong, when it is read or moved. */
final class BrokenContents {

    private BrokenContents() {}

    static List<Breakage> all() {
        return List.of(
                content(
                        "leaves out the last byte of a range",
                        (c, from, to) -> c.open(from, Math.max(from, to - 1)),
                        "content_has_every_range",
                        "content_can_be_read_in_pieces_of_any_size",
                        "content_can_be_read_into_a_direct_buffer",
                        "content_can_be_read_as_often_as_wanted",
                        "content_read_twice_at_once_is_read_independently",
                        "content_is_read_by_many_threads_while_a_writer_works",
                        "content_can_be_read_after_reopening"),
                content(
                        "reads from the beginning always",
                        (c, from, to) -> c.open(0, to - from),
                        "content_has_every_range"),
                content(
                        "takes any numbers for a range",
                        (c, from, to) -> c.open(0, 0),
                        "content_refuses_what_is_no_range_of_it"),
                content(
                        "refuses an empty range",
                        (c, from, to) -> {
                            if (from == to) {
                                throw new IndexOutOfBoundsException("empty");
                            }
                            return c.open(from, to);
                        },
                        "content_has_every_range",
                        "content_of_an_empty_upload_is_empty"),
                Breakage.content(
                        "counts one byte too many",
                        c -> new ForwardingContent(c) {
                            @Override
                            public long size() {
                                return super.size() + 1;
                            }
                        },
                        "content_knows_its_size"),
                Breakage.store(
                        "changes its features once there is something in it",
                        (sound, storage) -> new MoodyStore(sound),
                        "features_are_the_same_for_the_life_of_a_store"),
                Breakage.store(
                        "claims local files and has none",
                        (sound, storage) -> new PathlessStore(sound),
                        "features_local_files_hold_exactly_the_bytes_of_a_complete_upload",
                        "features_local_files_are_there_for_an_empty_upload_too"),
                move(
                        "copies and keeps",
                        (c, target) -> Files.write(target, c.openStream().readAllBytes()),
                        "move_leaves_the_upload_complete_without_its_bytes",
                        "move_of_an_empty_upload_makes_an_empty_file"),
                move(
                        "gives the bytes up and puts them nowhere",
                        (c, target) -> {
                            c.moveTo(target);
                            Files.delete(target);
                        },
                        "move_puts_the_finished_bytes_at_the_target",
                        "move_again_changes_nothing",
                        "move_of_an_empty_upload_makes_an_empty_file",
                        "move_leaves_the_file_alone_when_the_upload_is_deleted"),
                move(
                        "leaves a file of its own beside the target",
                        (c, target) -> {
                            c.moveTo(target);
                            Files.write(target.resolveSibling("lock"), new byte[1]);
                        },
                        "move_puts_the_finished_bytes_at_the_target"),
                move(
                        "fails if the target is there",
                        (c, target) -> {
                            if (Files.exists(target)) {
                                throw new FileAlreadyExistsException(target.toString());
                            }
                            c.moveTo(target);
                        },
                        "move_again_changes_nothing",
                        "move_goes_on_where_an_earlier_try_had_put_the_bytes_already"),
                move(
                        "moves unfinished uploads",
                        (c, target) -> {
                            try {
                                c.moveTo(target);
                            } catch (IllegalStateException unfinished) {
                                Files.write(target, c.openStream().readAllBytes());
                            }
                        },
                        "move_of_an_unfinished_upload_is_refused"),
                Breakage.store(
                        "loses the bytes when a move fails",
                        (sound, storage) -> new LosingStore(sound, storage),
                        "move_to_where_no_file_can_be_keeps_the_bytes"),
                Breakage.store(
                        "deletes an upload that is moved",
                        (sound, storage) -> new MovingStore(sound) {
                            @Override
                            void moved(UploadId id, Path target) throws IOException {
                                store.delete(id);
                            }
                        },
                        "move_leaves_the_upload_complete_without_its_bytes",
                        "move_is_remembered_after_reopening"),
                Breakage.store(
                        "takes a moved upload for an announced one",
                        (sound, storage) -> new MovingStore(sound) {
                            @Override
                            void moved(UploadId id, Path target) throws IOException {
                                store.markAnnounced(id);
                            }
                        },
                        "move_announces_nothing"),
                discard(
                        "keeps what is discarded",
                        content -> {},
                        "discard_leaves_the_upload_complete_without_its_bytes",
                        "discard_is_remembered_after_reopening"),
                discard(
                        "discards what is discarded already only with an error",
                        content -> {
                            content.discard();
                            throw new UploadException(Reason.GONE, "not here");
                        },
                        "discard_again_or_after_a_move_changes_nothing"),
                discard(
                        "takes it for nothing to discard an unfinished upload",
                        content -> {
                            try {
                                content.discard();
                            } catch (IllegalStateException unfinished) {
                                return;
                            }
                        },
                        "discard_of_an_unfinished_upload_is_refused"),
                Breakage.store(
                        "deletes moved files too",
                        (sound, storage) -> new TracingStore(sound),
                        "move_leaves_the_file_alone_when_the_upload_is_deleted"));
    }

    @FunctionalInterface
    private interface Opening {
        ReadableByteChannel open(UploadContent content, long from, long to) throws IOException;
    }

    @FunctionalInterface
    private interface Moving {
        void move(UploadContent content, Path target) throws IOException;
    }

    private static Breakage content(String what, Opening opening, String... mustFail) {
        return Breakage.content(
                what,
                content -> new ForwardingContent(content) {
                    @Override
                    public ReadableByteChannel open(long from, long to) throws IOException {
                        return opening.open(content, from, to);
                    }
                },
                mustFail);
    }

    @FunctionalInterface
    private interface Discarding {
        void discard(UploadContent content) throws IOException;
    }

    private static Breakage discard(String what, Discarding discarding, String... mustFail) {
        return Breakage.content(
                what,
                content -> new ForwardingContent(content) {
                    @Override
                    public void discard() throws IOException {
                        discarding.discard(content);
                    }
                },
                mustFail);
    }

    private static Breakage move(String what, Moving moving, String... mustFail) {
        return Breakage.content(
                what,
                content -> new ForwardingContent(content) {
                    @Override
                    public void moveTo(Path target) throws IOException {
                        moving.move(content, target);
                    }
                },
                mustFail);
    }

    private static final class MoodyStore extends ForwardingStore {
        private boolean used;

        MoodyStore(UploadStore store) {
            super(store);
        }

        @Override
        UploadSession seen(UploadSession session) {
            used = true;
            return session;
        }

        @Override
        public Set<StoreFeature> features() {
            return used ? Set.of(StoreFeature.LOCAL_FILES) : Set.of();
        }
    }

    private static final class PathlessStore extends ForwardingStore {
        PathlessStore(UploadStore store) {
            super(store);
        }

        @Override
        public Set<StoreFeature> features() {
            return Set.of(StoreFeature.LOCAL_FILES);
        }
    }

    private abstract static class MovingStore extends ForwardingStore {
        MovingStore(UploadStore store) {
            super(store);
        }

        abstract void moved(UploadId id, Path target) throws IOException;

        @Override
        UploadContent reading(UploadId id, UploadContent content) {
            return new ForwardingContent(content) {
                @Override
                public void moveTo(Path target) throws IOException {
                    super.moveTo(target);
                    moved(id, target);
                }
            };
        }
    }

    private static final class TracingStore extends MovingStore {
        private final Map<UploadId, Path> moved = new ConcurrentHashMap<>();

        TracingStore(UploadStore store) {
            super(store);
        }

        @Override
        void moved(UploadId id, Path target) {
            moved.put(id, target);
        }

        @Override
        public void delete(UploadId id) throws IOException {
            super.delete(id);
            if (moved.containsKey(id)) {
                Files.deleteIfExists(moved.get(id));
            }
        }
    }

    private static final class LosingStore extends ForwardingStore {
        private final Storage storage;

        LosingStore(UploadStore store, Storage storage) {
            super(store);
            this.storage = storage;
        }

        @Override
        UploadContent reading(UploadId id, UploadContent content) {
            if (storage.marks.contains(id)) {
                throw new UploadException(Reason.GONE, "lost");
            }
            return new ForwardingContent(content) {
                @Override
                public void moveTo(Path target) throws IOException {
                    storage.marks.add(id);
                    super.moveTo(target);
                }
            };
        }
    }
}

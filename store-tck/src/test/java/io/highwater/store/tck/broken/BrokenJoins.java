package io.highwater.store.tck.broken;

import io.highwater.session.Composition;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that join uploads wrongly, or list those that wait for their parts wrongly. */
final class BrokenJoins {

    private BrokenJoins() {}

    static List<Breakage> all() {
        return Stream.of(bytes(), contents(), listings()).flatMap(List::stream).toList();
    }

    private static List<Breakage> bytes() {
        return List.of(
                parts(
                        "joins parts from the last to the first",
                        BrokenJoins::reversed,
                        "s11_a_joined_upload_is_complete_with_the_bytes_of_its_parts_in_their_order"),
                parts(
                        "joins no part twice",
                        parts -> parts.stream().distinct().toList(),
                        "s11_a_part_may_be_used_twice_and_be_empty"),
                parts(
                        "joins at most 64 parts",
                        parts -> parts.stream().limit(64).toList(),
                        "s11_of_many_parts_all_are_there"),
                Breakage.store(
                        "joins the parts that it finds",
                        (sound, storage) -> joining(sound, parts -> found(sound, parts)),
                        "s11_without_the_bytes_of_a_part_the_upload_is_as_it_was"),
                Breakage.store(
                        "ends an upload that cannot be joined",
                        (sound, storage) -> new EndingStore(sound),
                        "s11_without_the_bytes_of_a_part_the_upload_is_as_it_was"),
                Breakage.store(
                        "deletes parts that were joined",
                        (sound, storage) -> new ConsumingStore(sound),
                        "s11_a_part_is_not_changed_by_what_is_joined_from_it",
                        "s11_a_joined_upload_can_be_deleted",
                        "s11_a_joined_upload_is_announced_if_it_is_to_be"),
                Breakage.store(
                        "announces no joined upload",
                        (sound, storage) -> announcing(sound, false),
                        "s11_a_joined_upload_is_announced_if_it_is_to_be"),
                Breakage.store(
                        "announces every joined upload",
                        (sound, storage) -> announcing(sound, true),
                        "s11_a_joined_upload_is_announced_if_it_is_to_be"),
                Breakage.store(
                        "deletes no joined upload",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public void delete(UploadId id) throws IOException {
                                if (!isJoined(sound, id)) {
                                    super.delete(id);
                                }
                            }
                        },
                        "s11_a_joined_upload_can_be_deleted",
                        "unjoined_are_open_uploads_that_are_composed_of_parts"));
    }

    private static List<Breakage> contents() {
        return List.of(
                Breakage.store(
                        "reads the parts as they are now",
                        (sound, storage) -> new LiveStore(sound),
                        "s11_a_joined_upload_outlives_its_parts",
                        "s11_a_joined_upload_outlives_its_parts_and_a_reopening"),
                Breakage.store(
                        "loses the bytes of joined uploads when it is reopened",
                        (sound, storage) -> storage.isReopened() ? joined(sound, Emptied::new) : sound,
                        "s11_a_joined_upload_is_there_after_reopening",
                        "s11_a_joined_upload_is_one_file_after_reopening_too"),
                Breakage.store(
                        "reads joined uploads from their beginning",
                        (sound, storage) -> joined(sound, FromTheBeginning::new),
                        "s11_a_joined_upload_is_read_from_anywhere_to_anywhere"),
                Breakage.store(
                        "promises files and has none of a joined upload",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public Set<StoreFeature> features() {
                                return EnumSet.of(StoreFeature.LOCAL_FILES);
                            }
                        },
                        "s11_a_joined_upload_is_one_file_where_files_are_promised"),
                Breakage.store(
                        "moves no joined upload",
                        (sound, storage) -> joined(sound, Immovable::new),
                        "s11_a_joined_upload_can_be_moved"));
    }

    private static List<Breakage> listings() {
        return List.of(
                unjoined(
                        "lists no upload that waits for its parts",
                        (store, all) -> Stream.empty(),
                        "unjoined_are_open_uploads_that_are_composed_of_parts",
                        "unjoined_uploads_are_listed_after_reopening"),
                unjoined(
                        "lists all open uploads as waiting for parts",
                        (store, all) -> store.inactiveSince(Instant.MAX).filter(UploadSession::isOpen),
                        "unjoined_are_open_uploads_that_are_composed_of_parts"),
                unjoined(
                        "lists uploads as waiting for parts that are gone",
                        (store, all) -> store.inactiveSince(Instant.MAX)
                                .filter(s -> s.composition().isJoined()),
                        "unjoined_are_open_uploads_that_are_composed_of_parts"),
                unjoined(
                        "lists states of waiting uploads that are not the ones found",
                        (store, all) -> all.map(s -> Sessions.withCrc32c(s, 7)),
                        "unjoined_are_open_uploads_that_are_composed_of_parts"),
                inactive(
                        "keeps complete parts for ever",
                        s -> !s.isComplete(),
                        "inactive_are_complete_bodies_of_requests_too",
                        "inactive_are_complete_parts_too_but_no_joined_uploads",
                        "inactive_parts_are_listed_after_reopening"),
                inactive(
                        "keeps complete bodies of requests for ever",
                        s -> !s.isComplete() || s.composition().isPart(),
                        "inactive_are_complete_bodies_of_requests_too"),
                inactive(
                        "keeps uploads for ever that wait for parts",
                        s -> !s.composition().isJoined(),
                        "inactive_are_complete_parts_too_but_no_joined_uploads"),
                Breakage.session(
                        "forgets what an upload is composed of",
                        s -> Sessions.withRequest(s, r -> r.withComposition(Composition.WHOLE)),
                        "s10_every_fact_comes_back_as_given"));
    }

    @FunctionalInterface
    private interface Listing {
        Stream<UploadSession> of(UploadStore store, Stream<UploadSession> sound) throws IOException;
    }

    private static Breakage unjoined(String what, Listing listing, String... mustFail) {
        return Breakage.store(
                what,
                (sound, storage) -> new ForwardingStore(sound) {
                    @Override
                    public Stream<UploadSession> unjoined() throws IOException {
                        return listing.of(store, super.unjoined());
                    }
                },
                mustFail);
    }

    private static Breakage inactive(String what, Predicate<UploadSession> listed, String... mustFail) {
        return Breakage.store(
                what,
                (sound, storage) -> new ForwardingStore(sound) {
                    @Override
                    public Stream<UploadSession> inactiveSince(Instant moment) throws IOException {
                        return super.inactiveSince(moment).filter(listed);
                    }
                },
                mustFail);
    }

    private static Breakage parts(String what, UnaryOperator<List<UploadId>> change, String... mustFail) {
        return Breakage.store(what, (sound, storage) -> joining(sound, change), mustFail);
    }

    /** A store that joins other parts than those it was told. */
    private static UploadStore joining(UploadStore sound, UnaryOperator<List<UploadId>> change) {
        return new ForwardingStore(sound) {
            @Override
            public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
                List<UploadId> told = store.find(id).orElseThrow().composition().parts();
                try (UploadWriter writer = store.openWriter(id)) {
                    for (UploadId part : change.apply(told)) {
                        try (InputStream in = store.content(part).openStream()) {
                            writer.write(ByteBuffer.wrap(in.readAllBytes()));
                        }
                    }
                    return writer.commit(completing);
                }
            }
        };
    }

    private static List<UploadId> reversed(List<UploadId> parts) {
        List<UploadId> reversed = new ArrayList<>(parts);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<UploadId> found(UploadStore store, List<UploadId> parts) {
        return parts.stream().filter(part -> exists(store, part)).toList();
    }

    private static boolean exists(UploadStore store, UploadId id) {
        try {
            return store.find(id).isPresent();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static UploadStore announcing(UploadStore sound, boolean announce) {
        return new ForwardingStore(sound) {
            @Override
            public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
                return super.concatenate(id, new Commit(completing.length(), true, announce));
            }
        };
    }

    private static boolean isJoined(UploadStore store, UploadId id) throws IOException {
        return store.find(id).filter(s -> s.composition().isJoined()).isPresent();
    }

    /** A store whose joined uploads have other contents. */
    private static UploadStore joined(UploadStore sound, UnaryOperator<UploadContent> change) {
        return new ForwardingStore(sound) {
            @Override
            UploadContent reading(UploadId id, UploadContent content) throws IOException {
                return isJoined(store, id) ? change.apply(content) : content;
            }
        };
    }

    private static final class EndingStore extends ForwardingStore {
        EndingStore(UploadStore store) {
            super(store);
        }

        @Override
        public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
            try {
                return super.concatenate(id, completing);
            } catch (UploadException e) {
                store.retire(id);
                throw e;
            }
        }
    }

    private static final class ConsumingStore extends ForwardingStore {
        ConsumingStore(UploadStore store) {
            super(store);
        }

        @Override
        public UploadSession concatenate(UploadId id, Commit completing) throws IOException {
            UploadSession joined = super.concatenate(id, completing);
            for (UploadId part : joined.composition().parts()) {
                store.delete(part);
            }
            return joined;
        }
    }

    private static final class LiveStore extends ForwardingStore {
        LiveStore(UploadStore store) {
            super(store);
        }

        @Override
        UploadContent reading(UploadId id, UploadContent content) throws IOException {
            List<UploadId> parts = store.find(id).orElseThrow().composition().parts();
            for (UploadId part : parts) {
                store.content(part);
            }
            return content;
        }
    }

    private static final class Emptied extends ForwardingContent {
        Emptied(UploadContent content) {
            super(content);
        }

        @Override
        public ReadableByteChannel open(long from, long to) throws IOException {
            return super.open(0, 0);
        }

        @Override
        public InputStream openStream() {
            return InputStream.nullInputStream();
        }
    }

    private static final class FromTheBeginning extends ForwardingContent {
        FromTheBeginning(UploadContent content) {
            super(content);
        }

        @Override
        public ReadableByteChannel open(long from, long to) throws IOException {
            return super.open(0, to - from);
        }
    }

    private static final class Immovable extends ForwardingContent {
        Immovable(UploadContent content) {
            super(content);
        }

        @Override
        public void moveTo(Path target) {
            // stays
        }
    }
}

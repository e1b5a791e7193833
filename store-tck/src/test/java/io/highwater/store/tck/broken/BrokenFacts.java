package io.highwater.store.tck.broken;

import static io.highwater.store.tck.broken.Sessions.withCreatedAt;
import static io.highwater.store.tck.broken.Sessions.withOwner;
import static io.highwater.store.tck.broken.Sessions.withRequest;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadWriter;
import io.highwater.store.memory.MemoryUploadStore;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores that break S1, S8 or S10. */
final class BrokenFacts {

    private BrokenFacts() {}

    static List<Breakage> all() {
        return List.of(
                Breakage.store(
                        "forgets everything when it is reopened",
                        (sound, storage) -> storage.isReopened() ? new MemoryUploadStore(storage.clock) : sound,
                        "s1_a_created_upload_is_found_after_reopening",
                        "s1_a_created_upload_can_be_written_after_reopening",
                        "s2_committed_bytes_and_state_are_found_after_reopening",
                        "crowd_of_uploads_is_found_after_reopening",
                        "s6_after_a_crash_at_any_call_the_upload_goes_on"),
                Breakage.store(
                        "creates what it is asked for",
                        (sound, storage) -> new FindingStore(sound),
                        "s1_what_was_never_created_is_not_found"),
                Breakage.store(
                        "takes ids of up to 26 characters",
                        (sound, storage) -> new ShortIdStore(sound),
                        "s1_every_id_of_the_syntax_can_be_used"),
                Breakage.session(
                        "drops metadata",
                        metadata(m -> Map.of()),
                        "s10_metadata_comes_back_as_given",
                        "s10_facts_stay_through_the_whole_life_of_an_upload"),
                Breakage.reopenedSession(
                        "drops metadata when it is reopened",
                        metadata(m -> Map.of()),
                        "s10_metadata_comes_back_as_given_after_reopening"),
                Breakage.session(
                        "keeps metadata in Latin-1",
                        metadata(m -> values(m, v -> new String(v.getBytes(ISO_8859_1), ISO_8859_1))),
                        "s10_metadata_comes_back_as_given"),
                Breakage.session(
                        "trims metadata", metadata(m -> values(m, String::strip)), "s10_metadata_comes_back_as_given"),
                Breakage.session(
                        "cuts metadata at 65535 characters",
                        metadata(m -> values(m, v -> v.substring(0, Math.min(65_535, v.length())))),
                        "s10_metadata_comes_back_as_given"),
                Breakage.session(
                        "keeps the first line of metadata",
                        metadata(m -> values(m, v -> v.lines().findFirst().orElse(""))),
                        "s10_metadata_comes_back_as_given"),
                Breakage.session("drops attributes", attributes(), "s10_attributes_come_back_as_given"),
                Breakage.reopenedSession(
                        "drops attributes when it is reopened",
                        attributes(),
                        "s10_attributes_come_back_as_given_after_reopening"),
                Breakage.session("makes no owner an empty one", s -> withOwner(s, owner(s)), facts()),
                Breakage.reopenedSession(
                        "makes no owner an empty one when it is reopened",
                        s -> withOwner(s, owner(s)),
                        "s10_every_fact_comes_back_as_given_after_reopening"),
                Breakage.session("keeps milliseconds", BrokenFacts::toMillis, facts()),
                Breakage.session("drops digests", s -> withRequest(s, r -> r.withDigests(List.of())), facts()),
                Breakage.session(
                        "forgets metadata at the first commit",
                        s -> s.committed() > 0 ? metadata(m -> Map.of()).apply(s) : s,
                        "s10_facts_stay_through_the_whole_life_of_an_upload"),
                Breakage.session(
                        "forgets metadata at the retirement",
                        s -> s.isGone() ? metadata(m -> Map.of()).apply(s) : s,
                        "s10_facts_stay_when_an_upload_is_retired"),
                Breakage.store(
                        "guesses offset 0 for a damaged upload",
                        (sound, storage) -> new GuessingStore(sound, storage, false),
                        "s8_a_damaged_upload_is_gone",
                        "s8_a_damaged_complete_upload_is_gone",
                        "s8_a_damaged_upload_is_gone_for_good"),
                Breakage.store(
                        "guesses offset 0 the next time it is opened",
                        (sound, storage) -> new GuessingStore(sound, storage, true),
                        "s8_a_damaged_upload_is_gone_for_good"),
                Breakage.store(
                        "cannot delete what is damaged",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public void delete(UploadId id) throws IOException {
                                if (!storage.damaged.contains(id)) {
                                    super.delete(id);
                                }
                            }
                        },
                        "s8_a_damaged_upload_can_be_deleted"),
                Breakage.store(
                        "lists what is damaged",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public Stream<UploadSession> inactiveSince(Instant moment) {
                                return storage.withDamaged().inactiveSince(moment);
                            }
                        },
                        "s8_an_upload_whose_state_is_damaged_is_left_out_of_listings"),
                Breakage.store(
                        "announces what is damaged",
                        (sound, storage) -> new ForwardingStore(sound) {
                            @Override
                            public Stream<UploadId> unannounced() {
                                return storage.withDamaged().unannounced();
                            }
                        },
                        "s8_an_upload_whose_state_is_damaged_is_left_out_of_listings"),
                Breakage.store(
                        "is unreadable when one upload is damaged",
                        (sound, storage) -> new PoisonedStore(sound, storage),
                        "s8_a_damaged_upload_harms_no_other",
                        "s8_a_damaged_upload_keeps_no_other_from_being_listed"));
    }

    private static String facts() {
        return "s10_every_fact_comes_back_as_given";
    }

    private static String owner(UploadSession session) {
        return Optional.ofNullable(session.creation().owner()).orElse("");
    }

    private static UploadSession toMillis(UploadSession session) {
        return withCreatedAt(session, session.creation().createdAt().truncatedTo(ChronoUnit.MILLIS));
    }

    private static UnaryOperator<UploadSession> metadata(UnaryOperator<Map<String, String>> change) {
        return session -> withRequest(session, request -> request.withMetadata(change.apply(request.metadata())));
    }

    private static UnaryOperator<UploadSession> attributes() {
        return session -> withRequest(session, request -> request.withAttributes(Map.of()));
    }

    private static Map<String, String> values(Map<String, String> map, UnaryOperator<String> change) {
        Map<String, String> changed = new HashMap<>();
        map.forEach((key, value) -> changed.put(key, change.apply(value)));
        return changed;
    }

    private static final class FindingStore extends ForwardingStore {
        FindingStore(UploadStore store) {
            super(store);
        }

        @Override
        public UploadWriter openWriter(UploadId id) throws IOException {
            if (store.find(id).isEmpty()) {
                store.create(new Creation(id, "", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
            }
            return super.openWriter(id);
        }
    }

    private static final class ShortIdStore extends ForwardingStore {
        ShortIdStore(UploadStore store) {
            super(store);
        }

        @Override
        public UploadWriter openWriter(UploadId id) throws IOException {
            if (id.value().length() > 26) {
                throw new UploadException(Reason.NOT_FOUND, "long");
            }
            return super.openWriter(id);
        }
    }

    private static final class GuessingStore extends ForwardingStore {
        private final Set<UploadId> damaged;

        GuessingStore(UploadStore store, Storage storage, boolean later) {
            super(store);
            if (!later || storage.openings() > 2) {
                storage.marks.addAll(storage.damaged);
                storage.damaged.clear();
            }
            this.damaged = storage.marks;
        }

        @Override
        UploadSession seen(UploadSession session) {
            return damaged.contains(session.id()) ? Sessions.withCommitted(session, 0) : session;
        }
    }

    private static final class PoisonedStore extends ForwardingStore {
        private final Storage storage;

        PoisonedStore(UploadStore store, Storage storage) {
            super(store);
            this.storage = storage;
        }

        @Override
        UploadSession seen(UploadSession session) {
            if (!storage.damaged.isEmpty()) {
                throw new UploadException(Reason.GONE, "something is damaged");
            }
            return session;
        }
    }
}

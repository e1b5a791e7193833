package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.highwater.session.Composition;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two listings: what nobody has touched for long, and whose completion nobody has heard of. */
abstract class ListingRules extends StoreRules {

    private static final byte[] BYTES = bytes(100, 81);

    ListingRules(UploadStoreContract contract) {
        super(contract);
    }

    private List<UploadId> inactiveSince(Instant moment) throws IOException {
        try (Stream<UploadSession> inactive = store().inactiveSince(moment)) {
            return inactive.map(UploadSession::id).toList();
        }
    }

    private List<UploadId> unannounced() throws IOException {
        try (Stream<UploadId> unannounced = store().unannounced()) {
            return unannounced.toList();
        }
    }

    private UploadId announcing() throws IOException {
        UploadId id = create();
        append(id, BYTES, Commit.completeAndAnnounce());
        return id;
    }

    @Test
    void inactive_is_nothing_in_an_empty_store() throws IOException {
        assertThat(inactiveSince(now().plusSeconds(1))).isEmpty();
    }

    @Test
    void inactive_are_open_uploads_whose_last_commit_was_before_the_moment() throws IOException {
        UploadId created = create();
        UploadId appended = openUpload(BYTES);
        advance(Duration.ofHours(1));
        Instant moment = now();
        UploadId late = create();
        advance(Duration.ofHours(1));
        UploadId latest = openUpload(BYTES);

        assertThat(inactiveSince(moment)).containsExactlyInAnyOrder(created, appended);
        assertThat(inactiveSince(now())).containsExactlyInAnyOrder(created, appended, late);
        assertThat(inactiveSince(now().plusMillis(1))).containsExactlyInAnyOrder(created, appended, late, latest);
    }

    @Test
    void inactive_are_complete_bodies_of_requests_too() throws IOException {
        NewUpload request = NewUpload.ofUnknownLength().withComposition(Composition.REQUEST);
        UploadId id = store().create(creation(request)).id();
        append(id, BYTES, Commit.complete());
        completeUpload(BYTES);
        advance(Duration.ofHours(1));

        assertThat(inactiveSince(now())).containsExactly(id);
    }

    @Test
    void inactive_are_not_uploads_committed_at_the_moment() throws IOException {
        // on the second, so that no store need round it
        advance(Duration.between(now(), now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1)));
        create();

        assertThat(inactiveSince(now())).isEmpty();
        assertThat(inactiveSince(now().plusSeconds(1))).hasSize(1);
    }

    @Test
    void inactive_is_no_upload_any_more_when_something_was_committed() throws IOException {
        UploadId id = openUpload(BYTES);
        UploadId other = openUpload(BYTES);
        advance(Duration.ofHours(2));

        append(id, BYTES, Commit.progress());
        find(other);
        appendAndDiscard(other, BYTES);

        assertThat(inactiveSince(now().minus(Duration.ofHours(1)))).containsExactly(other);
    }

    @Test
    void inactive_are_never_complete_uploads() throws IOException {
        completeUpload(BYTES);
        announcing();
        UploadId open = create();

        assertThat(inactiveSince(now().plusSeconds(1))).containsExactly(open);
    }

    @Test
    void inactive_are_retired_uploads_from_their_retirement_on() throws IOException {
        UploadId id = openUpload(BYTES);
        advance(Duration.ofHours(2));
        Instant retired = now();
        store().retire(id);
        advance(Duration.ofHours(2));

        assertThat(inactiveSince(retired.minus(Duration.ofHours(1)))).isEmpty();
        assertThat(inactiveSince(now())).containsExactly(id);
    }

    @Test
    void inactive_uploads_are_listed_as_they_are_found() throws IOException {
        UploadId id = openUpload(BYTES);

        try (Stream<UploadSession> inactive = store().inactiveSince(now().plusSeconds(1))) {
            assertThat(inactive).containsExactly(find(id));
        }
    }

    @Test
    void inactive_uploads_are_listed_after_reopening() throws IOException {
        UploadId id = openUpload(BYTES);
        UploadId gone = create();
        store().retire(gone);
        completeUpload(BYTES);
        advance(Duration.ofHours(1));

        reopen();

        assertThat(inactiveSince(now())).containsExactlyInAnyOrder(id, gone);
    }

    @Test
    void inactive_uploads_can_be_deleted_and_retired_while_they_are_listed() throws IOException {
        Set<UploadId> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(create());
        }
        Set<UploadId> seen = new HashSet<>();
        try (Stream<UploadSession> inactive = store().inactiveSince(now().plusSeconds(1))) {
            for (UploadSession session : (Iterable<UploadSession>) inactive::iterator) {
                seen.add(session.id());
                if (seen.size() % 2 == 0) {
                    store().delete(session.id());
                } else {
                    store().retire(session.id());
                }
            }
        }
        assertThat(seen).isEqualTo(ids);
        assertThat(inactiveSince(now().plusSeconds(1))).hasSize(10);
    }

    @Test
    void inactive_can_be_closed_before_its_end() throws IOException {
        create();
        create();
        try (Stream<UploadSession> inactive = store().inactiveSince(now().plusSeconds(1))) {
            assertThat(inactive.findFirst()).isPresent();
        }
        assertThat(inactiveSince(now().plusSeconds(1))).hasSize(2);
    }

    @Test
    void unannounced_are_uploads_that_were_completed_to_be_announced() throws IOException {
        UploadId first = announcing();
        UploadId second = announcing();
        completeUpload(BYTES);
        openUpload(BYTES);
        store().retire(create());

        assertThat(unannounced()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void unannounced_are_empty_uploads_too() throws IOException {
        UploadId id = create(0);

        append(id, new byte[0], Commit.completeAndAnnounce());

        assertThat(unannounced()).containsExactly(id);
    }

    @Test
    void unannounced_uploads_are_listed_after_reopening() throws IOException {
        UploadId id = announcing();
        completeUpload(BYTES);

        reopen();

        assertThat(unannounced()).containsExactly(id);
        assertThat(find(id).isComplete()).isTrue();
    }

    @Test
    void unannounced_is_no_upload_that_was_marked() throws IOException {
        UploadId first = announcing();
        UploadId second = announcing();

        store().markAnnounced(first);
        store().markAnnounced(first);

        assertThat(unannounced()).containsExactly(second);
        assertBytes(first, BYTES);
    }

    @Test
    void unannounced_can_be_marked_after_reopening() throws IOException {
        UploadId id = announcing();

        reopen();
        store().markAnnounced(id);

        assertThat(unannounced()).isEmpty();
        assertThat(find(id).isComplete()).isTrue();
    }

    @Test
    void unannounced_can_be_marked_while_they_are_listed() throws IOException {
        Set<UploadId> ids = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ids.add(announcing());
        }
        Set<UploadId> seen = new HashSet<>();
        try (Stream<UploadId> unannounced = store().unannounced()) {
            for (UploadId id : (Iterable<UploadId>) unannounced::iterator) {
                seen.add(id);
                store().markAnnounced(id);
            }
        }
        assertThat(seen).isEqualTo(ids);
        assertThat(unannounced()).isEmpty();
    }

    @Test
    void unannounced_is_no_upload_that_was_deleted() throws IOException {
        UploadId deleted = announcing();
        UploadId kept = announcing();

        store().delete(deleted);

        assertThat(unannounced()).containsExactly(kept);
    }

    @Test
    void unannounced_is_no_upload_whose_completing_commit_never_came() throws IOException {
        UploadId id = openUpload(BYTES);
        appendAndDiscard(id, BYTES);

        assertThat(unannounced()).isEmpty();
    }
}

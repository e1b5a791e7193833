package io.highwater.store.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.highwater.session.Composition;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.StoreFeature;
import io.highwater.store.UploadContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S11: an upload gets the bytes of its parts. And the listing of those that wait for theirs. */
abstract class JoinRules extends StoreRules {

    private static final byte[] ONE = bytes(1000, 91);
    private static final byte[] TWO = bytes(300_000, 92);
    private static final byte[] BOTH = join(ONE, TWO);

    @TempDir
    Path directory;

    JoinRules(UploadStoreContract contract) {
        super(contract);
    }

    private UploadId part(byte[] bytes) throws IOException {
        UploadId id = emptyPart();
        append(id, bytes, Commit.complete());
        return id;
    }

    private UploadId emptyPart() throws IOException {
        return store().create(creation(NewUpload.ofUnknownLength().withComposition(Composition.PART)))
                .id();
    }

    private UploadId waiting(UploadId... parts) throws IOException {
        Composition composition = Composition.of(List.of(parts));
        return store().create(creation(NewUpload.ofUnknownLength().withComposition(composition)))
                .id();
    }

    private UploadId joined(UploadId... parts) throws IOException {
        UploadId id = waiting(parts);
        store().concatenate(id, Commit.complete());
        return id;
    }

    private List<UploadId> unjoined() throws IOException {
        try (Stream<UploadSession> unjoined = store().unjoined()) {
            return unjoined.map(UploadSession::id).toList();
        }
    }

    private List<UploadId> unannounced() throws IOException {
        try (Stream<UploadId> unannounced = store().unannounced()) {
            return unannounced.toList();
        }
    }

    private List<UploadId> inactive() throws IOException {
        try (Stream<UploadSession> inactive = store().inactiveSince(now().plusSeconds(1))) {
            return inactive.map(UploadSession::id).toList();
        }
    }

    @Test
    void s11_a_joined_upload_is_complete_with_the_bytes_of_its_parts_in_their_order() throws IOException {
        UploadId one = part(ONE);
        UploadId two = part(TWO);
        UploadId id = waiting(two, one);

        UploadSession joined = store().concatenate(id, Commit.complete());

        assertThat(joined.isComplete()).isTrue();
        assertThat(joined.length()).isEqualTo(OptionalLong.of(BOTH.length));
        assertStored(joined, join(TWO, ONE));
    }

    @Test
    void s11_a_joined_upload_is_there_after_reopening() throws IOException {
        UploadId id = waiting(part(ONE), part(TWO));
        UploadSession joined = store().concatenate(id, Commit.complete());

        reopen();

        assertStored(joined, BOTH);
    }

    @Test
    void s11_a_joined_upload_outlives_its_parts() throws IOException {
        UploadId one = part(ONE);
        UploadId two = part(TWO);
        UploadId id = joined(one, two);

        store().delete(one);
        store().content(two).moveTo(directory.resolve("elsewhere"));
        store().delete(two);

        assertBytes(id, BOTH);
    }

    @Test
    void s11_a_joined_upload_outlives_its_parts_and_a_reopening() throws IOException {
        UploadId one = part(ONE);
        UploadId two = part(TWO);
        UploadId id = joined(one, two);
        store().delete(one);
        store().delete(two);

        reopen();

        assertBytes(id, BOTH);
    }

    @Test
    void s11_a_part_is_not_changed_by_what_is_joined_from_it() throws IOException {
        UploadId one = part(ONE);
        UploadId two = part(TWO);
        UploadId kept = joined(one, two);
        UploadId deleted = joined(two, one);
        UploadId moved = joined(one, two);

        store().delete(deleted);
        store().content(moved).moveTo(directory.resolve("moved"));

        assertBytes(one, ONE);
        assertBytes(two, TWO);
        assertBytes(kept, BOTH);
    }

    @Test
    void s11_a_part_may_be_used_twice_and_be_empty() throws IOException {
        UploadId one = part(ONE);
        UploadId empty = part(new byte[0]);

        assertBytes(joined(empty, one, empty, one, empty), join(ONE, ONE));
        assertBytes(joined(empty, empty), new byte[0]);
        assertBytes(joined(empty, one), ONE);
    }

    @Test
    void s11_of_many_parts_all_are_there() throws IOException {
        byte[][] pieces = new byte[100][];
        UploadId[] parts = new UploadId[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = bytes(i, i);
            parts[i] = part(pieces[i]);
        }

        assertBytes(joined(parts), join(pieces));
    }

    @Test
    void s11_without_the_bytes_of_a_part_the_upload_is_as_it_was() throws IOException {
        UploadId one = part(ONE);
        UploadId two = part(TWO);
        UploadId id = waiting(one, two);
        UploadSession before = find(id);
        store().delete(two);

        assertThatThrownBy(() -> store().concatenate(id, Commit.complete()))
                .isInstanceOf(UploadException.class)
                .extracting(e -> ((UploadException) e).reason())
                .isIn(Reason.NOT_FOUND, Reason.GONE);

        assertStored(before, new byte[0]);
        store().retire(id);
        assertThat(find(id).isGone()).isTrue();
    }

    @Test
    void s11_a_joined_upload_is_read_from_anywhere_to_anywhere() throws IOException {
        UploadId id = joined(part(ONE), part(new byte[0]), part(TWO));
        UploadContent content = store().content(id);
        int[] marks = {0, 1, ONE.length - 1, ONE.length, ONE.length + 1, BOTH.length - 1, BOTH.length};

        assertThat(content.size()).isEqualTo(BOTH.length);
        for (int from : marks) {
            for (int to : marks) {
                if (from <= to) {
                    assertSame(read(content, from, to), Arrays.copyOfRange(BOTH, from, to));
                }
            }
        }
    }

    private static byte[] read(UploadContent content, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BOTH.length + 1);
        try (ReadableByteChannel channel = content.open(from, to)) {
            while (channel.read(bytes) >= 0) {
                assertThat(bytes.hasRemaining()).isTrue();
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Test
    void s11_a_joined_upload_is_one_file_where_files_are_promised() throws IOException {
        UploadId id = joined(part(ONE), part(TWO));
        UploadSession before = find(id);
        UploadContent content = store().content(id);

        try (ReadableByteChannel opened = content.open(0, BOTH.length)) {
            boolean promised = store().features().contains(StoreFeature.LOCAL_FILES);
            assertThat(content.path().isPresent()).isEqualTo(promised);
            if (promised) {
                assertSame(Files.readAllBytes(content.path().orElseThrow()), BOTH);
            }
            assertSame(readAll(opened), BOTH);
        }
        assertSame(read(content, 0, BOTH.length), BOTH);
        assertStored(before, BOTH);
    }

    private static byte[] readAll(ReadableByteChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BOTH.length + 1);
        while (channel.read(bytes) >= 0) {
            assertThat(bytes.hasRemaining()).isTrue();
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    @Test
    void s11_a_joined_upload_is_one_file_after_reopening_too() throws IOException {
        UploadId id = joined(part(ONE), part(TWO));
        store().content(id).path();

        reopen();

        assertBytes(id, BOTH);
        store().content(id).moveTo(directory.resolve("target"));
        assertSame(Files.readAllBytes(directory.resolve("target")), BOTH);
    }

    @Test
    void s11_a_joined_upload_can_be_moved() throws IOException {
        UploadId id = joined(part(ONE), part(TWO));
        Path target = directory.resolve("target");

        store().content(id).moveTo(target);

        assertSame(Files.readAllBytes(target), BOTH);
        assertThat(find(id).isComplete()).isTrue();
        assertFails(Reason.GONE, () -> store().content(id));
    }

    @Test
    void s11_a_joined_upload_can_be_deleted() throws IOException {
        UploadId one = part(ONE);
        UploadId id = joined(one);

        store().delete(id);

        assertThat(store().find(id)).isEmpty();
        assertBytes(one, ONE);
    }

    @Test
    void s11_a_joined_upload_is_announced_if_it_is_to_be() throws IOException {
        UploadId part = part(ONE);
        joined(part);
        UploadId id = waiting(part);

        store().concatenate(id, Commit.completeAndAnnounce());

        assertThat(unannounced()).containsExactly(id);
        store().markAnnounced(id);
        assertThat(unannounced()).isEmpty();
    }

    @Test
    void unjoined_are_open_uploads_that_are_composed_of_parts() throws IOException {
        UploadId part = part(ONE);
        UploadId other = emptyPart();
        create();
        joined(part);
        UploadId id = waiting(part, other);
        UploadId gone = waiting(part);
        store().retire(gone);
        UploadId deleted = waiting(part);
        store().delete(deleted);

        assertThat(unjoined()).containsExactly(id);
        try (Stream<UploadSession> unjoined = store().unjoined()) {
            assertThat(unjoined).containsExactly(find(id));
        }
    }

    @Test
    void unjoined_uploads_are_listed_after_reopening() throws IOException {
        UploadId part = part(ONE);
        UploadId first = waiting(part);
        UploadId second = waiting(part);

        reopen();
        unannounced();

        assertThat(unjoined()).containsExactlyInAnyOrder(first, second);
        store().concatenate(first, Commit.complete());
        assertThat(unjoined()).containsExactly(second);
        assertBytes(first, ONE);
    }

    @Test
    void inactive_are_complete_parts_too_but_no_joined_uploads() throws IOException {
        UploadId part = part(ONE);
        joined(part);

        assertThat(inactive()).containsExactly(part);
        advance(Duration.ofHours(1));
        UploadId waiting = waiting(part);
        assertThat(inactive()).containsExactlyInAnyOrder(part, waiting);
    }

    @Test
    void inactive_parts_are_listed_after_reopening() throws IOException {
        UploadId part = part(ONE);
        completeUpload(ONE);

        reopen();

        assertThat(inactive()).containsExactly(part);
    }
}

package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.UploadStore;
import io.highwater.store.UploadStoreProvider;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filesystem store does with its directory, on the real file system. */
class FileUploadStoreTest {

    @TempDir
    Path temporary;

    private Path directory;
    private Layout layout;
    private FileUploadStore store;
    private UploadId id;

    @BeforeEach
    void openWithAnUpload() throws IOException {
        directory = temporary.resolve("some/where");
        layout = new Layout(directory);
        store = FileUploadStore.open(directory);
        id = UploadId.random();
        create(id);
        append(100, Commit.progress());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void create(UploadId newId) throws IOException {
        store.create(new Creation(newId, "/", null, Instant.now(), NewUpload.ofUnknownLength()));
    }

    private void append(int count, Commit commit) throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(bytes(count));
            writer.commit(commit);
        }
    }

    private static ByteBuffer bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private void reopen() throws IOException {
        store.close();
        store = FileUploadStore.open(directory);
    }

    /** Opens the store again as after a crash: without the note that it was closed. */
    private void reopenUnclean() throws IOException {
        store.close();
        Files.write(layout.lock(), new byte[24]);
        store = FileUploadStore.open(directory);
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(UploadException.class)
                .isThrownBy(call)
                .extracting(UploadException::reason)
                .isEqualTo(reason);
    }

    private long committed() throws IOException {
        return store.find(id).orElseThrow().committed();
    }

    @Test
    void a_second_store_on_the_directory_is_refused_and_harms_nothing() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> FileUploadStore.open(directory))
                    .withMessageContaining("in use by this process")
                    .withMessageContaining(directory.toString());
        }
        append(50, Commit.progress());
        assertThat(committed()).isEqualTo(150);
    }

    @Test
    void a_second_store_on_a_link_to_the_directory_is_refused() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> FileUploadStore.open(link));
    }

    @Test
    void a_closed_store_leaves_the_directory_to_the_next_one() throws IOException {
        reopen();

        assertThat(committed()).isEqualTo(100);
        assertThat(store.quarantined()).isZero();
    }

    @Test
    void a_closed_store_refuses_everything() throws IOException {
        UploadWriter writer = store.openWriter(id);
        store.close();

        assertFails(Reason.UNAVAILABLE, () -> store.find(id));
        assertFails(Reason.UNAVAILABLE, () -> writer.write(bytes(1)));
        writer.close();
        store.close();
    }

    @Test
    void a_store_of_a_later_version_is_left_alone() throws IOException {
        store.close();
        byte[] record = Files.readAllBytes(layout.lock());
        record[7] = 2;
        ByteBuffer.wrap(record).putInt(20, Crc32c.of(ByteBuffer.wrap(record, 0, 20)));
        Files.write(layout.lock(), record);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> FileUploadStore.open(directory))
                .withMessageContaining("later version");
        assertThat(layout.lock()).hasBinaryContent(record);
    }

    @Test
    void files_and_directories_belong_to_the_owner_alone() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            assertThat(all)
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void an_id_is_used_once() throws IOException {
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> create(id));

        assertThat(committed()).isEqualTo(100);
    }

    @Test
    void a_creation_with_more_metadata_than_a_state_holds_is_too_large_and_leaves_nothing() throws IOException {
        Set<Path> before = files();
        UploadId other = UploadId.random();
        NewUpload large = NewUpload.ofUnknownLength().withMetadata(Map.of("k", "v".repeat(17 << 20)));

        assertFails(Reason.TOO_LARGE, () -> store.create(new Creation(other, "/", null, Instant.now(), large)));

        assertThat(files()).isEqualTo(before);
        assertThat(store.find(other)).isEmpty();
    }

    @Test
    void bytes_behind_the_committed_ones_are_cut_off_when_an_upload_is_recovered() throws IOException {
        Files.write(layout.data(id), new byte[5000], StandardOpenOption.APPEND);

        reopenUnclean();

        assertThat(committed()).isEqualTo(100);
        assertThat(layout.data(id)).hasSize(100);
    }

    @Test
    void bytes_that_a_writer_did_not_commit_leave_the_file_when_it_is_closed() throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(bytes(5000));
        }
        assertThat(layout.data(id)).hasSize(100);
    }

    @Test
    void a_damaged_upload_goes_to_quarantine_and_is_counted_once() throws IOException {
        store.close();
        Files.write(layout.data(id), new byte[99]);
        store = FileUploadStore.open(directory);

        assertFails(Reason.GONE, () -> store.find(id));
        assertFails(Reason.GONE, () -> store.find(id));

        assertThat(store.quarantined()).isOne();
        assertThat(layout.quarantinedData(id)).hasSize(99);
        assertThat(layout.quarantinedState(id)).exists();
        assertThat(layout.data(id)).doesNotExist();
    }

    @Test
    void a_damaged_upload_in_quarantine_is_not_in_doubt_any_more() throws IOException {
        Files.delete(layout.data(id));
        assertFails(Reason.GONE, () -> store.openWriter(id));

        store.close();

        try (DiskFile lock = new LocalDisk().open(layout.lock(), Disk.Access.READ)) {
            assertThat(LockRecord.read(lock).orElseThrow().clean()).isTrue();
        }
    }

    @Test
    void data_that_vanishes_while_the_store_runs_makes_the_upload_gone() throws IOException {
        Files.delete(layout.data(id));

        assertFails(Reason.GONE, () -> store.openWriter(id));
        assertFails(Reason.GONE, () -> store.find(id));
    }

    @Test
    void data_that_shrinks_while_the_store_runs_makes_the_upload_gone() throws IOException {
        try (FileChannel data = FileChannel.open(layout.data(id), StandardOpenOption.WRITE)) {
            data.truncate(20);
        }

        assertFails(Reason.GONE, () -> store.openWriter(id));
    }

    @Tag("T18")
    @Test
    void a_link_in_the_place_of_data_is_never_written_through() throws IOException {
        Path victim = Files.write(temporary.resolve("victim"), new byte[100]);
        Files.delete(layout.data(id));
        Files.createSymbolicLink(layout.data(id), victim);

        assertFails(Reason.GONE, () -> append(10, Commit.progress()));

        assertThat(victim).hasBinaryContent(new byte[100]);
        assertThat(layout.quarantinedData(id)).isSymbolicLink();
    }

    /** As where the file system minds no case: the files are found under both names. */
    @Tag("T1")
    @Test
    void an_upload_is_unknown_and_unharmed_under_its_id_in_another_case() throws IOException {
        UploadId other = new UploadId(id.value().toUpperCase(Locale.ROOT));
        Files.createLink(layout.state(other), layout.state(id));
        Files.createLink(layout.data(other), layout.data(id));

        assertThat(store.find(other)).isEmpty();
        assertFails(Reason.NOT_FOUND, () -> store.openWriter(other));

        assertThat(store.quarantined()).isZero();
        assertThat(layout.state(other)).exists();
        assertThat(committed()).isEqualTo(100);
    }

    @Tag("T18")
    @Test
    void a_link_in_the_place_of_a_state_is_never_followed() throws IOException {
        store.close();
        Path victim = Files.copy(layout.state(id), temporary.resolve("victim"));
        byte[] before = Files.readAllBytes(victim);
        Files.delete(layout.state(id));
        Files.createSymbolicLink(layout.state(id), victim);
        store = FileUploadStore.open(directory);

        assertFails(Reason.GONE, () -> store.find(id));
        assertFails(Reason.GONE, () -> append(10, Commit.progress()));

        assertThat(victim).hasBinaryContent(before);
    }

    @Tag("T18")
    @Test
    void a_link_in_the_place_of_a_new_upload_is_never_written_through() throws IOException {
        Path victim = Files.write(temporary.resolve("victim"), new byte[10]);
        UploadId other = UploadId.random();
        Files.createSymbolicLink(layout.data(other), victim);

        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> create(other));

        assertThat(victim).hasBinaryContent(new byte[10]);
        assertThat(store.find(other)).isEmpty();
    }

    @Tag("T18")
    @ParameterizedTest
    @ValueSource(strings = {"uploads", "joined", "pending", "quarantine"})
    void a_link_in_the_place_of_a_subdirectory_keeps_the_store_from_opening(String name) throws IOException {
        store.close();
        Path elsewhere = Files.move(directory.resolve(name), temporary.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve(name), elsewhere);

        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> FileUploadStore.open(directory));

        Files.delete(directory.resolve(name));
        Files.move(elsewhere, directory.resolve(name));
        store = FileUploadStore.open(directory);
        assertThat(committed()).isEqualTo(100);
    }

    @Test
    void the_store_itself_may_be_reached_by_a_link() throws IOException {
        store.close();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);

        store = FileUploadStore.open(link);

        assertThat(committed()).isEqualTo(100);
    }

    @Test
    void nothing_is_committed_to_a_directory_that_is_not_there_any_more() throws IOException {
        try (UploadWriter writer = store.openWriter(id)) {
            writer.write(bytes(50));
            Path elsewhere = Files.move(directory, temporary.resolve("elsewhere"));

            assertFails(Reason.UNAVAILABLE, () -> writer.commit(Commit.progress()));

            Files.move(elsewhere, directory);
        }
        assertThat(committed()).isEqualTo(100);
        append(50, Commit.progress());
        assertThat(committed()).isEqualTo(150);
    }

    @Test
    void a_directory_that_is_not_there_any_more_is_unavailable_and_not_made_again() throws IOException {
        Path elsewhere = Files.move(directory, temporary.resolve("elsewhere"));
        UploadId other = UploadId.random();

        assertFails(Reason.UNAVAILABLE, () -> store.find(other));
        assertFails(Reason.UNAVAILABLE, () -> create(other));
        assertFails(Reason.UNAVAILABLE, () -> store.openWriter(id));
        assertFails(Reason.UNAVAILABLE, () -> store.delete(id));
        assertFails(Reason.UNAVAILABLE, () -> store.inactiveSince(Instant.now()));
        assertFails(Reason.UNAVAILABLE, () -> store.unannounced());
        assertThat(directory).doesNotExist();

        Files.move(elsewhere, directory);
        append(50, Commit.progress());
        assertThat(committed()).isEqualTo(150);
    }

    @Test
    void an_empty_directory_in_the_place_of_the_store_is_unavailable() throws IOException {
        Path elsewhere = Files.move(directory, temporary.resolve("elsewhere"));
        Files.createDirectories(layout.uploads());
        Files.createFile(layout.lock());

        assertFails(Reason.UNAVAILABLE, () -> store.find(UploadId.random()));
        assertFails(Reason.UNAVAILABLE, () -> create(UploadId.random()));
        assertFails(Reason.UNAVAILABLE, () -> store.openWriter(id));
        assertThat(elsewhere.resolve("uploads")).isNotEmptyDirectory();
    }

    @Test
    void what_belongs_to_no_upload_is_removed_when_it_is_old() throws IOException {
        UploadId orphan = UploadId.random();
        UploadId torn = UploadId.random();
        Files.write(layout.data(orphan), new byte[10]);
        Files.write(layout.state(torn), new byte[100]);
        Files.createFile(layout.data(torn));
        Instant moment = Instant.now().minusSeconds(60);

        assertThat(inactiveSince(moment)).isEmpty();
        assertThat(store.find(torn)).isEmpty();
        assertThat(layout.data(orphan)).exists();
        assertThat(layout.state(torn)).exists();

        for (Path file : List.of(layout.data(orphan), layout.state(torn), layout.data(torn))) {
            Files.setLastModifiedTime(file, FileTime.from(moment.minusSeconds(1)));
        }
        assertThat(inactiveSince(moment)).isEmpty();
        assertThat(layout.data(orphan)).doesNotExist();
        assertThat(layout.state(torn)).doesNotExist();
        assertThat(layout.data(torn)).doesNotExist();
        assertThat(store.quarantined()).isZero();
    }

    @Test
    void listings_end_with_the_store_and_touch_nothing_afterwards() throws IOException {
        Instant moment = Instant.now().plusSeconds(60);
        for (int i = 0; i < 100; i++) {
            create(UploadId.random());
            Files.write(layout.data(UploadId.random()), new byte[10]);
            id = UploadId.random();
            create(id);
            append(1, Commit.completeAndAnnounce());
            Files.createFile(layout.marker(UploadId.random()));
        }
        try (Stream<UploadSession> inactive = store.inactiveSince(moment);
                Stream<UploadId> unannounced = store.unannounced()) {
            Iterator<UploadSession> sessions = inactive.iterator();
            Iterator<UploadId> ids = unannounced.iterator();
            sessions.next();
            ids.next();
            store.close();
            Set<Path> left = files();

            assertThat(sessions).isExhausted();
            assertThat(ids).isExhausted();

            assertThat(files()).isEqualTo(left);
        }
        store = FileUploadStore.open(directory);
        Set<Path> before = files();
        assertThat(inactiveSince(moment)).hasSize(101);
        assertThat(files()).as("there was more to be swept").isNotEqualTo(before);
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.collect(Collectors.toSet());
        }
    }

    private List<UploadSession> inactiveSince(Instant moment) throws IOException {
        try (Stream<UploadSession> inactive = store.inactiveSince(moment)) {
            return inactive.toList();
        }
    }

    @Test
    void an_upload_that_is_being_written_is_not_inactive() throws IOException {
        Instant later = Instant.now().plusSeconds(60);
        assertThat(inactiveSince(later)).hasSize(1);

        try (UploadWriter writer = store.openWriter(id)) {
            assertThat(inactiveSince(later)).isEmpty();
            assertThat(writer.position()).isEqualTo(100);
        }
    }

    @Test
    void a_move_gives_the_file_itself_away() throws IOException {
        append(50, Commit.complete());
        Object key = Files.getAttribute(layout.data(id), "unix:ino");
        Path target = temporary.resolve("target");

        store.content(id).moveTo(target);

        assertThat(Files.getAttribute(target, "unix:ino")).isEqualTo(key);
        assertThat(layout.data(id)).doesNotExist();
    }

    @Test
    void a_move_never_replaces_another_file() throws IOException {
        append(50, Commit.complete());
        Path target = Files.write(temporary.resolve("target"), new byte[150]);

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> store.content(id).moveTo(target));

        assertThat(target).hasBinaryContent(new byte[150]);
        assertThat(store.content(id).size()).isEqualTo(150);
    }

    @Test
    void a_move_to_another_file_system_is_a_copy() throws IOException {
        Path shared = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(shared) && !Files.getFileStore(shared).equals(Files.getFileStore(temporary)),
                "no second file system");
        append(50, Commit.complete());
        byte[] bytes = Files.readAllBytes(layout.data(id));
        Path target = Files.createTempDirectory(shared, "highwater").resolve("target");
        try {
            store.content(id).moveTo(target);

            assertThat(target).hasBinaryContent(bytes);
            assertThat(layout.data(id)).doesNotExist();
        } finally {
            Files.deleteIfExists(target);
            Files.delete(target.getParent());
        }
    }

    @Test
    void the_provider_named_file_opens_the_directory_data_dir() throws IOException {
        UploadStoreProvider provider = ServiceLoader.load(UploadStoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals("file"))
                .findAny()
                .orElseThrow();
        store.close();

        try (UploadStore opened = provider.open(Map.of("data-dir", directory.toString()))) {
            assertThat(opened.find(id)).isPresent();
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> provider.open(Map.of()))
                .withMessageContaining("data-dir");
        assertThat(provider.options()).containsExactlyInAnyOrder("data-dir", "min-free-space", "durability");
    }

    @Test
    void the_provider_reads_what_is_kept_free() throws IOException {
        FileUploadStoreProvider provider = new FileUploadStoreProvider();
        String other = directory.resolveSibling("other").toString();
        Map<String, String> options = Map.of("data-dir", other, "min-free-space", "900TiB");
        try (UploadStore all = provider.open(options)) {
            assertThatExceptionOfType(UploadException.class)
                    .isThrownBy(() -> all.create(
                            new Creation(UploadId.random(), "/", null, Instant.now(), NewUpload.ofUnknownLength())))
                    .extracting(UploadException::reason)
                    .isEqualTo(Reason.OUT_OF_SPACE);
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> provider.open(Map.of("data-dir", other, "min-free-space", "much")))
                .withMessageContaining("min-free-space (\"much\") must be a size such as");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "os"})
    void the_provider_reads_the_durability(String name) throws IOException {
        FileUploadStoreProvider provider = new FileUploadStoreProvider();
        Map<String, String> options =
                Map.of("data-dir", directory.resolveSibling("other").toString(), "durability", name);
        UploadId other = UploadId.random();
        try (UploadStore opened = provider.open(options)) {
            opened.create(new Creation(other, "/", null, Instant.now(), NewUpload.ofUnknownLength()));
        }
        try (UploadStore opened = provider.open(options)) {
            assertThat(opened.find(other)).isPresent();
        }
    }

    @Test
    void the_provider_knows_no_other_durability() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new FileUploadStoreProvider()
                        .open(Map.of(
                                "data-dir", directory.resolveSibling("other").toString(), "durability", "none")))
                .withMessage("durability (\"none\") must be disk or os");
    }
}

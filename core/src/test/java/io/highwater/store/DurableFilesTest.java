package io.highwater.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.highwater.session.Creation;
import io.highwater.session.NewUpload;
import io.highwater.session.UploadId;
import io.highwater.session.UploadSession;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen without a power cut; {@code PowerCutTest} has one. */
class DurableFilesTest {

    private static final int BUFFER_SIZE = 256 << 10;

    @TempDir
    Path directory;

    private Path source;
    private Path target;

    @BeforeEach
    void choosePlaces() throws IOException {
        source = directory.resolve("source");
        target = Files.createDirectory(directory.resolve("place")).resolve("target");
    }

    /** Content that says that it has {@code size} bytes, whatever there is. */
    private UploadContent content(byte[] bytes, int size) throws IOException {
        Files.write(source, bytes);
        UploadSession created = UploadSession.begun(
                new Creation(UploadId.random(), "/", null, Instant.EPOCH, NewUpload.ofUnknownLength()));
        UploadSession complete = Commit.complete().appliedTo(created, size, 0, Instant.EPOCH);
        return new LocalFileContent(complete, source, () -> {});
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void assertAlone(byte[] bytes) throws IOException {
        assertThat(target).hasBinaryContent(bytes);
        try (var files = Files.list(target.getParent())) {
            assertThat(files).containsExactly(target);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BUFFER_SIZE - 1, BUFFER_SIZE, BUFFER_SIZE + 1, 1_000_000})
    void content_of_any_size_is_copied(int size) throws IOException {
        DurableFiles.copy(content(random(size), size), target);

        assertAlone(random(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BUFFER_SIZE, 1_000_000})
    void what_an_earlier_try_has_copied_is_left_there(int size) throws IOException {
        Files.write(target, random(size));

        DurableFiles.copy(content(random(size), size), target);

        assertAlone(random(size));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BUFFER_SIZE, BUFFER_SIZE + 1, 1_000_000})
    void other_bytes_are_never_replaced_by_a_copy(int size) throws IOException {
        byte[] other = random(size);
        other[size - 1]++;
        Files.write(target, other);

        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> DurableFiles.copy(content(random(size), size), target));

        assertAlone(other);
    }

    @Test
    void a_directory_or_a_dangling_link_is_something_else() throws IOException {
        Files.createDirectory(target);
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> DurableFiles.copy(content(new byte[10], 10), target));

        Files.delete(target);
        Files.createSymbolicLink(target, directory.resolve("nowhere"));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> DurableFiles.copy(content(new byte[10], 10), target));
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void a_copy_that_fails_leaves_nothing() throws IOException {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> DurableFiles.copy(content(random(1_000_000), 1_000_001), target));

        assertThat(target.getParent()).isEmptyDirectory();
    }

    @Test
    void what_a_crash_left_of_an_earlier_copy_is_in_nobodys_way() throws IOException {
        Files.write(target.resolveSibling(".target.part"), random(2_000_000));

        DurableFiles.copy(content(random(1000), 1000), target);

        assertAlone(random(1000));
    }

    @Test
    void a_file_is_replaced_as_a_whole() throws IOException {
        DurableFiles.replace(target, random(1_000_000));
        DurableFiles.replace(target, random(10));

        assertAlone(random(10));
    }

    @Test
    void nothing_is_put_where_there_is_no_directory() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> DurableFiles.replace(target.resolve("file"), new byte[1]));
    }

    @Test
    void a_relative_name_is_in_the_working_directory() throws IOException {
        Path relative = Path.of("").toAbsolutePath().relativize(target);

        DurableFiles.replace(relative, new byte[] {1});

        assertAlone(new byte[] {1});
    }

    @Test
    void a_range_ends_where_it_should_and_not_before() throws IOException {
        UploadContent content = content(random(100), 100);
        ByteBuffer into = ByteBuffer.allocate(200);
        try (var channel = content.open(90, 100)) {
            assertThat(channel.read(into)).isEqualTo(10);
            assertThat(channel.read(into)).isEqualTo(-1);
        }
        Files.write(source, random(95));
        try (var channel = content.open(90, 100)) {
            assertThat(channel.read(into)).isEqualTo(5);
            assertThatExceptionOfType(EOFException.class).isThrownBy(() -> channel.read(into));
        }
    }
}

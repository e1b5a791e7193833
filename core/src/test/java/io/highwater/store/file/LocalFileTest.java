package io.highwater.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the platform, whichever way their bytes take to the disk. */
class LocalFileTest {

    private static final int LARGE = 3 * BlockWrites.SMALLEST;

    @TempDir
    Path directory;

    private final Random random = new Random(42);
    private final LocalDisk disk = new LocalDisk();
    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = Files.createFile(directory.resolve("file"));
    }

    @AfterEach
    void letGoOfThreads() {
        disk.close();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource
    void bytes_are_where_they_were_written_whatever_the_sizes(Durability durability) throws IOException {
        byte[] all = bytes(40 << 20);
        try (LocalDisk other = new LocalDisk(durability);
                DiskFile written = other.open(file, Disk.Access.WRITE)) {
            for (int at = 0, count; at < all.length; at += count) {
                int most = 1 << random.nextInt(23);
                count = Math.min(all.length - at, 1 + random.nextInt(most));
                written.writeFully(ByteBuffer.wrap(all, at, count), at);
                if (random.nextInt(8) == 0) {
                    written.sync();
                }
            }
            written.sync();
        }

        assertThat(Arrays.mismatch(Files.readAllBytes(file), all)).isNegative();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097})
    void what_was_written_is_read_counted_and_cut_at_once(int begin) throws IOException {
        byte[] large = bytes(LARGE + 5);
        try (DiskFile written = disk.open(file, Disk.Access.WRITE)) {
            written.writeFully(ByteBuffer.allocate(begin), 0);
            for (int round = 0; round < 3; round++) {
                written.writeFully(ByteBuffer.wrap(large), begin);

                assertThat(written.size()).isEqualTo(begin + large.length);
                ByteBuffer read = ByteBuffer.allocate(large.length);
                written.readFully(read, begin);
                assertThat(Arrays.mismatch(read.array(), large)).isNegative();

                written.writeFully(ByteBuffer.wrap(large), begin);
                written.truncate(begin);
                assertThat(written.size()).isEqualTo(begin);
            }
        }
        assertThat(file).hasSize(begin);
    }

    @Test
    void large_writes_go_past_the_page_cache_where_they_can() throws IOException {
        assumeThat(Files.getFileStore(file).type())
                .as("a file system known to do so")
                .isIn("ext4", "xfs", "btrfs");
        BlockWrites blocks = new BlockWrites(true);
        try (blocks;
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                LocalFile written = new LocalFile(file, channel, Durability.DISK, blocks)) {
            written.writeFully(ByteBuffer.wrap(bytes(LARGE)), 0);
            written.sync();
        }

        assertThat(blocks.areUnproven()).isFalse();
    }

    @Test
    void what_stays_in_the_page_cache_is_written_in_small_pieces_that_end_at_boundaries() throws IOException {
        try (LocalDisk other = new LocalDisk(Durability.OPERATING_SYSTEM);
                DiskFile written = other.open(file, Disk.Access.WRITE)) {
            ByteBuffer large = ByteBuffer.wrap(bytes(LARGE));

            assertThat(written.write(large, 5)).isEqualTo(LocalFile.PIECE - 5);
            assertThat(written.write(large, LocalFile.PIECE)).isEqualTo(LocalFile.PIECE);
            assertThat(large.remaining()).isEqualTo(LARGE - 2 * LocalFile.PIECE + 5);
        }
        assertThat(file).hasSize(2 * LocalFile.PIECE);
    }

    @Test
    void a_file_system_that_knows_only_its_own_way_is_written_in_that() throws IOException {
        byte[] large = bytes(LARGE);
        Path archive = directory.resolve("archive.zip");
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path entry = zip.getPath("/entry");
            BlockWrites blocks = new BlockWrites(true);
            try (blocks;
                    FileChannel channel =
                            FileChannel.open(entry, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    LocalFile written = new LocalFile(entry, channel, Durability.DISK, blocks)) {
                written.writeFully(ByteBuffer.wrap(large), 0);
            }
            assertThat(blocks.areUnproven()).isTrue();
            assertThat(Arrays.mismatch(Files.readAllBytes(entry), large)).isNegative();
        }
    }

    private BlockFile onClosedChannel(BlockWrites blocks) throws IOException {
        FileChannel closed = FileChannel.open(file, StandardOpenOption.WRITE);
        closed.close();
        return new BlockFile(closed, blocks);
    }

    @Test
    void a_write_that_failed_behind_its_caller_is_told_of_when_it_is_waited_for() throws IOException {
        try (BlockWrites blocks = new BlockWrites(true)) {
            BlockFile written = onClosedChannel(blocks);
            written.write(ByteBuffer.allocate(LARGE), 0);

            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(written::await);
            written.await(); // it is told once
            written.close();
        }
    }

    @Test
    void a_write_that_failed_behind_its_caller_is_told_of_by_one_of_the_next() throws IOException {
        try (BlockWrites blocks = new BlockWrites(true)) {
            BlockFile written = onClosedChannel(blocks);

            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> {
                for (int i = 0; i < 3; i++) {
                    written.write(ByteBuffer.allocate(LARGE), 0);
                }
            });
            written.close();
        }
    }

    @Test
    void failures_of_writes_under_way_are_told_together() throws IOException {
        try (BlockWrites blocks = new BlockWrites(true)) {
            BlockFile written = onClosedChannel(blocks);
            written.write(ByteBuffer.allocate(LARGE), 0);
            written.write(ByteBuffer.allocate(LARGE), LARGE);

            assertThatExceptionOfType(ClosedChannelException.class)
                    .isThrownBy(written::await)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
            written.await(); // so that what comes after a failure can clean up
        }
    }

    @Test
    void buffers_are_counted() throws IOException {
        try (BlockWrites blocks = new BlockWrites(true)) {
            List<ByteBuffer> taken = new ArrayList<>();
            Optional<ByteBuffer> next = blocks.take(ByteBuffer.allocate(LARGE));
            while (next.isPresent()) {
                taken.add(next.get());
                next = blocks.take(ByteBuffer.allocate(LARGE));
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    LocalFile without = new LocalFile(file, channel, Durability.DISK, blocks)) {
                without.writeFully(ByteBuffer.wrap(bytes(LARGE)), 0);
                assertThat(without.size()).isEqualTo(LARGE);
            }

            blocks.give(taken.get(0));
            assertThat(blocks.take(ByteBuffer.allocate(LARGE))).isPresent();
        }
    }

    @Test
    void a_disk_that_is_closed_still_writes_what_is_open() throws IOException {
        byte[] large = bytes(LARGE);
        try (DiskFile written = disk.open(file, Disk.Access.WRITE)) {
            disk.close();
            written.writeFully(ByteBuffer.wrap(large), 0);
            written.sync();
        }

        assertThat(Arrays.mismatch(Files.readAllBytes(file), large)).isNegative();
    }
}

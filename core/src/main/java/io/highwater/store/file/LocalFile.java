package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of the platform. Its thread must not be interrupted: that would close the channel. Writes of the same bytes
 * have no order but by a read or a sync between them.
 */
final class LocalFile implements DiskFile {

    /**
     * The most that is written to the page cache at once where it is to stay there. For larger writes Linux takes
     * larger blocks of memory, which in a virtual machine may be with the host and are fetched page by page.
     */
    static final int PIECE = 32 << 10;

    private final Path file;
    private final FileChannel channel;
    private final Durability durability;
    private final BlockWrites blocks;
    private @Nullable BlockFile blockFile;
    private boolean askedForBlocks;

    LocalFile(Path file, FileChannel channel, Durability durability, BlockWrites blocks) {
        this.file = file;
        this.channel = channel;
        this.durability = durability;
        this.blocks = blocks;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        awaitBlocks();
        return channel.read(into, position);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        if (!blocks.areWorthwhile(position, from.remaining())) {
            return durability == Durability.DISK ? channel.write(from, position) : writePiece(from, position);
        }
        int head = BlockWrites.head(position, from.remaining());
        return head > 0 ? writeFirst(from, head, position) : writeBlocks(from, position);
    }

    private int writePiece(ByteBuffer from, long position) throws IOException {
        int toBoundary = PIECE - (int) (position % PIECE);
        return writeFirst(from, Math.min(from.remaining(), toBoundary), position);
    }

    private int writeFirst(ByteBuffer from, int count, long position) throws IOException {
        int limit = from.limit();
        try {
            return channel.write(from.limit(from.position() + count), position);
        } finally {
            from.limit(limit);
        }
    }

    private int writeBlocks(ByteBuffer from, long position) throws IOException {
        if (!askedForBlocks) {
            askedForBlocks = true;
            blockFile = blocks.open(file)
                    .map(opened -> new BlockFile(opened, blocks))
                    .orElse(null);
        }
        if (blockFile == null) {
            return channel.write(from, position);
        }
        int count = blocks.areUnproven() ? tryBlocks(from, blockFile, position) : blockFile.write(from, position);
        return count > 0 ? count : channel.write(from, position);
    }

    private int tryBlocks(ByteBuffer from, BlockFile tried, long position) throws IOException {
        int begin = from.position();
        try {
            int count = tried.write(from, position);
            tried.await();
            return count;
        } catch (IOException e) {
            return writeOtherwise(from.position(begin), position, e);
        }
    }

    /** What a full or failing disk refuses once more was not the fault of the way it was written. */
    private int writeOtherwise(ByteBuffer from, long position, IOException failure) throws IOException {
        try {
            int count = channel.write(from, position);
            blocks.doWithout(failure);
            return count;
        } catch (IOException e) {
            e.addSuppressed(failure);
            throw e;
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        awaitBlocks();
        channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
        awaitBlocks();
        return channel.size();
    }

    @Override
    public void sync() throws IOException {
        awaitBlocks();
        if (durability == Durability.DISK) {
            channel.force(false);
        }
    }

    private void awaitBlocks() throws IOException {
        if (blockFile != null) {
            blockFile.await();
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (blockFile != null) {
                blockFile.close();
            }
        }
    }
}

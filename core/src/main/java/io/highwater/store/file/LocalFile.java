package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of the platform. Its thread must not be interrupted: that would close the channel. */
final class LocalFile implements DiskFile {

    private final FileChannel channel;
    private final Runnable whenClosed;

    LocalFile(FileChannel channel, Runnable whenClosed) {
        this.channel = channel;
        this.whenClosed = whenClosed;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return channel.read(into, position);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return channel.write(from, position);
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            whenClosed.run();
        }
    }
}

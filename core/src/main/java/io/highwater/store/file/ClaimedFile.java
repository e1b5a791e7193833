package io.highwater.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file with a claim on it that is given up when it is closed. */
record ClaimedFile(DiskFile file, Runnable release) implements DiskFile {

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return file.read(into, position);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        return file.write(from, position);
    }

    @Override
    public void truncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            release.run();
        }
    }
}

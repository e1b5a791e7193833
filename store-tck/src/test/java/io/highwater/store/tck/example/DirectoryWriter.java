package io.highwater.store.tck.example;

import io.highwater.session.UploadSession;
import io.highwater.session.UploadStatus;
import io.highwater.store.Commit;
import io.highwater.store.Crc32c;
import io.highwater.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/** Appends to the file of bytes; the state file says how much of it counts. */
final class DirectoryWriter implements UploadWriter {

    private final DirectoryStore store;
    private final FileChannel channel;
    private final CRC32C crc = new CRC32C(); // of the bytes since the last commit
    private UploadSession session;

    private DirectoryWriter(DirectoryStore store, UploadSession session, FileChannel channel) {
        this.store = store;
        this.session = session;
        this.channel = channel;
    }

    static DirectoryWriter open(DirectoryStore store, UploadSession session) throws IOException {
        FileChannel channel = FileChannel.open(store.file(session.id(), ".bytes"), StandardOpenOption.WRITE);
        channel.truncate(session.committed()).position(session.committed());
        return new DirectoryWriter(store, session, channel);
    }

    @Override
    public long position() {
        try {
            return channel.position();
        } catch (IOException e) {
            throw new IllegalStateException("closed", e);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        crc.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public UploadSession commit(Commit commit) throws IOException {
        UploadSession next = next(store.openSession(session.id()), commit, channel.position());
        channel.force(true); // first the bytes, then the state that counts them
        announce(commit);
        session = store.save(next);
        crc.reset();
        return session;
    }

    private UploadSession next(UploadSession old, Commit commit, long offset) {
        OptionalLong declared = commit.length().isPresent() ? commit.length() : old.length();
        int whole = Crc32c.combine(old.crc32c(), (int) crc.getValue(), offset - old.committed());
        return new UploadSession(
                old.creation(),
                commit.completes() ? UploadStatus.COMPLETE : UploadStatus.OPEN,
                offset,
                commit.completes() ? OptionalLong.of(offset) : declared,
                whole,
                store.now());
    }

    /** The mark comes before the state: a mark too many is passed over, one too few would lose the event. */
    private void announce(Commit commit) throws IOException {
        if (commit.completes() && commit.announce()) {
            Path mark = store.file(session.id(), ".announce");
            Durably.replace(mark, new byte[0]);
        } else {
            store.markAnnounced(session.id());
        }
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                channel.truncate(session.committed());
            }
        }
    }
}

package io.highwater.store;

import static java.nio.file.StandardOpenOption.WRITE;

import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Appends an upload's bytes to a file that holds nothing before them, for stores that keep bytes on a local file system
 * and states wherever they like. {@link LocalFileContent} reads such a file.
 *
 * @since 0.1.0
 */
public final class LocalFileWriter implements UploadWriter {

    private final FileChannel channel;
    private final States states;
    private final CRC32C crc = new CRC32C(); // of the bytes since the last commit
    private long committed;
    private long position;

    /**
     * Opens a file behind its committed bytes. What an earlier writer left there is cut off, for it never counted.
     *
     * @param file where the bytes are; it exists
     * @param committed how many of them count, from the upload's state: after a crash the file may be longer
     * @param states where the upload's state is
     */
    public LocalFileWriter(Path file, long committed, States states) throws IOException {
        this.states = states;
        this.committed = committed;
        this.position = committed;
        this.channel = FileChannel.open(file, WRITE);
        truncateOrClose();
    }

    /** Moves the state of the upload that is written to. */
    @FunctionalInterface
    public interface States {

        /**
         * Makes the state durable that follows a commit, as a rule {@link Commit#appliedTo} the one that is stored. The
         * bytes are durable.
         *
         * @param added how many bytes were written since the last commit
         * @param crc32c the CRC-32C of these bytes
         * @return the state that is durable now
         */
        UploadSession commit(Commit commit, long added, int crc32c) throws IOException;
    }

    private void truncateOrClose() throws IOException {
        boolean done = false;
        try {
            channel.truncate(committed);
            done = true;
        } finally {
            if (!done) {
                channel.close();
            }
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        crc.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            position += channel.write(bytes, position);
        }
    }

    @Override
    public UploadSession commit(Commit commit) throws IOException {
        channel.force(true); // first the bytes, then the state that counts them
        UploadSession state = states.commit(commit, position - committed, (int) crc.getValue());
        committed = position;
        crc.reset();
        if (state.isComplete()) {
            channel.close(); // nothing comes behind the last byte
        }
        return state;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

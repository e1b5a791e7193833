package io.highwater.store;

import io.highwater.session.UploadSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of an upload in a file that holds nothing before them, for stores on a local file system. The file may go
 * on behind the committed bytes while the upload is open; of a complete one it holds exactly the bytes.
 *
 * @since 0.1.0
 */
public final class LocalFileContent implements UploadContent {

    private final UploadSession session;
    private final Path file;
    private final Release release;

    /**
     * The committed bytes of {@code session}.
     *
     * @param file where they are
     * @param release gives up the store's copy when the bytes have been moved
     */
    public LocalFileContent(UploadSession session, Path file, Release release) {
        this.session = session;
        this.file = file;
        this.release = release;
    }

    /** The end of a move. */
    @FunctionalInterface
    public interface Release {

        /**
         * Gives up the file and remembers that the upload has no bytes any more. They are durably at their new place.
         * May come again, after an earlier one has failed or succeeded.
         */
        void run() throws IOException;
    }

    @Override
    public long size() {
        return session.committed();
    }

    @Override
    public ReadableByteChannel open(long from, long to) throws IOException {
        Objects.checkFromToIndex(from, to, size());
        return new RangeChannel(new FileSource(FileChannel.open(file)), from, to);
    }

    @Override
    public Optional<Path> path() {
        return session.isComplete() ? Optional.of(file) : Optional.empty();
    }

    @Override
    public void moveTo(Path target) throws IOException {
        requireComplete();
        if (Files.exists(file)) { // else an earlier call has moved them
            DurableFiles.copy(this, target);
        }
        release.run();
    }

    @Override
    public void discard() throws IOException {
        requireComplete();
        release.run();
    }

    private void requireComplete() {
        if (!session.isComplete()) {
            throw new IllegalStateException("not complete");
        }
    }

    private record FileSource(FileChannel channel) implements RangeChannel.Source {

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}

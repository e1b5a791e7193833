package io.highwater.store.file;

import io.highwater.store.RangeChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files that hold an upload's bytes, one behind the other: its own, or those of the parts that it is joined from.
 *
 * @param disk where they are
 * @param list at least one
 */
record Pieces(Disk disk, List<Piece> list) {

    private static final int BUFFER = 256 << 10;

    /**
     * One of the files.
     *
     * @param file which
     * @param size how many of its bytes count, from its beginning on
     */
    record Piece(Path file, long size) {}

    /** A file by itself. */
    static Pieces of(Disk disk, Path file, long size) {
        return new Pieces(disk, List.of(new Piece(file, size)));
    }

    /** The pieces of an upload. @throws NoSuchFileException if it is joined and one of its files is missing */
    static Pieces of(StoreDirectory directory, StoredUpload upload) throws IOException {
        Layout layout = directory.layout();
        if (!upload.slot().is(Slot.JOINED)) {
            return of(directory.disk(), layout.data(upload.id()), upload.slot().end());
        }
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < upload.session().composition().parts().size(); i++) {
            Path file = layout.joined(upload.id(), i);
            Disk.Entry entry = directory.disk().entry(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
            pieces.add(new Piece(file, entry.size()));
        }
        return new Pieces(directory.disk(), pieces);
    }

    long size() {
        return list.stream().mapToLong(Piece::size).sum();
    }

    /** The file that holds all bytes, if one does. */
    Optional<Path> oneFile() {
        List<Piece> filled = list.stream().filter(piece -> piece.size > 0).toList();
        if (filled.size() > 1) {
            return Optional.empty();
        }
        return Optional.of((filled.isEmpty() ? list : filled).get(0).file);
    }

    /** Opens the bytes [from, to), all files of them at once: they may be given up while they are read. */
    ReadableByteChannel open(long from, long to) throws IOException {
        List<RangeChannel> channels = new ArrayList<>();
        long start = 0;
        try {
            for (Piece piece : list) {
                long first = Math.max(from - start, 0);
                long last = Math.min(to - start, piece.size);
                if (first < last || list.size() == 1) {
                    channels.add(new RangeChannel(disk.open(piece.file, Disk.Access.READ), first, last));
                }
                start += piece.size;
            }
        } catch (IOException e) {
            new SequenceChannel(channels).close();
            throw e;
        }
        return channels.size() == 1 ? channels.get(0) : new SequenceChannel(channels);
    }

    /** The CRC-32C of all bytes, which are written to {@code to} on the way, unless that is null. */
    int copy(@Nullable DiskFile to) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long start = 0;
        for (Piece piece : list) {
            try (DiskFile from = disk.open(piece.file, Disk.Access.READ)) {
                for (long at = 0; at < piece.size; at += buffer.limit()) {
                    from.readFully(buffer.clear().limit((int) Math.min(BUFFER, piece.size - at)), at);
                    crc.update(buffer.flip());
                    if (to != null) {
                        to.writeFully(buffer.rewind(), start + at);
                    }
                }
            }
            start += piece.size;
        }
        return (int) crc.getValue();
    }
}

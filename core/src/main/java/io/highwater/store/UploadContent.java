package io.highwater.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bytes of an upload, to be read as often as wanted. Safe for several threads; each opened channel or stream is for
 * one.
 *
 * @since 0.1.0
 */
public interface UploadContent {

    /** How many bytes there are. */
    long size();

    /**
     * Opens the bytes [{@code from}, {@code to}); the channel ends after them. The caller closes it.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= size()}
     */
    ReadableByteChannel open(long from, long to) throws IOException;

    /** Opens all bytes as a stream. The caller closes it. */
    default InputStream openStream() throws IOException {
        return Channels.newInputStream(open(0, size()));
    }

    /**
     * The file that holds exactly these bytes, if there is one. It is to be read, not changed, moved or deleted. A
     * store may have to make it first, from the parts of a joined upload: then this takes the time of a copy.
     *
     * @throws io.highwater.session.UploadException if the file has to be made and cannot be: {@code OUT_OF_SPACE},
     *     {@code UNAVAILABLE}, {@code NOT_FOUND} or {@code GONE}
     */
    Optional<Path> path();

    /**
     * Puts the finished bytes at {@code target}, which must not exist or hold the same upload's bytes from an earlier
     * try: a reader of {@code target} sees all of them or no file, and they survive a crash once this has returned. The
     * store gives up its own copy; the upload stays complete, its bytes are not to be had from the store any more.
     *
     * <p>Other calls for the upload may overlap with this one. An upload that is deleted meanwhile stays deleted (S7),
     * whether or not its bytes come to {@code target}.
     *
     * @throws IllegalStateException if the upload is not complete
     */
    void moveTo(Path target) throws IOException;

    /**
     * Gives up the finished bytes, as {@link #moveTo} does, and puts them nowhere. Does nothing if they are not here
     * any more. Other calls for the upload may overlap with this one.
     *
     * @throws IllegalStateException if the upload is not complete
     */
    void discard() throws IOException;
}

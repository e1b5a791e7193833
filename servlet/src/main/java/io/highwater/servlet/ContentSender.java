package io.highwater.servlet;

import io.highwater.session.Reason;
import io.highwater.session.UploadException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends finished bytes. */
final class ContentSender {

    private static final Logger LOG = LoggerFactory.getLogger(ContentSender.class);

    /** Held for as long as the client takes, so not a worker's. */
    private static final int BUFFER_SIZE = 64 << 10;

    private ContentSender() {}

    static UploadException unreadable(IOException why) {
        return new UploadException(Reason.UNAVAILABLE, "The bytes cannot be read now.", why);
    }

    /** @throws IOException if the store fails in the middle, so that the container breaks off the response */
    static void send(ReadableByteChannel bytes, long length, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        for (long left = length; left > 0; ) {
            int count = bytes.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(left, buffer.length)));
            if (count < 0) {
                throw new IOException("finished bytes end " + left + " bytes too early");
            }
            if (!write(out, buffer, count)) {
                return;
            }
            left -= count;
        }
    }

    private static boolean write(OutputStream out, byte[] buffer, int count) {
        try {
            out.write(buffer, 0, count);
            return true;
        } catch (IOException e) {
            LOG.debug("the client left a download", e);
            return false;
        }
    }
}

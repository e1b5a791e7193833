package io.highwater.servlet.endpoint;

import io.highwater.servlet.endpoint.RecordedResponse.Body;
import io.highwater.servlet.endpoint.RecordedResponse.Content;
import io.highwater.servlet.endpoint.RecordedResponse.Unkept;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint writes, up to a bound, and the question whether it still has to reach the client: when the client
 * has gone, the endpoint goes on as if it had not, so that its response can be given to the client when that comes
 * back. Only what cannot be kept whole is not worth going on for. Thread-safe.
 */
final class BodyRecord extends OutputStream {

    private final int bound;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean whole = true;
    private @Nullable IOException gone;

    BodyRecord(int bound) {
        this.bound = bound;
    }

    /** Something that is to reach the client. */
    interface Sending {
        void run() throws IOException;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] from, int offset, int count) {
        if (whole && count <= bound - bytes.size()) {
            bytes.write(from, offset, count);
        } else {
            unkept();
        }
    }

    /**
     * Sends, unless the client has gone.
     *
     * @throws IOException if it has, and the response cannot be kept for it
     */
    void send(Sending sending) throws IOException {
        if (isClientHere()) {
            try {
                sending.run();
            } catch (IOException e) {
                gone(e);
            }
        }
    }

    private synchronized boolean isClientHere() throws IOException {
        if (gone != null && !whole) {
            throw new IOException("the client has gone, and the response is too large to be kept", gone);
        }
        return gone == null;
    }

    private synchronized void gone(IOException e) throws IOException {
        if (!whole) {
            throw e;
        }
        gone = e;
    }

    synchronized boolean isWhole() {
        return whole;
    }

    synchronized boolean isEmpty() {
        return whole && bytes.size() == 0;
    }

    /** What was written does not count any more. */
    synchronized void clear() {
        bytes.reset();
        whole = true;
    }

    /** The response is not to be had whole. */
    synchronized void unkept() {
        bytes.reset();
        whole = false;
    }

    synchronized Content content() {
        return whole ? new Body(bytes.toByteArray()) : new Unkept();
    }
}
